import type {
  DeleteBucketEncryptionRequest,
  GetBucketEncryptionOutput,
  GetBucketEncryptionRequest,
  PutBucketEncryptionRequest,
} from "@aws-sdk/client-s3";
import { READ, type S3Operation, WRITE } from "../dependencies.ts";
import { bucketCheck } from "../permissions.ts";
import { malformedXml } from "../s3-errors.ts";

const RULE = "ServerSideEncryptionConfiguration.Rules[]";

/** Every bucket is encrypted with S3's own keys, so the one configuration that is accepted is the one in force. */
export const putBucketEncryption: S3Operation<PutBucketEncryptionRequest, object> = {
  name: "PutBucketEncryption",
  permits: async (input, call) => [await bucketCheck(call, "PutEncryptionConfiguration", input)],
  audit: WRITE,
  refuses: [
    { member: `${RULE}.ApplyServerSideEncryptionByDefault.SSEAlgorithm`, accepts: ["AES256"] },
    { member: `${RULE}.ApplyServerSideEncryptionByDefault.KMSMasterKeyID` },
    { member: `${RULE}.BlockedEncryptionTypes` },
  ],
  handle: (input) => {
    const rules = input.ServerSideEncryptionConfiguration.Rules ?? [];
    if (rules.length !== 1 || !rules[0]?.ApplyServerSideEncryptionByDefault) throw malformedXml();
    return {};
  },
};

export const getBucketEncryption: S3Operation<GetBucketEncryptionRequest, GetBucketEncryptionOutput> = {
  name: "GetBucketEncryption",
  permits: async (input, call) => [await bucketCheck(call, "GetEncryptionConfiguration", input)],
  audit: READ,
  handle: () => ({
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }],
    },
  }),
};

/** Puts S3's own keys back in force, which they are. */
export const deleteBucketEncryption: S3Operation<DeleteBucketEncryptionRequest, object> = {
  name: "DeleteBucketEncryption",
  permits: async (input, call) => [await bucketCheck(call, "PutEncryptionConfiguration", input)],
  audit: WRITE,
  handle: () => ({}),
};
