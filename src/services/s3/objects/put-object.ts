import type { PutObjectOutput, PutObjectRequest } from "@aws-sdk/client-s3";
import type { IamCheck, Validated } from "../../operation.ts";
import { checkCannedAcl, GRANT_MEMBERS } from "../acl.ts";
import { checksumMembers, UNBUILT_CHECKSUMS, wantedChecksum } from "../checksums.ts";
import { type S3Call, type S3Operation, WRITE_DATA } from "../dependencies.ts";
import { checkKey } from "../object-key.ts";
import { contentHeaders } from "../object-view.ts";
import { objectCheck, requestTagConditions } from "../permissions.ts";
import type { WritePreconditions } from "../preconditions.ts";
import { receiveContents } from "../receive-contents.ts";
import { storeVersion } from "../store-version.ts";
import { parseTaggingHeader } from "../tag-set.ts";
import { UNBUILT_OBJECT_MEMBERS } from "../unbuilt-members.ts";
import { checkMetadata } from "../user-metadata.ts";

/** `Body` is a stream of bytes from the wire; calls made inside may pass bytes or text. */
export type PutObjectInput = Omit<PutObjectRequest, "Body"> & { readonly Body?: unknown };

export const putObject: S3Operation<PutObjectInput, PutObjectOutput> = {
  name: "PutObject",
  permits: async (input, call) => {
    const tags = parseTaggingHeader(input.Tagging);
    const check = await putCheck(call, input, requestTagConditions(tags));
    return tags.length === 0 ? [check] : [check, { ...check, action: "s3:PutObjectTagging" }];
  },
  audit: { ...WRITE_DATA, redact: ["Body"] },
  refuses: [
    ...GRANT_MEMBERS,
    ...UNBUILT_CHECKSUMS,
    ...UNBUILT_OBJECT_MEMBERS,
    { member: "WriteOffsetBytes" },
  ],
  handle: async (input, call) => {
    checkKey(input.Key);
    checkCannedAcl(input.ACL);
    const metadata = checkMetadata(input.Metadata);
    const tags = parseTaggingHeader(input.Tagging);
    const wanted = wantedChecksum(call, input);
    const contents = await receiveContents(call, input.Body, input.ContentMD5, wanted);
    const draft = {
      key: input.Key,
      sizeBytes: contents.part.sizeBytes,
      etag: `"${contents.md5}"`,
      parts: [contents.part],
      headers: contentHeaders(input),
      metadata,
      tags,
      checksum: { algorithm: wanted.algorithm, value: contents.checksum, type: "FULL_OBJECT" as const },
    };
    const { version, VersionId } = await storeVersion(call, input.Bucket, draft, input);
    return {
      ETag: version.etag,
      ServerSideEncryption: "AES256",
      ChecksumType: "FULL_OBJECT",
      ...checksumMembers(version.checksum),
      ...(VersionId === undefined ? {} : { VersionId }),
    };
  },
};

/** The check of every operation that stores an object under a key. */
export const putCheck = (
  call: S3Call,
  input: Pick<
    Validated<PutObjectInput>,
    "Bucket" | "Key" | "ACL" | "ExpectedBucketOwner" | "ServerSideEncryption" | "StorageClass"
  > &
    WritePreconditions,
  conditions: Parameters<typeof objectCheck>[4] = {},
): Promise<IamCheck> =>
  objectCheck(call, "PutObject", input, input.Key, {
    "s3:x-amz-acl": input.ACL,
    "s3:x-amz-server-side-encryption": input.ServerSideEncryption,
    "s3:x-amz-storage-class": input.StorageClass,
    "s3:if-match": input.IfMatch,
    "s3:if-none-match": input.IfNoneMatch,
    ...conditions,
  });
