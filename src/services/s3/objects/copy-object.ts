import type { CopyObjectOutput, CopyObjectRequest } from "@aws-sdk/client-s3";
import type { Validated } from "../../operation.ts";
import { checkCannedAcl, GRANT_MEMBERS } from "../acl.ts";
import { checksumMembers, parseAlgorithm } from "../checksums.ts";
import { type CopySource, parseCopySource, requireCopySource } from "../copy-source.ts";
import { type S3Call, type S3Operation, WRITE_DATA } from "../dependencies.ts";
import { findVersion, versionCheck } from "../find-version.ts";
import { checkKey } from "../object-key.ts";
import { contentHeaders } from "../object-view.ts";
import { openContents } from "../open-contents.ts";
import { requestTagConditions } from "../permissions.ts";
import { receiveContents } from "../receive-contents.ts";
import { invalidRequest } from "../s3-errors.ts";
import type { VersionRecord } from "../state/object-record.ts";
import { storeVersion } from "../store-version.ts";
import { parseTaggingHeader } from "../tag-set.ts";
import { UNBUILT_OBJECT_MEMBERS } from "../unbuilt-members.ts";
import { checkMetadata } from "../user-metadata.ts";
import { putCheck } from "./put-object.ts";

export const copyObject: S3Operation<CopyObjectRequest, CopyObjectOutput> = {
  name: "CopyObject",
  permits: async (input, call) => {
    const source = parseCopySource(input.CopySource);
    const replacesTags = input.TaggingDirective === "REPLACE";
    const target = await putCheck(call, input, {
      "s3:x-amz-copy-source": `${source.Bucket}/${source.Key}`,
      "s3:x-amz-metadata-directive": input.MetadataDirective,
      ...requestTagConditions(replacesTags ? parseTaggingHeader(input.Tagging) : []),
    });
    const read = await versionCheck(call, ["GetObject", "GetObjectVersion"], source);
    const tagging = { ...target, action: "s3:PutObjectTagging" };
    if (replacesTags) return input.Tagging ? [target, read, tagging] : [target, read];
    const { tags } = (await findVersion(call, source)) ?? { tags: [] };
    if (tags.length === 0) return [target, read];
    const readTags = await versionCheck(call, ["GetObjectTagging", "GetObjectVersionTagging"], source);
    return [target, read, readTags, tagging];
  },
  audit: WRITE_DATA,
  refuses: [
    ...GRANT_MEMBERS,
    ...UNBUILT_OBJECT_MEMBERS,
    { member: "AnnotationDirective" },
    { member: "CopySourceSSECustomerAlgorithm" },
    { member: "CopySourceSSECustomerKey" },
    { member: "CopySourceSSECustomerKeyMD5" },
  ],
  handle: async (input, call) => {
    checkKey(input.Key);
    checkCannedAcl(input.ACL);
    const source = parseCopySource(input.CopySource);
    const version = await requireCopySource(call, source, input);
    refusePointlessCopy(input, source);
    const algorithm = parseAlgorithm(input.ChecksumAlgorithm) ?? version.checksum?.algorithm ?? "CRC64NVME";
    const body = await openContents(call.deps.blobs, version.parts);
    const contents = await receiveContents(call, body, undefined, { algorithm });
    const stored = await storeVersion(
      call,
      input.Bucket,
      {
        key: input.Key,
        sizeBytes: contents.part.sizeBytes,
        etag: `"${contents.md5}"`,
        parts: [contents.part],
        ...descriptionOf(input, version),
        checksum: { algorithm, value: contents.checksum, type: "FULL_OBJECT" },
      },
      input,
    );
    return copyView(call, source, version, stored);
  },
};

/** A copy keeps the source's description unless the directives say otherwise. */
function descriptionOf(
  input: Validated<CopyObjectRequest>,
  source: VersionRecord,
): Pick<VersionRecord, "headers" | "metadata" | "tags"> {
  const replaces = input.MetadataDirective === "REPLACE";
  return {
    headers: replaces ? contentHeaders(input) : source.headers,
    metadata: replaces ? checkMetadata(input.Metadata) : source.metadata,
    tags: input.TaggingDirective === "REPLACE" ? parseTaggingHeader(input.Tagging) : source.tags,
  };
}

/** A copy of an object onto itself must change something. */
function refusePointlessCopy(input: Validated<CopyObjectRequest>, source: CopySource): void {
  const itself = source.Bucket === input.Bucket && source.Key === input.Key && !source.VersionId;
  if (itself && input.MetadataDirective !== "REPLACE" && input.TaggingDirective !== "REPLACE") {
    const message =
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's " +
      "metadata, storage class, website redirect location or encryption attributes.";
    throw invalidRequest(message);
  }
}

async function copyView(
  call: S3Call,
  source: CopySource,
  from: VersionRecord,
  { version, VersionId }: Awaited<ReturnType<typeof storeVersion>>,
): Promise<CopyObjectOutput> {
  const { versioning } = await call.deps.buckets.require(source.Bucket);
  return {
    CopyObjectResult: {
      ETag: version.etag,
      LastModified: new Date(version.lastModifiedMs),
      ...checksumMembers(version.checksum),
      ChecksumType: "FULL_OBJECT",
    },
    ServerSideEncryption: "AES256",
    ...(versioning === "Unversioned" ? {} : { CopySourceVersionId: from.versionId }),
    ...(VersionId === undefined ? {} : { VersionId }),
  };
}
