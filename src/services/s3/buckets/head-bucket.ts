import type { HeadBucketOutput, HeadBucketRequest } from "@aws-sdk/client-s3";
import { READ, type S3Operation } from "../dependencies.ts";
import { bucketArn, bucketCheck } from "../permissions.ts";

export const headBucket: S3Operation<HeadBucketRequest, HeadBucketOutput> = {
  name: "HeadBucket",
  permits: async (input, call) => [await bucketCheck(call, "ListBucket", input)],
  audit: READ,
  handle: async (input, call) => {
    const bucket = await call.deps.buckets.require(input.Bucket);
    return { BucketRegion: bucket.region, BucketArn: bucketArn(bucket), AccessPointAlias: false };
  },
};
