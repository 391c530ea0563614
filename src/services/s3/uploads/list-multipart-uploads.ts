import type {
  ListMultipartUploadsOutput,
  ListMultipartUploadsRequest,
  MultipartUpload,
} from "@aws-sdk/client-s3";
import { canonicalUserId } from "../acl.ts";
import { READ, type S3Operation } from "../dependencies.ts";
import { listEncoder, pageSize } from "../list-encoding.ts";
import { bucketCheck } from "../permissions.ts";
import type { UploadRecord } from "../state/upload-store.ts";

export const listMultipartUploads: S3Operation<ListMultipartUploadsRequest, ListMultipartUploadsOutput> = {
  name: "ListMultipartUploads",
  permits: async (input, call) => [
    await bucketCheck(call, "ListBucketMultipartUploads", input, { "s3:prefix": input.Prefix ?? "" }),
  ],
  audit: READ,
  refuses: [{ member: "RequestPayer" }, { member: "Delimiter" }],
  handle: async (input, call) => {
    const bucket = await call.deps.buckets.require(input.Bucket);
    const encode = listEncoder(input.EncodingType);
    const MaxUploads = pageSize("max-uploads", input.MaxUploads);
    const found = await call.deps.uploads.list(input.Bucket, input.Prefix ?? "", {
      limit: MaxUploads + 1,
      ...(input.KeyMarker ? { after: { key: input.KeyMarker, uploadId: input.UploadIdMarker ?? "~" } } : {}),
    });
    const page = found.slice(0, MaxUploads);
    const last = page.at(-1);
    return {
      Bucket: input.Bucket,
      Prefix: encode(input.Prefix ?? ""),
      KeyMarker: encode(input.KeyMarker ?? ""),
      UploadIdMarker: input.UploadIdMarker ?? "",
      MaxUploads,
      IsTruncated: found.length > page.length,
      Uploads: page.map((upload) => uploadView(upload, encode, bucket.ownerAccountId)),
      ...(input.EncodingType ? { EncodingType: input.EncodingType } : {}),
      ...(last && found.length > page.length
        ? { NextKeyMarker: encode(last.key), NextUploadIdMarker: last.uploadId }
        : {}),
    };
  },
};

const uploadView = (
  upload: UploadRecord,
  encode: (key: string) => string,
  ownerAccountId: string,
): MultipartUpload => ({
  Key: encode(upload.key),
  UploadId: upload.uploadId,
  Initiated: new Date(upload.initiatedAtMs),
  StorageClass: "STANDARD",
  Owner: { ID: canonicalUserId(ownerAccountId) },
  Initiator: { ID: upload.initiatedBy },
  ...(upload.checksumAlgorithm
    ? { ChecksumAlgorithm: upload.checksumAlgorithm, ChecksumType: upload.checksumType }
    : {}),
});
