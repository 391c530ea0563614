import type {
  GetObjectAclOutput,
  GetObjectAclRequest,
  PutObjectAclOutput,
  PutObjectAclRequest,
} from "@aws-sdk/client-s3";
import { canonicalUserId, checkCannedAcl, GRANT_MEMBERS, ownerGrants } from "../acl.ts";
import { READ, type S3Operation, WRITE } from "../dependencies.ts";
import { requireVersion, versionCheck } from "../find-version.ts";

export const getObjectAcl: S3Operation<GetObjectAclRequest, GetObjectAclOutput> = {
  name: "GetObjectAcl",
  permits: async (input, call) => [await versionCheck(call, ["GetObjectAcl", "GetObjectVersionAcl"], input)],
  audit: READ,
  refuses: [{ member: "RequestPayer" }],
  handle: async (input, call) => {
    await requireVersion(call, input);
    const { ownerAccountId } = await call.deps.buckets.require(input.Bucket);
    return { Owner: { ID: canonicalUserId(ownerAccountId) }, Grants: ownerGrants(ownerAccountId) };
  },
};

/** Only lists that ask for nothing pass. */
export const putObjectAcl: S3Operation<PutObjectAclRequest, PutObjectAclOutput> = {
  name: "PutObjectAcl",
  permits: async (input, call) => [await versionCheck(call, ["PutObjectAcl", "PutObjectVersionAcl"], input)],
  audit: WRITE,
  refuses: [...GRANT_MEMBERS, { member: "AccessControlPolicy" }, { member: "RequestPayer" }],
  handle: async (input, call) => {
    checkCannedAcl(input.ACL);
    await requireVersion(call, input);
    return {};
  },
};
