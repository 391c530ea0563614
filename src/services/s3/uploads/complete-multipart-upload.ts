import { createHash } from "node:crypto";
import type {
  CompletedPart,
  CompleteMultipartUploadOutput,
  CompleteMultipartUploadRequest,
} from "@aws-sdk/client-s3";
import { createChecksum } from "../../../aws/checksum/checksum.ts";
import { checksumMembers, UNBUILT_CHECKSUMS, wantedChecksum } from "../checksums.ts";
import { deleteContents, type S3Call, type S3Operation, WRITE_DATA } from "../dependencies.ts";
import { openContents } from "../open-contents.ts";
import { objectCheck } from "../permissions.ts";
import { badDigest, invalidRequest, malformedXml, operationAborted, s3Error } from "../s3-errors.ts";
import type { StoredChecksum } from "../state/object-record.ts";
import type { PartRecord, UploadRecord } from "../state/upload-store.ts";
import { placeVersion } from "../store-version.ts";
import { UNBUILT_READ_MEMBERS } from "../unbuilt-members.ts";
import { requireUpload, type UploadInput } from "./require-upload.ts";

/** Smallest part that is not the last, in bytes: 5 MiB. */
const PART_BYTES_MIN = 5 * 1024 ** 2;

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
    const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
    if (input.MpuObjectSize !== undefined && Number(input.MpuObjectSize) !== sizeBytes) {
      throw invalidRequest("The provided 'x-amz-mp-object-size' header does not match what was computed.");
    }
    const checksum = await checksumOf(call, upload, parts);
    const { expected } = wantedChecksum(call, input, checksum?.algorithm);
    if (expected !== undefined && expected !== checksum?.value)
      throw badDigest(checksum?.algorithm ?? "checksum");
    const draft = {
      key: upload.key,
      sizeBytes,
      etag: multipartEtag(parts),
      parts: parts.map(({ blobId, sizeBytes }) => ({ blobId, sizeBytes })),
      headers: upload.headers,
      metadata: upload.metadata,
      tags: upload.tags,
      ...(checksum ? { checksum } : {}),
    };
    const { version, VersionId } = await deps.buckets.commit(input.Bucket, async (bucket) => {
      await requireUnchanged(call, upload, input, uploaded);
      // One transaction ends the upload and makes the object, so that no crash leaves the parts with two holders.
      const ending = [deps.uploads.ending(input.Bucket, upload)];
      const stored = await placeVersion(call, bucket, draft, input, ending);
      await deps.uploads.removeParts(upload.uploadId);
      await deleteContents(
        deps,
        uploaded.filter((part) => !parts.includes(part)),
      );
      return stored;
    });
    return {
      Bucket: input.Bucket,
      Key: input.Key,
      Location: `https://${call.origin.host || "s3.localhost"}/${input.Bucket}/${input.Key}`,
      ETag: version.etag,
      ServerSideEncryption: "AES256",
      ...(checksum ? { ...checksumMembers(checksum), ChecksumType: checksum.type } : {}),
      ...(VersionId === undefined ? {} : { VersionId }),
    };
  },
};

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

/** The parts that the client lists, which must be in order, there, and as it last saw them. */
function chooseParts(
  uploaded: readonly PartRecord[],
  asked: readonly CompletedPart[],
  upload: UploadRecord,
): readonly PartRecord[] {
  if (asked.length === 0) throw malformedXml();
  const byNumber = new Map(uploaded.map((part) => [part.partNumber, part]));
  const parts = asked.map((completed) => {
    const part = byNumber.get(completed.PartNumber ?? 0);
    const known = part && completed.ETag?.replace(/^"|"$/g, "") === part.md5;
    if (known && checksumFits(completed, part, upload)) return part;
    throw s3Error("InvalidPart", 400, INVALID_PART, { PartNumber: `${completed.PartNumber}` });
  });
  if (parts.some((part, i) => i > 0 && part.partNumber <= parts[i - 1]!.partNumber)) {
    throw s3Error("InvalidPartOrder", 400, INVALID_ORDER);
  }
  const small = parts.slice(0, -1).find(({ sizeBytes }) => sizeBytes < PART_BYTES_MIN);
  if (!small) return parts;
  throw s3Error("EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size", {
    ProposedSize: `${small.sizeBytes}`,
    MinSizeAllowed: `${PART_BYTES_MIN}`,
    PartNumber: `${small.partNumber}`,
  });
}

const INVALID_PART =
  "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified " +
  "entity tag may not match the part's entity tag.";
const INVALID_ORDER =
  "The list of parts was not in ascending order. The parts list must be specified in order by part number.";

function checksumFits(
  completed: CompletedPart,
  part: PartRecord,
  { checksumAlgorithm }: UploadRecord,
): boolean {
  if (!checksumAlgorithm) return true;
  const given = completed[`Checksum${checksumAlgorithm}`];
  return given === undefined || given === part.checksum;
}

/** MD5 of the parts' MD5s, with their number: what S3 gives objects that were uploaded in parts. */
function multipartEtag(parts: readonly PartRecord[]): string {
  const hash = createHash("md5");
  for (const { md5 } of parts) hash.update(Buffer.from(md5, "hex"));
  return `"${hash.digest("hex")}-${parts.length}"`;
}

/** Of the parts' checksums, or of the contents as a whole. */
async function checksumOf(
  call: S3Call,
  { checksumAlgorithm: algorithm, checksumType: type }: UploadRecord,
  parts: readonly PartRecord[],
): Promise<StoredChecksum | undefined> {
  if (!algorithm || !type) return undefined;
  const checksum = createChecksum(algorithm);
  if (type === "COMPOSITE") {
    for (const part of parts) checksum.update(Buffer.from(part.checksum ?? "", "base64"));
    return { algorithm, type, value: `${checksum.digest().toString("base64")}-${parts.length}` };
  }
  for await (const bytes of await openContents(call.deps.blobs, parts)) checksum.update(bytes);
  return { algorithm, type, value: checksum.digest().toString("base64") };
}
