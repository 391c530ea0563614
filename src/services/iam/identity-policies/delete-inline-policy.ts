import type {
  DeleteGroupPolicyRequest,
  DeleteRolePolicyRequest,
  DeleteUserPolicyRequest,
} from "@aws-sdk/client-iam";
import type { Validated } from "../../operation.ts";
import { type IamOperation, writes } from "../dependencies.ts";
import { boundaryKey, entityCheck } from "../permissions.ts";
import { requireIdentity } from "../require-entity.ts";
import { type IdentityType, identityNouns } from "./identity-type.ts";
import { requireInlinePolicy } from "./inline-policy.ts";

const deletePolicy = <In extends { readonly PolicyName: string | undefined }>(
  type: IdentityType,
  nameOf: (input: Validated<In>) => string,
): IamOperation<In, object> => ({
  name: `Delete${identityNouns[type]}Policy`,
  permits: (input, call) => {
    const keys = boundaryKey(call, type, nameOf(input));
    return [entityCheck(call, `Delete${identityNouns[type]}Policy`, type, nameOf(input), keys)];
  },
  audit: writes,
  handle: (input, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const identity = requireIdentity(change.account, type, nameOf(input));
      const policy = requireInlinePolicy(change.account, type, identity.name, input.PolicyName as string);
      const inlinePolicies = identity.inlinePolicies.filter((inline) => inline !== policy);
      change.put(type, identity.name, { ...identity, inlinePolicies });
      return {};
    }),
});

export const deleteUserPolicy = deletePolicy<DeleteUserPolicyRequest>("user", ({ UserName }) => UserName);
export const deleteGroupPolicy = deletePolicy<DeleteGroupPolicyRequest>(
  "group",
  ({ GroupName }) => GroupName,
);
export const deleteRolePolicy = deletePolicy<DeleteRolePolicyRequest>("role", ({ RoleName }) => RoleName);
