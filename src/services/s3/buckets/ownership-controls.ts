import type {
  DeleteBucketOwnershipControlsRequest,
  GetBucketAclOutput,
  GetBucketAclRequest,
  GetBucketOwnershipControlsOutput,
  GetBucketOwnershipControlsRequest,
  PutBucketAclRequest,
  PutBucketOwnershipControlsRequest,
} from "@aws-sdk/client-s3";
import { canonicalUserId, checkCannedAcl, GRANT_MEMBERS, ownerGrants } from "../acl.ts";
import { READ, type S3Operation, WRITE } from "../dependencies.ts";
import { bucketCheck } from "../permissions.ts";
import { s3Error } from "../s3-errors.ts";

export const putBucketOwnershipControls: S3Operation<PutBucketOwnershipControlsRequest, object> = {
  name: "PutBucketOwnershipControls",
  permits: async (input, call) => [await bucketCheck(call, "PutBucketOwnershipControls", input)],
  audit: WRITE,
  refuses: [{ member: "OwnershipControls.Rules[].ObjectOwnership", accepts: ["BucketOwnerEnforced"] }],
  handle: async (input, call) => {
    await call.deps.buckets.change(input.Bucket, ({ ownershipControlsDeleted: _, ...bucket }) => bucket);
    return {};
  },
};

export const getBucketOwnershipControls: S3Operation<
  GetBucketOwnershipControlsRequest,
  GetBucketOwnershipControlsOutput
> = {
  name: "GetBucketOwnershipControls",
  permits: async (input, call) => [await bucketCheck(call, "GetBucketOwnershipControls", input)],
  audit: READ,
  handle: async (input, call) => {
    const { ownershipControlsDeleted } = await call.deps.buckets.require(input.Bucket);
    if (!ownershipControlsDeleted)
      return { OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] } };
    const message = "The bucket ownership controls were not found";
    throw s3Error("OwnershipControlsNotFoundError", 404, message, { BucketName: input.Bucket });
  },
};

/** Without them a bucket could have access control lists; every call that would make one is refused all the same. */
export const deleteBucketOwnershipControls: S3Operation<DeleteBucketOwnershipControlsRequest, object> = {
  name: "DeleteBucketOwnershipControls",
  permits: async (input, call) => [await bucketCheck(call, "PutBucketOwnershipControls", input)],
  audit: WRITE,
  handle: async (input, call) => {
    await call.deps.buckets.change(input.Bucket, (bucket) => ({ ...bucket, ownershipControlsDeleted: true }));
    return {};
  },
};

export const getBucketAcl: S3Operation<GetBucketAclRequest, GetBucketAclOutput> = {
  name: "GetBucketAcl",
  permits: async (input, call) => [await bucketCheck(call, "GetBucketAcl", input)],
  audit: READ,
  handle: async (input, call) => {
    const { ownerAccountId } = await call.deps.buckets.require(input.Bucket);
    return { Owner: { ID: canonicalUserId(ownerAccountId) }, Grants: ownerGrants(ownerAccountId) };
  },
};

/** Only lists that ask for nothing pass. */
export const putBucketAcl: S3Operation<PutBucketAclRequest, object> = {
  name: "PutBucketAcl",
  permits: async (input, call) => [
    await bucketCheck(call, "PutBucketAcl", input, { "s3:x-amz-acl": input.ACL }),
  ],
  audit: WRITE,
  refuses: [...GRANT_MEMBERS, { member: "AccessControlPolicy" }],
  handle: (input) => {
    checkCannedAcl(input.ACL);
    return {};
  },
};
