import type {
  BucketLocationConstraint,
  GetBucketLocationOutput,
  GetBucketLocationRequest,
} from "@aws-sdk/client-s3";
import { READ, type S3Operation } from "../dependencies.ts";
import { bucketCheck } from "../permissions.ts";

export const getBucketLocation: S3Operation<GetBucketLocationRequest, GetBucketLocationOutput> = {
  name: "GetBucketLocation",
  permits: async (input, call) => [await bucketCheck(call, "GetBucketLocation", input)],
  audit: READ,
  handle: async (input, call) => {
    const { region } = await call.deps.buckets.require(input.Bucket);
    // The first region has no name here, as it had none when it was the only one.
    return region === "us-east-1" ? {} : { LocationConstraint: region as BucketLocationConstraint };
  },
};
