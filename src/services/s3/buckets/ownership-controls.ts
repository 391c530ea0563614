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
import { notBuilt } from "../s3-errors.ts";

export const putBucketOwnershipControls: S3Operation<PutBucketOwnershipControlsRequest, object> = {
  name: "PutBucketOwnershipControls",
  permits: async (input, call) => [await bucketCheck(call, "PutBucketOwnershipControls", input)],
  audit: WRITE,
  refuses: [{ member: "OwnershipControls.Rules[].ObjectOwnership", accepts: ["BucketOwnerEnforced"] }],
  handle: () => ({}),
};

export const getBucketOwnershipControls: S3Operation<
  GetBucketOwnershipControlsRequest,
  GetBucketOwnershipControlsOutput
> = {
  name: "GetBucketOwnershipControls",
  permits: async (input, call) => [await bucketCheck(call, "GetBucketOwnershipControls", input)],
  audit: READ,
  handle: () => ({ OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] } }),
};

/** Without ownership controls, access control lists would be in force again. */
export const deleteBucketOwnershipControls: S3Operation<DeleteBucketOwnershipControlsRequest, object> = {
  name: "DeleteBucketOwnershipControls",
  permits: async (input, call) => [await bucketCheck(call, "PutBucketOwnershipControls", input)],
  audit: WRITE,
  handle: () => {
    throw notBuilt("buckets with access control lists");
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
