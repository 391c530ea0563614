import type {
  DeletePublicAccessBlockRequest,
  GetPublicAccessBlockOutput,
  GetPublicAccessBlockRequest,
  PutPublicAccessBlockRequest,
} from "@aws-sdk/client-s3";
import { READ, type S3Operation, WRITE } from "../dependencies.ts";
import { bucketCheck } from "../permissions.ts";
import { s3Error } from "../s3-errors.ts";

export const putPublicAccessBlock: S3Operation<PutPublicAccessBlockRequest, object> = {
  name: "PutPublicAccessBlock",
  permits: async (input, call) => [await bucketCheck(call, "PutBucketPublicAccessBlock", input)],
  audit: WRITE,
  handle: async (input, call) => {
    const asked = input.PublicAccessBlockConfiguration;
    const publicAccessBlock = {
      blockPublicAcls: asked.BlockPublicAcls ?? false,
      ignorePublicAcls: asked.IgnorePublicAcls ?? false,
      blockPublicPolicy: asked.BlockPublicPolicy ?? false,
      restrictPublicBuckets: asked.RestrictPublicBuckets ?? false,
    };
    await call.deps.buckets.change(input.Bucket, (bucket) => ({ ...bucket, publicAccessBlock }));
    return {};
  },
};

export const getPublicAccessBlock: S3Operation<GetPublicAccessBlockRequest, GetPublicAccessBlockOutput> = {
  name: "GetPublicAccessBlock",
  permits: async (input, call) => [await bucketCheck(call, "GetBucketPublicAccessBlock", input)],
  audit: READ,
  handle: async (input, call) => {
    const { publicAccessBlock: block } = await call.deps.buckets.require(input.Bucket);
    if (!block) {
      const message = "The public access block configuration was not found";
      throw s3Error("NoSuchPublicAccessBlockConfiguration", 404, message, { BucketName: input.Bucket });
    }
    return {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: block.blockPublicAcls,
        IgnorePublicAcls: block.ignorePublicAcls,
        BlockPublicPolicy: block.blockPublicPolicy,
        RestrictPublicBuckets: block.restrictPublicBuckets,
      },
    };
  },
};

export const deletePublicAccessBlock: S3Operation<DeletePublicAccessBlockRequest, object> = {
  name: "DeletePublicAccessBlock",
  permits: async (input, call) => [await bucketCheck(call, "PutBucketPublicAccessBlock", input)],
  audit: WRITE,
  handle: async (input, call) => {
    await call.deps.buckets.change(input.Bucket, ({ publicAccessBlock: _, ...bucket }) => bucket);
    return {};
  },
};
