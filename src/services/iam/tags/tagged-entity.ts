import type { AccountRecords } from "../account-records.ts";
import type { IamCall } from "../dependencies.ts";
import { requireCustomerPolicy } from "../managed-policies/customer-policy.ts";
import { arnOf } from "../permissions.ts";
import type { RecordTypes } from "../records.ts";
import { requireIdentity, requireInstanceProfile } from "../require-entity.ts";

/** What can be tagged here. */
export type TaggedType = "user" | "role" | "policy" | "instance-profile";

/** As it is spelled within the names of operations. */
export const taggedNouns = {
  user: "User",
  role: "Role",
  policy: "Policy",
  "instance-profile": "InstanceProfile",
} as const;

/** The entity by its name, or a policy by its ARN. Throws `NoSuchEntity`. */
export function requireTagged(
  account: AccountRecords,
  type: TaggedType,
  name: string,
): RecordTypes[TaggedType] {
  if (type === "policy") return requireCustomerPolicy(account, name);
  if (type === "instance-profile") return requireInstanceProfile(account, name);
  return requireIdentity(account, type, name);
}

/** A policy is named by its ARN already. */
export const taggedArn = (call: IamCall, type: TaggedType, name: string): string =>
  type === "policy" ? name : arnOf(call, type, name);
