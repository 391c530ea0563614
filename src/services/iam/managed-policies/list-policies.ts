import type { ListPoliciesRequest, ListPoliciesResponse } from "@aws-sdk/client-iam";
import { awsManagedPolicies } from "../aws-managed-policies.ts";
import { type IamOperation, reads } from "../dependencies.ts";
import { countAttachments } from "../managed-policies.ts";
import { pageOf } from "../paging.ts";
import { entityArn, iamCheck } from "../permissions.ts";
import { accountOf } from "../require-entity.ts";
import { policySummary } from "../views.ts";

/** The account's policies, AWS's, or both; by path, and by whether and how they are used. */
export const listPolicies: IamOperation<ListPoliciesRequest, ListPoliciesResponse> = {
  name: "ListPolicies",
  permits: ({ PathPrefix }, call) => [
    iamCheck(call, "ListPolicies", entityArn(call, "policy", "", PathPrefix)),
  ],
  audit: reads,
  handle: (input, call) => {
    const { Scope = "All", OnlyAttached, PathPrefix = "/", PolicyUsageFilter } = input;
    const account = accountOf(call);
    const inScope = [
      ...(Scope === "AWS" ? [] : account.all("policy")),
      ...(Scope === "Local" ? [] : awsManagedPolicies),
    ];
    const found = inScope
      .filter(({ path }) => path.startsWith(PathPrefix))
      .filter(({ arn }) => {
        const counts = countAttachments(arn, account);
        const asBoundary = PolicyUsageFilter === "PermissionsBoundary";
        const uses = asBoundary ? counts.PermissionsBoundaryUsageCount : counts.AttachmentCount;
        return uses > 0 || !(OnlyAttached || asBoundary);
      })
      .sort((a, b) => (a.arn < b.arn ? -1 : 1));
    const { items, ...page } = pageOf(found, input, ({ arn }) => arn);
    return { Policies: items.map((policy) => policySummary(policy, account)), ...page };
  },
};
