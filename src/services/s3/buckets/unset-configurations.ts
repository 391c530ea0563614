import type { AnyOperation } from "../../operation.ts";
import { READ, type S3Operation } from "../dependencies.ts";
import { type BucketInput, bucketCheck } from "../permissions.ts";
import { s3Error } from "../s3-errors.ts";

/**
 * Reads of settings that cannot be made here yet. Clients such as Terraform read them all, so they are answered as S3
 * answers for a bucket where they were never made, which is the truth.
 */
type Unset =
  | { readonly name: string; readonly permission: string; readonly error: string; readonly message: string }
  | { readonly name: string; readonly permission: string; readonly output: object };

const UNSET: readonly Unset[] = [
  {
    name: "GetBucketCors",
    permission: "GetBucketCORS",
    error: "NoSuchCORSConfiguration",
    message: "The CORS configuration does not exist",
  },
  {
    name: "GetBucketWebsite",
    permission: "GetBucketWebsite",
    error: "NoSuchWebsiteConfiguration",
    message: "The specified bucket does not have a website configuration",
  },
  {
    name: "GetBucketReplication",
    permission: "GetReplicationConfiguration",
    error: "ReplicationConfigurationNotFoundError",
    message: "The replication configuration was not found",
  },
  {
    name: "GetObjectLockConfiguration",
    permission: "GetBucketObjectLockConfiguration",
    error: "ObjectLockConfigurationNotFoundError",
    message: "Object Lock configuration does not exist for this bucket",
  },
  { name: "GetBucketLogging", permission: "GetBucketLogging", output: {} },
  { name: "GetBucketNotificationConfiguration", permission: "GetBucketNotification", output: {} },
  { name: "GetBucketAccelerateConfiguration", permission: "GetAccelerateConfiguration", output: {} },
  {
    name: "GetBucketRequestPayment",
    permission: "GetBucketRequestPayment",
    output: { Payer: "BucketOwner" },
  },
];

/** One operation for each of them. */
export const unsetConfigurations: readonly AnyOperation[] = UNSET.map(
  (unset): S3Operation<BucketInput, object> => ({
    name: unset.name,
    permits: async (input, call) => [await bucketCheck(call, unset.permission, input)],
    audit: READ,
    handle: (input) => {
      if ("output" in unset) return unset.output;
      throw s3Error(unset.error, 404, unset.message, { BucketName: input.Bucket });
    },
  }),
);
