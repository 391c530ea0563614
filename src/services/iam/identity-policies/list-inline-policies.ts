import type {
  ListGroupPoliciesRequest,
  ListGroupPoliciesResponse,
  ListRolePoliciesRequest,
  ListUserPoliciesRequest,
} from "@aws-sdk/client-iam";
import type { Validated } from "../../operation.ts";
import { type IamOperation, reads } from "../dependencies.ts";
import { type PageInput, pageOf } from "../paging.ts";
import { entityCheck } from "../permissions.ts";
import { accountOf, requireIdentity } from "../require-entity.ts";
import { type IdentityType, identityNouns } from "./identity-type.ts";

/** The answers of the three operations are alike. */
const listPolicies = <In extends PageInput>(
  type: IdentityType,
  nameOf: (input: Validated<In>) => string,
): IamOperation<In, ListGroupPoliciesResponse> => ({
  name: `List${identityNouns[type]}Policies`,
  permits: (input, call) => [entityCheck(call, `List${identityNouns[type]}Policies`, type, nameOf(input))],
  audit: reads,
  handle: (input, call) => {
    const { inlinePolicies } = requireIdentity(accountOf(call), type, nameOf(input));
    const names = inlinePolicies.map(({ name }) => name).sort();
    const { items, ...page } = pageOf(names, input as PageInput, (name) => name);
    return { PolicyNames: items, ...page };
  },
});

export const listUserPolicies = listPolicies<ListUserPoliciesRequest>("user", ({ UserName }) => UserName);
export const listGroupPolicies = listPolicies<ListGroupPoliciesRequest>(
  "group",
  ({ GroupName }) => GroupName,
);
export const listRolePolicies = listPolicies<ListRolePoliciesRequest>("role", ({ RoleName }) => RoleName);
