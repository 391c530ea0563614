import { type CompiledPolicy, compilePolicy } from "../../policy/compile.ts";
import type { Organization } from "./organization.ts";
import type { Membership } from "./port.ts";
import type { AccountRecord, OrganizationRecord, PolicyRecord, TargetRecord } from "./records.ts";
import { policyArn } from "./resource-names.ts";

/** Where an account stands in its organization, and what that lets it do. */
export function membershipOf(organization: Organization, account: AccountRecord): Membership | undefined {
  const { record } = organization;
  if (!record) return undefined;
  const line = organization.lineOf(account);
  const place = { organizationId: record.id, path: pathOf(record, line) };
  // "SCPs don't affect users or roles in the management account." Source: Organizations User Guide, "SCP effects".
  const limited = record.serviceControlPoliciesEnabled && account.id !== record.managementAccountId;
  if (!limited) return place;
  return { ...place, serviceControlPolicies: line.map((target) => policiesOf(organization, target)) };
}

/** `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/`. Source: IAM User Guide, "aws:PrincipalOrgPaths". */
const pathOf = ({ id }: OrganizationRecord, line: readonly TargetRecord[]): string =>
  [id, ...line.filter(({ kind }) => kind !== "account").map((target) => target.id), ""].join("/");

/** Where a policy is not there, what it denied is not known: its level allows nothing. */
function policiesOf(organization: Organization, { policyIds }: TargetRecord): readonly CompiledPolicy[] {
  const policies = policyIds.map((id) => organization.findPolicy(id));
  if (policies.includes(undefined)) return [];
  return policies.map((policy) => compiled(organization, policy!));
}

const compiledPolicies = new WeakMap<PolicyRecord, CompiledPolicy>();

/** Records are immutable: a policy is compiled once, however many targets share it. */
function compiled(organization: Organization, policy: PolicyRecord): CompiledPolicy {
  const known = compiledPolicies.get(policy);
  if (known) return known;
  const made = compilePolicy(policy.content, { name: policyArn(organization, policy), kind: "scp" });
  compiledPolicies.set(policy, made);
  return made;
}
