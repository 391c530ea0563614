import type {
  DescribePolicyRequest,
  DescribePolicyResponse,
  ListPoliciesForTargetRequest,
  ListPoliciesForTargetResponse,
  ListPoliciesRequest,
  ListPoliciesResponse,
  ListTargetsForPolicyRequest,
  ListTargetsForPolicyResponse,
} from "@aws-sdk/client-organizations";
import { type OrganizationsOperation, reads } from "../dependencies.ts";
import { pageOf } from "../paging.ts";
import { managedCheck, managedListCheck, managedOrganization } from "../permissions.ts";
import { requirePolicy, requireTarget } from "../require-record.ts";
import { targetArn } from "../resource-names.ts";
import { policySummary, SERVICE_CONTROL_POLICY } from "../views.ts";
import { allPolicies, policyView } from "./policy-names.ts";

export const describePolicy: OrganizationsOperation<DescribePolicyRequest, DescribePolicyResponse> = {
  name: "DescribePolicy",
  permits: ({ PolicyId }, call) => [
    managedCheck(call, "DescribePolicy", PolicyId, { "organizations:PolicyType": SERVICE_CONTROL_POLICY }),
  ],
  audit: reads,
  handle: ({ PolicyId }, call) => {
    const organization = managedOrganization(call);
    return { Policy: policyView(organization, requirePolicy(organization, PolicyId)) };
  },
};

/** Of other types of policies there are none. */
export const listPolicies: OrganizationsOperation<ListPoliciesRequest, ListPoliciesResponse> = {
  name: "ListPolicies",
  permits: ({ Filter }, call) => [
    managedListCheck(call, "ListPolicies", { "organizations:PolicyType": Filter }),
  ],
  audit: reads,
  handle: (input, call) => {
    const organization = managedOrganization(call);
    const policies = input.Filter === SERVICE_CONTROL_POLICY ? allPolicies(organization) : [];
    const { items, ...page } = pageOf(policies, input, ({ id }) => id);
    return { Policies: items.map((policy) => policySummary(organization, policy)), ...page };
  },
};

/** What is attached to the target itself; what it inherits is not listed. */
export const listPoliciesForTarget: OrganizationsOperation<
  ListPoliciesForTargetRequest,
  ListPoliciesForTargetResponse
> = {
  name: "ListPoliciesForTarget",
  permits: ({ TargetId, Filter }, call) => [
    managedCheck(call, "ListPoliciesForTarget", TargetId, { "organizations:PolicyType": Filter }),
  ],
  audit: reads,
  handle: (input, call) => {
    const organization = managedOrganization(call);
    const { policyIds } = requireTarget(organization, input.TargetId);
    const attached = input.Filter === SERVICE_CONTROL_POLICY ? policyIds : [];
    const policies = attached.map((id) => requirePolicy(organization, id));
    const sorted = policies.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const { items, ...page } = pageOf(sorted, input, ({ id }) => id);
    return { Policies: items.map((policy) => policySummary(organization, policy)), ...page };
  },
};

const targetTypes = { root: "ROOT", unit: "ORGANIZATIONAL_UNIT", account: "ACCOUNT" } as const;

export const listTargetsForPolicy: OrganizationsOperation<
  ListTargetsForPolicyRequest,
  ListTargetsForPolicyResponse
> = {
  name: "ListTargetsForPolicy",
  permits: ({ PolicyId }, call) => [
    managedCheck(call, "ListTargetsForPolicy", PolicyId, {
      "organizations:PolicyType": SERVICE_CONTROL_POLICY,
    }),
  ],
  audit: reads,
  handle: (input, call) => {
    const organization = managedOrganization(call);
    const policy = requirePolicy(organization, input.PolicyId);
    const targets = organization.all("target").filter(({ policyIds }) => policyIds.includes(policy.id));
    const { items, ...page } = pageOf(targets, input, ({ id }) => id);
    const summaries = items.map((target) => ({
      TargetId: target.id,
      Arn: targetArn(organization, target),
      Name: target.name,
      Type: targetTypes[target.kind],
    }));
    return { Targets: summaries, ...page };
  },
};
