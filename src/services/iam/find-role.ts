import { parseArn } from "../../aws/arn.ts";
import type { CompiledPolicy } from "../../policy/compile.ts";
import type { IamRecords } from "./iam-records.ts";
import type { RoleView } from "./port.ts";
import { tagMap } from "./principals.ts";
import type { RoleRecord } from "./records.ts";
import { compileTrustPolicy } from "./roles/trust.ts";

/** A role by its ARN, path included. */
export function findRole(records: IamRecords, arn: string): RoleView | undefined {
  const accountId = parseArn(arn)?.accountId;
  if (accountId === undefined) return undefined;
  const role = records.account(accountId).find("role", arn.slice(arn.lastIndexOf("/") + 1));
  if (role?.arn !== arn) return undefined;
  return {
    accountId,
    arn,
    name: role.name,
    uniqueId: role.uniqueId,
    tags: tagMap(role.tags),
    maxSessionDurationS: role.maxSessionDurationS,
    trustPolicy: trustPolicyOf(role),
  };
}

const trustPolicies = new WeakMap<RoleRecord, CompiledPolicy>();

/** Records are immutable: a trust policy is compiled once. */
function trustPolicyOf(role: RoleRecord): CompiledPolicy {
  const known = trustPolicies.get(role);
  if (known) return known;
  const policy = compileTrustPolicy(role);
  trustPolicies.set(role, policy);
  return policy;
}
