import type {
  DeleteBucketTaggingRequest,
  GetBucketTaggingOutput,
  GetBucketTaggingRequest,
  PutBucketTaggingRequest,
} from "@aws-sdk/client-s3";
import { READ, type S3Operation, WRITE } from "../dependencies.ts";
import { bucketCheck } from "../permissions.ts";
import { s3Error } from "../s3-errors.ts";
import { BUCKET_TAGS_MAX, checkTags } from "../tag-set.ts";

export const putBucketTagging: S3Operation<PutBucketTaggingRequest, object> = {
  name: "PutBucketTagging",
  permits: async (input, call) => [await bucketCheck(call, "PutBucketTagging", input)],
  audit: WRITE,
  handle: async (input, call) => {
    const tags = checkTags(input.Tagging.TagSet ?? [], BUCKET_TAGS_MAX);
    await call.deps.buckets.change(input.Bucket, (bucket) => ({ ...bucket, tags }));
    return {};
  },
};

export const getBucketTagging: S3Operation<GetBucketTaggingRequest, GetBucketTaggingOutput> = {
  name: "GetBucketTagging",
  permits: async (input, call) => [await bucketCheck(call, "GetBucketTagging", input)],
  audit: READ,
  handle: async (input, call) => {
    const { tags } = await call.deps.buckets.require(input.Bucket);
    if (tags.length === 0) {
      throw s3Error("NoSuchTagSet", 404, "The TagSet does not exist", { BucketName: input.Bucket });
    }
    return { TagSet: [...tags] };
  },
};

export const deleteBucketTagging: S3Operation<DeleteBucketTaggingRequest, object> = {
  name: "DeleteBucketTagging",
  permits: async (input, call) => [await bucketCheck(call, "PutBucketTagging", input)],
  audit: WRITE,
  handle: async (input, call) => {
    await call.deps.buckets.change(input.Bucket, (bucket) => ({ ...bucket, tags: [] }));
    return {};
  },
};
