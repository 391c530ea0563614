import type {
  DetachGroupPolicyRequest,
  DetachRolePolicyRequest,
  DetachUserPolicyRequest,
} from "@aws-sdk/client-iam";
import type { Validated } from "../../operation.ts";
import { type IamOperation, writes } from "../dependencies.ts";
import { noSuchEntity } from "../errors.ts";
import { boundaryKey, entityCheck } from "../permissions.ts";
import { requireIdentity } from "../require-entity.ts";
import { type IdentityType, identityNouns } from "./identity-type.ts";

const detachPolicy = <In extends object>(
  type: IdentityType,
  read: (input: Validated<In>) => { readonly identity: string; readonly arn: string },
): IamOperation<In, object> => ({
  name: `Detach${identityNouns[type]}Policy`,
  permits: (input, call) => {
    const { identity, arn } = read(input);
    const keys = { "iam:PolicyARN": arn, ...boundaryKey(call, type, identity) };
    return [entityCheck(call, `Detach${identityNouns[type]}Policy`, type, identity, keys)];
  },
  audit: writes,
  handle: (input, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const { identity, arn } = read(input);
      const found = requireIdentity(change.account, type, identity);
      if (!found.attachedPolicyArns.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
      const attachedPolicyArns = found.attachedPolicyArns.filter((attached) => attached !== arn);
      change.put(type, found.name, { ...found, attachedPolicyArns });
      return {};
    }),
});

export const detachUserPolicy = detachPolicy<DetachUserPolicyRequest>("user", (input) => ({
  identity: input.UserName,
  arn: input.PolicyArn,
}));

export const detachGroupPolicy = detachPolicy<DetachGroupPolicyRequest>("group", (input) => ({
  identity: input.GroupName,
  arn: input.PolicyArn,
}));

export const detachRolePolicy = detachPolicy<DetachRolePolicyRequest>("role", (input) => ({
  identity: input.RoleName,
  arn: input.PolicyArn,
}));
