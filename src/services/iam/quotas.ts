import { AwsError } from "../../aws/aws-error.ts";
import { quotaExceeded } from "./errors.ts";
import type { IdentityRecord, TagRecord } from "./records.ts";

/** Source: IAM User Guide, "IAM and AWS STS quotas", defaults. Names as GetAccountSummary spells them. */
export const quotas = {
  Users: 5000,
  Groups: 300,
  Roles: 1000,
  Policies: 1500,
  InstanceProfiles: 1000,
  AccessKeysPerUser: 2,
  MFADevicesPerUser: 8,
  GroupsPerUser: 10,
  AttachedPoliciesPerUser: 10,
  AttachedPoliciesPerGroup: 10,
  AttachedPoliciesPerRole: 10,
  VersionsPerPolicy: 5,
  OpenIDConnectProviders: 100,
  SAMLProviders: 100,
  ClientIdsPerOpenIdConnectProvider: 100,
  /** Characters without white space. */
  PolicySize: 6144,
  UserPolicySize: 2048,
  GroupPolicySize: 5120,
  RolePolicySize: 10_240,
  AssumeRolePolicySize: 2048,
} as const;

const TAGS_MAX = 50;

/** Refuses one more of what there are `count` of. */
export function requireRoom(quota: keyof typeof quotas, count: number): void {
  if (count >= quotas[quota]) throw quotaExceeded(quota, quotas[quota]);
}

/** IAM does not count white space against its limits. */
export const countedLength = (document: string): number => document.replace(/\s/g, "").length;

/** The sum over an identity's inline policies. */
export const inlinePoliciesLength = (identity: Pick<IdentityRecord, "inlinePolicies">): number =>
  identity.inlinePolicies.reduce((sum, { document }) => sum + countedLength(document), 0);

/** Refuses repeated keys, which are compared without case, and too many tags. */
export function checkTags(tags: readonly TagRecord[]): readonly TagRecord[] {
  if (new Set(tags.map(({ Key }) => Key.toLowerCase())).size < tags.length) {
    throw new AwsError(
      "InvalidInput",
      "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    );
  }
  for (const { Key } of tags) {
    if (Key.toLowerCase().startsWith("aws:")) {
      throw new AwsError("InvalidInput", "Tag keys that begin with aws: are reserved for system use.");
    }
  }
  if (tags.length > TAGS_MAX) throw quotaExceeded("TagsPerResource", TAGS_MAX);
  return tags;
}
