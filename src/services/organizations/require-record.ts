import type { AwsError } from "../../aws/aws-error.ts";
import { accountNotFound, policyNotFound, targetNotFound, unitNotFound } from "./errors.ts";
import type { Organization } from "./organization.ts";
import type { AccountRecord, PolicyRecord, RootRecord, TargetRecord, UnitRecord } from "./records.ts";

/** A root, unit or account by its id. */
export function requireTarget(
  organization: Organization,
  id: string,
  missing: () => AwsError = targetNotFound,
): TargetRecord {
  const target = organization.find("target", id);
  if (!target) throw missing();
  return target;
}

export function requireAccount(organization: Organization, id: string): AccountRecord {
  const account = requireTarget(organization, id, accountNotFound);
  if (account.kind !== "account") throw accountNotFound();
  return account;
}

export function requireUnit(organization: Organization, id: string): UnitRecord {
  const unit = requireTarget(organization, id, unitNotFound);
  if (unit.kind !== "unit") throw unitNotFound();
  return unit;
}

/** A root or unit, which units and accounts can lie under. `missing` says which role it plays. */
export function requireParent(
  organization: Organization,
  id: string,
  missing: () => AwsError,
): RootRecord | UnitRecord {
  const parent = requireTarget(organization, id, missing);
  if (parent.kind === "account") throw missing();
  return parent;
}

export function requirePolicy(organization: Organization, id: string): PolicyRecord {
  const policy = organization.findPolicy(id);
  if (!policy) throw policyNotFound();
  return policy;
}
