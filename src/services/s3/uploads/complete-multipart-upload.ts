import type { CompleteMultipartUploadOutput, CompleteMultipartUploadRequest } from "@aws-sdk/client-s3";
import type { Validated } from "../../operation.ts";
import { checksumMembers, UNBUILT_CHECKSUMS, wantedChecksum } from "../checksums.ts";
import { deleteContents, type S3Call, type S3Operation, WRITE_DATA } from "../dependencies.ts";
import { objectCheck } from "../permissions.ts";
import { badDigest, invalidRequest, operationAborted } from "../s3-errors.ts";
import type { PartRecord, UploadRecord } from "../state/upload-store.ts";
import { placeVersion, type VersionDraft } from "../store-version.ts";
import { UNBUILT_READ_MEMBERS } from "../unbuilt-members.ts";
import { chooseParts } from "./choose-parts.ts";
import { checksumOfParts, multipartEtag } from "./parts-digest.ts";
import { requireUpload, type UploadInput } from "./require-upload.ts";

export const completeMultipartUpload: S3Operation<
  CompleteMultipartUploadRequest,
  CompleteMultipartUploadOutput
> = {
  name: "CompleteMultipartUpload",
  permits: async (input, call) => [
    await objectCheck(call, "PutObject", input, input.Key, {
      "s3:if-match": input.IfMatch,
      "s3:if-none-match": input.IfNoneMatch,
    }),
  ],
  audit: WRITE_DATA,
  refuses: [...UNBUILT_CHECKSUMS, ...UNBUILT_READ_MEMBERS],
  handle: async (input, call) => {
    const { deps } = call;
    const upload = await requireUpload(call, input);
    const uploaded = await deps.uploads.listParts(upload.uploadId);
    const parts = chooseParts(uploaded, input.MultipartUpload?.Parts ?? [], upload);
    const draft = await draftOf(call, input, upload, parts);
    const { version, VersionId } = await deps.buckets.commit(input.Bucket, async (bucket) => {
      await requireUnchanged(call, upload, input, uploaded);
      // One transaction ends the upload and makes the object, so that no crash leaves the parts with two holders.
      const stored = await placeVersion(call, bucket, draft, input, [
        deps.uploads.ending(input.Bucket, upload),
      ]);
      await deps.uploads.removeParts(upload.uploadId);
      const unused = uploaded.filter((part) => !parts.includes(part));
      await deleteContents(deps, unused);
      return stored;
    });
    const { checksum } = version;
    return {
      Bucket: input.Bucket,
      Key: input.Key,
      Location: `https://${call.origin.host || "s3.localhost"}/${input.Bucket}/${encodeURI(input.Key)}`,
      ETag: version.etag,
      ServerSideEncryption: "AES256",
      ...(checksum ? { ...checksumMembers(checksum), ChecksumType: checksum.type } : {}),
      ...(VersionId === undefined ? {} : { VersionId }),
    };
  },
};

/** The object that the parts make. Throws when it is not the one that the client expects. */
async function draftOf(
  call: S3Call,
  input: Validated<CompleteMultipartUploadRequest>,
  upload: UploadRecord,
  parts: readonly PartRecord[],
): Promise<VersionDraft> {
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  if (input.MpuObjectSize !== undefined && Number(input.MpuObjectSize) !== sizeBytes) {
    throw invalidRequest("The provided 'x-amz-mp-object-size' header does not match what was computed.");
  }
  const checksum = await checksumOfParts(call, upload, parts);
  const { expected } = wantedChecksum(call, input, checksum?.algorithm);
  if (expected !== undefined && expected !== checksum?.value)
    throw badDigest(checksum?.algorithm ?? "checksum");
  return {
    key: upload.key,
    sizeBytes,
    etag: multipartEtag(parts),
    parts: parts.map(({ blobId, sizeBytes }) => ({ blobId, sizeBytes })),
    headers: upload.headers,
    metadata: upload.metadata,
    tags: upload.tags,
    ...(checksum ? { checksum } : {}),
  };
}

/** A part that was replaced meanwhile has new contents: then the object would be made of deleted ones. */
async function requireUnchanged(
  call: S3Call,
  upload: UploadRecord,
  input: UploadInput,
  seen: readonly PartRecord[],
): Promise<void> {
  await requireUpload(call, input);
  const now = await call.deps.uploads.listParts(upload.uploadId);
  const unchanged = now.length === seen.length && now.every(({ blobId }, i) => blobId === seen[i]!.blobId);
  if (!unchanged) throw operationAborted();
}
