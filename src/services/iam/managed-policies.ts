import { parseArn } from "../../aws/arn.ts";
import type { AccountRecords } from "./account-records.ts";
import { findAwsManagedPolicy } from "./aws-managed-policies.ts";
import { noSuchEntity, validationError } from "./errors.ts";
import type { PolicyRecord } from "./records.ts";

/** A managed policy of the account, or one of AWS's, which every account has. */
export type ManagedPolicy = PolicyRecord;

/** Finds a managed policy that an identity of the account can have. */
export function findManagedPolicy(account: AccountRecords, arn: string): ManagedPolicy | undefined {
  if (parseArn(arn)?.accountId === "aws") return findAwsManagedPolicy(arn);
  const policy = account.find("policy", arn.slice(arn.lastIndexOf("/") + 1));
  return policy?.arn === arn ? policy : undefined;
}

/** Throws `ValidationError` on what is no ARN and `NoSuchEntity` on what is not there. */
export function requireManagedPolicy(account: AccountRecords, arn: string): ManagedPolicy {
  requireArn(arn);
  const policy = findManagedPolicy(account, arn);
  if (!policy) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}

/** As {@link requireManagedPolicy}, in the words for attaching. */
export function requireAttachablePolicy(account: AccountRecords, arn: string): ManagedPolicy {
  requireArn(arn);
  const policy = findManagedPolicy(account, arn);
  if (!policy) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  return policy;
}

function requireArn(arn: string): void {
  const parsed = parseArn(arn);
  if (parsed?.service !== "iam") throw validationError("Invalid ARN:  Could not be parsed!");
}

/** The document that is in force. */
export function defaultVersion(policy: ManagedPolicy): PolicyRecord["versions"][number] {
  const version = policy.versions.find(({ id }) => id === policy.defaultVersionId);
  if (!version) throw new Error(`The policy ${policy.arn} lacks its default version`);
  return version;
}

/** How many users, groups and roles have the policy, and how many have it as their boundary. */
export function countAttachments(
  arn: string,
  account: AccountRecords,
): { readonly AttachmentCount: number; readonly PermissionsBoundaryUsageCount: number } {
  const bounded = [...account.all("user"), ...account.all("role")];
  const identities = [...bounded, ...account.all("group")];
  return {
    AttachmentCount: identities.filter(({ attachedPolicyArns }) => attachedPolicyArns.includes(arn)).length,
    PermissionsBoundaryUsageCount: bounded.filter((one) => one.permissionsBoundaryArn === arn).length,
  };
}
