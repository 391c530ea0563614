import type { CreateBucketOutput, CreateBucketRequest } from "@aws-sdk/client-s3";
import type { Validated } from "../../operation.ts";
import { checkCannedAcl, GRANT_MEMBERS } from "../acl.ts";
import { checkNewBucketName } from "../bucket-name.ts";
import { type S3Call, type S3Operation, WRITE } from "../dependencies.ts";
import { bucketArn, conditionContext } from "../permissions.ts";
import { s3Error } from "../s3-errors.ts";
import { BUCKET_TAGS_MAX, checkTags } from "../tag-set.ts";

/** The region whose buckets have no location constraint, and where creating one's own bucket again is no error. */
const CLASSIC_REGION = "us-east-1";

export const createBucket: S3Operation<CreateBucketRequest, CreateBucketOutput> = {
  name: "CreateBucket",
  permits: (input, call) => [
    {
      action: "s3:CreateBucket",
      resource: bucketArn({ name: input.Bucket, region: call.region }),
      resourceAccountId: call.accountId,
      context: conditionContext({
        "s3:locationconstraint": input.CreateBucketConfiguration?.LocationConstraint,
        "s3:x-amz-acl": input.ACL,
        "s3:x-amz-object-ownership": input.ObjectOwnership,
      }),
    },
  ],
  audit: WRITE,
  refuses: [
    ...GRANT_MEMBERS,
    { member: "ObjectLockEnabledForBucket" },
    { member: "ObjectOwnership", accepts: ["BucketOwnerEnforced"] },
    { member: "CreateBucketConfiguration.Location" },
    { member: "CreateBucketConfiguration.Bucket" },
    { member: "BucketNamespace", accepts: ["global"] },
  ],
  handle: async (input, call) => {
    checkNewBucketName(input.Bucket);
    checkCannedAcl(input.ACL);
    const region = regionOf(input, call);
    const created = await call.deps.buckets.create({
      name: input.Bucket,
      ownerAccountId: call.accountId,
      region,
      createdAtMs: call.nowMs,
      versioning: "Unversioned",
      publicAccessBlock: {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
      },
      tags: checkTags(input.CreateBucketConfiguration?.Tags ?? [], BUCKET_TAGS_MAX),
    });
    if (!created) await refuseExisting(input.Bucket, call);
    return { Location: `/${input.Bucket}` };
  },
};

function regionOf(input: Validated<CreateBucketRequest>, call: S3Call): string {
  const asked = input.CreateBucketConfiguration?.LocationConstraint || undefined;
  if (asked === undefined && call.region === CLASSIC_REGION) return CLASSIC_REGION;
  if (asked === call.region || (asked !== undefined && call.region === CLASSIC_REGION)) return asked;
  const message =
    `The ${asked ?? "unspecified"} location constraint is incompatible for the region specific endpoint this request ` +
    "was sent to.";
  throw s3Error("IllegalLocationConstraintException", 400, message);
}

async function refuseExisting(name: string, call: S3Call): Promise<void> {
  const bucket = await call.deps.buckets.require(name);
  if (bucket.ownerAccountId !== call.accountId) {
    const message =
      "The requested bucket name is not available. The bucket namespace is shared by all users of the system. " +
      "Please select a different name and try again.";
    throw s3Error("BucketAlreadyExists", 409, message, { BucketName: name });
  }
  if (bucket.region === CLASSIC_REGION && call.region === CLASSIC_REGION) return;
  const message = "Your previous request to create the named bucket succeeded and you already own it.";
  throw s3Error("BucketAlreadyOwnedByYou", 409, message, { BucketName: name });
}
