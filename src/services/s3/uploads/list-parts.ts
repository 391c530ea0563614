import type { ListPartsOutput, ListPartsRequest, Part } from "@aws-sdk/client-s3";
import { canonicalUserId } from "../acl.ts";
import { checksumMembers } from "../checksums.ts";
import { READ, type S3Operation } from "../dependencies.ts";
import { pageSize, parsePartMarker } from "../list-encoding.ts";
import { objectCheck } from "../permissions.ts";
import type { PartRecord, UploadRecord } from "../state/upload-store.ts";
import { UNBUILT_READ_MEMBERS } from "../unbuilt-members.ts";
import { requireUpload } from "./require-upload.ts";

export const listParts: S3Operation<ListPartsRequest, ListPartsOutput> = {
  name: "ListParts",
  permits: async (input, call) => [await objectCheck(call, "ListMultipartUploadParts", input, input.Key)],
  audit: READ,
  refuses: UNBUILT_READ_MEMBERS,
  handle: async (input, call) => {
    const upload = await requireUpload(call, input);
    const { ownerAccountId } = await call.deps.buckets.require(input.Bucket);
    const marker = parsePartMarker(input.PartNumberMarker);
    const rest = (await call.deps.uploads.listParts(upload.uploadId)).filter(
      (part) => part.partNumber > marker,
    );
    const MaxParts = pageSize("max-parts", input.MaxParts);
    const page = rest.slice(0, MaxParts);
    const last = page.at(-1);
    return {
      Bucket: input.Bucket,
      Key: input.Key,
      UploadId: upload.uploadId,
      MaxParts,
      PartNumberMarker: `${marker}`,
      IsTruncated: page.length < rest.length,
      Parts: page.map((part) => partView(part, upload)),
      Owner: { ID: canonicalUserId(ownerAccountId) },
      Initiator: { ID: upload.initiatedBy },
      StorageClass: "STANDARD",
      ...(last && page.length < rest.length ? { NextPartNumberMarker: `${last.partNumber}` } : {}),
      ...(upload.checksumAlgorithm
        ? { ChecksumAlgorithm: upload.checksumAlgorithm, ChecksumType: upload.checksumType }
        : {}),
    };
  },
};

const partView = (part: PartRecord, { checksumAlgorithm: algorithm }: UploadRecord): Part => ({
  PartNumber: part.partNumber,
  LastModified: new Date(part.lastModifiedMs),
  ETag: `"${part.md5}"`,
  Size: part.sizeBytes,
  ...(algorithm && part.checksum
    ? checksumMembers({ algorithm, value: part.checksum, type: "FULL_OBJECT" })
    : {}),
});
