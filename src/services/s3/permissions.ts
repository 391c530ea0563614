import { partitionOf } from "../../aws/arn.ts";
import type { ConditionContext } from "../../policy/condition-context.ts";
import type { IamCheck } from "../operation.ts";
import type { ConditionEntries } from "./condition-entries.ts";
import type { S3Call } from "./dependencies.ts";
import { accessDenied } from "./s3-errors.ts";
import { signatureConditions } from "./signature-conditions.ts";
import type { BucketRecord, ObjectTag } from "./state/bucket-record.ts";

/** Members that nearly every operation has. */
export interface BucketInput {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** A check of an action on the bucket itself. Throws NoSuchBucket. */
export async function bucketCheck(
  call: S3Call,
  action: string,
  input: BucketInput,
  conditions: ConditionEntries = {},
): Promise<IamCheck> {
  const bucket = await requireBucketOf(call, input);
  return check(call, action, bucket, bucketArn(bucket), conditions);
}

/** A check of an action on one of the bucket's objects, existing or not. Throws NoSuchBucket. */
export async function objectCheck(
  call: S3Call,
  action: string,
  input: BucketInput,
  key: string,
  conditions: ConditionEntries = {},
): Promise<IamCheck> {
  const bucket = await requireBucketOf(call, input);
  return check(call, action, bucket, `${bucketArn(bucket)}/${key}`, conditions);
}

/** The bucket, if it belongs to whom the caller expects. */
export async function requireBucketOf(
  call: S3Call,
  { Bucket, ExpectedBucketOwner }: BucketInput,
): Promise<BucketRecord> {
  const bucket = await call.deps.buckets.require(Bucket);
  if (ExpectedBucketOwner !== undefined && ExpectedBucketOwner !== bucket.ownerAccountId)
    throw accessDenied();
  return bucket;
}

export const bucketArn = (bucket: Pick<BucketRecord, "name" | "region">): string =>
  `arn:${partitionOf(bucket.region)}:s3:::${bucket.name}`;

function check(
  call: S3Call,
  action: string,
  bucket: BucketRecord,
  resource: string,
  conditions: ConditionEntries,
): IamCheck {
  const policy = bucket.policy === undefined ? undefined : call.deps.policies.of(bucket.name, bucket.policy);
  if (policy?.isPublic && bucket.publicAccessBlock?.restrictPublicBuckets) refuseOutsiders(call, bucket);
  return {
    action: `s3:${action}`,
    resource,
    resourceAccountId: bucket.ownerAccountId,
    // A bucket is reached by a call for any region: it is not the caller who says where it is.
    resourceRegion: bucket.region,
    context: conditionContext({ ...callConditions(call, bucket), ...conditions }),
    ...(policy ? { resourcePolicy: policy.compiled } : {}),
  };
}

/** RestrictPublicBuckets: a public policy lets in nobody but the owner's account and AWS services. */
function refuseOutsiders(call: S3Call, bucket: BucketRecord): void {
  const insider = call.principal.type === "Service" || call.principal.accountId === bucket.ownerAccountId;
  if (!insider) throw accessDenied();
}

/** Keys that every S3 request has. Source: Service Authorization Reference, "Condition keys for Amazon S3". */
const callConditions = (call: S3Call, bucket: BucketRecord): ConditionEntries => ({
  "s3:ResourceAccount": bucket.ownerAccountId,
  ...signatureConditions(call),
});

/** Keys about the tags that an object has: `s3:ExistingObjectTag/…`. */
export const existingTagConditions = (tags: readonly ObjectTag[] = []): ConditionEntries =>
  Object.fromEntries(tags.map(({ Key, Value }) => [`s3:ExistingObjectTag/${Key}`, Value]));

/** Keys about the tags that a request brings along. */
export function requestTagConditions(tags: readonly ObjectTag[]): ConditionEntries {
  if (tags.length === 0) return {};
  const entries = tags.map(({ Key, Value }) => [`s3:RequestObjectTag/${Key}`, Value]);
  return { ...Object.fromEntries(entries), "s3:RequestObjectTagKeys": tags.map(({ Key }) => Key) };
}

/** Entries as the policy engine takes them: lower-case keys, lists of values. */
export const conditionContext = (entries: ConditionEntries): ConditionContext =>
  new Map(
    Object.entries(entries).flatMap(([key, value]) =>
      value === undefined ? [] : [[key.toLowerCase(), [value].flat()] as const],
    ),
  );
