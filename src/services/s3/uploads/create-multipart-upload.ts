import type { CreateMultipartUploadOutput, CreateMultipartUploadRequest } from "@aws-sdk/client-s3";
import { randomString } from "../../../base/ids.ts";
import type { Validated } from "../../operation.ts";
import { checkCannedAcl, GRANT_MEMBERS } from "../acl.ts";
import { parseAlgorithm } from "../checksums.ts";
import { type S3Operation, WRITE_DATA } from "../dependencies.ts";
import { checkKey } from "../object-key.ts";
import { contentHeaders } from "../object-view.ts";
import { putCheck } from "../objects/put-object.ts";
import { requestTagConditions } from "../permissions.ts";
import { invalidRequest } from "../s3-errors.ts";
import type { UploadRecord } from "../state/upload-store.ts";
import { parseTaggingHeader } from "../tag-set.ts";
import { UNBUILT_OBJECT_MEMBERS } from "../unbuilt-members.ts";
import { checkMetadata } from "../user-metadata.ts";

const ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
const ID_CHARACTERS = 64;

export const createMultipartUpload: S3Operation<CreateMultipartUploadRequest, CreateMultipartUploadOutput> = {
  name: "CreateMultipartUpload",
  permits: async (input, call) => {
    const tags = parseTaggingHeader(input.Tagging);
    const check = await putCheck(call, input, requestTagConditions(tags));
    return tags.length === 0 ? [check] : [check, { ...check, action: "s3:PutObjectTagging" }];
  },
  audit: WRITE_DATA,
  refuses: [...GRANT_MEMBERS, ...UNBUILT_OBJECT_MEMBERS],
  handle: async (input, call) => {
    checkKey(input.Key);
    checkCannedAcl(input.ACL);
    const upload: UploadRecord = {
      key: input.Key,
      uploadId: randomString(call.deps.random, ID_ALPHABET, ID_CHARACTERS),
      initiatedAtMs: call.nowMs,
      initiatedBy: call.principal.arn,
      headers: contentHeaders(input),
      metadata: checkMetadata(input.Metadata),
      tags: parseTaggingHeader(input.Tagging),
      ...checksumOf(input),
    };
    await call.deps.buckets.commit(input.Bucket, () => call.deps.uploads.create(input.Bucket, upload));
    return {
      Bucket: input.Bucket,
      Key: input.Key,
      UploadId: upload.uploadId,
      ServerSideEncryption: "AES256",
      ...(upload.checksumAlgorithm
        ? { ChecksumAlgorithm: upload.checksumAlgorithm, ChecksumType: upload.checksumType }
        : {}),
    };
  },
};

/** SHA checksums cover parts only, CRC64NVME the whole object only; the other CRCs may do either. */
function checksumOf(
  input: Validated<CreateMultipartUploadRequest>,
): Pick<UploadRecord, "checksumAlgorithm" | "checksumType"> {
  const checksumAlgorithm = parseAlgorithm(input.ChecksumAlgorithm);
  if (!checksumAlgorithm) {
    if (input.ChecksumType)
      throw invalidRequest(
        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
      );
    return {};
  }
  const checksumType =
    input.ChecksumType ?? (checksumAlgorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE");
  const sha = checksumAlgorithm === "SHA1" || checksumAlgorithm === "SHA256";
  if (checksumType === "FULL_OBJECT" ? sha : checksumAlgorithm === "CRC64NVME") {
    throw invalidRequest(
      `The ${checksumType} checksum type cannot be used with the ${checksumAlgorithm} checksum algorithm.`,
    );
  }
  return { checksumAlgorithm, checksumType };
}
