import type { Policy } from "@aws-sdk/client-organizations";
import { duplicatePolicy, invalidInput } from "../errors.ts";
import { fullAccessPolicy } from "../full-access-policy.ts";
import type { Organization } from "../organization.ts";
import type { PolicyRecord } from "../records.ts";
import { requirePolicy } from "../require-record.ts";
import { policySummary } from "../views.ts";

export const policyView = (organization: Organization, policy: PolicyRecord): Policy => ({
  PolicySummary: policySummary(organization, policy),
  Content: policy.content,
});

/** AWS's own policy and the organization's, ordered by id. */
export const allPolicies = (organization: Organization): readonly PolicyRecord[] =>
  [...organization.all("policy"), fullAccessPolicy].sort((a, b) => (a.id < b.id ? -1 : 1));

export function requireFreePolicyName(organization: Organization, name: string): void {
  if (allPolicies(organization).some((policy) => policy.name === name)) throw duplicatePolicy();
}

/** A policy of the organization's own: AWS's cannot be changed. */
export function requireOwnPolicy(organization: Organization, id: string): PolicyRecord {
  const policy = requirePolicy(organization, id);
  if (policy === fullAccessPolicy) {
    throw invalidInput("IMMUTABLE_POLICY", "You can't update or delete a policy that is managed by AWS.");
  }
  return policy;
}
