import type { AccountRecords } from "../account-records.ts";
import { noSuchName } from "../errors.ts";
import type { InlinePolicyRecord } from "../records.ts";
import { requireIdentity } from "../require-entity.ts";
import type { IdentityType } from "./identity-type.ts";

/** A policy embedded in an identity. Throws `NoSuchEntity`, for the identity or for the policy. */
export function requireInlinePolicy(
  account: AccountRecords,
  type: IdentityType,
  identity: string,
  name: string,
): InlinePolicyRecord {
  const { inlinePolicies } = requireIdentity(account, type, identity);
  const policy = inlinePolicies.find((inline) => inline.name === name);
  if (!policy) throw noSuchName(`${type} policy`, name);
  return policy;
}
