import type {
  DeleteBucketLifecycleRequest,
  GetBucketLifecycleConfigurationOutput,
  GetBucketLifecycleConfigurationRequest,
  PutBucketLifecycleConfigurationOutput,
  PutBucketLifecycleConfigurationRequest,
} from "@aws-sdk/client-s3";
import { READ, type S3Operation, WRITE } from "../dependencies.ts";
import { bucketCheck } from "../permissions.ts";
import { s3Error } from "../s3-errors.ts";
import { parseRules, ruleView, UNBUILT_RULE_MEMBERS } from "./lifecycle-rules.ts";

/** About transitions, which are refused. Clients such as Terraform wait until they see it. */
const TRANSITION_SIZE_DEFAULT = "all_storage_classes_128K";

export const putBucketLifecycleConfiguration: S3Operation<
  PutBucketLifecycleConfigurationRequest,
  PutBucketLifecycleConfigurationOutput
> = {
  name: "PutBucketLifecycleConfiguration",
  permits: async (input, call) => [await bucketCheck(call, "PutLifecycleConfiguration", input)],
  audit: WRITE,
  refuses: [
    ...UNBUILT_RULE_MEMBERS,
    { member: "TransitionDefaultMinimumObjectSize", accepts: [TRANSITION_SIZE_DEFAULT] },
  ],
  handle: async (input, call) => {
    const lifecycle = parseRules(input.LifecycleConfiguration?.Rules ?? []);
    await call.deps.buckets.change(input.Bucket, (bucket) => ({ ...bucket, lifecycle }));
    return { TransitionDefaultMinimumObjectSize: TRANSITION_SIZE_DEFAULT };
  },
};

export const getBucketLifecycleConfiguration: S3Operation<
  GetBucketLifecycleConfigurationRequest,
  GetBucketLifecycleConfigurationOutput
> = {
  name: "GetBucketLifecycleConfiguration",
  permits: async (input, call) => [await bucketCheck(call, "GetLifecycleConfiguration", input)],
  audit: READ,
  handle: async (input, call) => {
    const { lifecycle } = await call.deps.buckets.require(input.Bucket);
    if (!lifecycle) {
      const message = "The lifecycle configuration does not exist";
      throw s3Error("NoSuchLifecycleConfiguration", 404, message, { BucketName: input.Bucket });
    }
    return {
      Rules: lifecycle.map(ruleView),
      TransitionDefaultMinimumObjectSize: TRANSITION_SIZE_DEFAULT,
    };
  },
};

export const deleteBucketLifecycle: S3Operation<DeleteBucketLifecycleRequest, object> = {
  name: "DeleteBucketLifecycle",
  permits: async (input, call) => [await bucketCheck(call, "PutLifecycleConfiguration", input)],
  audit: WRITE,
  handle: async (input, call) => {
    await call.deps.buckets.change(input.Bucket, ({ lifecycle: _, ...bucket }) => bucket);
    return {};
  },
};
