import type {
  AttachGroupPolicyRequest,
  AttachRolePolicyRequest,
  AttachUserPolicyRequest,
} from "@aws-sdk/client-iam";
import type { Validated } from "../../operation.ts";
import { type IamOperation, writes } from "../dependencies.ts";
import { requireAttachablePolicy } from "../managed-policies.ts";
import { boundaryKey, entityCheck } from "../permissions.ts";
import { requireRoom } from "../quotas.ts";
import { requireIdentity } from "../require-entity.ts";
import { type IdentityType, identityNouns } from "./identity-type.ts";

/** Attaches a managed policy. Attaching it twice is no error. */
const attachPolicy = <In extends object>(
  type: IdentityType,
  read: (input: Validated<In>) => { readonly identity: string; readonly arn: string },
): IamOperation<In, object> => ({
  name: `Attach${identityNouns[type]}Policy`,
  permits: (input, call) => {
    const { identity, arn } = read(input);
    const keys = { "iam:PolicyARN": arn, ...boundaryKey(call, type, identity) };
    return [entityCheck(call, `Attach${identityNouns[type]}Policy`, type, identity, keys)];
  },
  audit: writes,
  handle: (input, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const { identity, arn } = read(input);
      const found = requireIdentity(change.account, type, identity);
      requireAttachablePolicy(change.account, arn);
      if (found.attachedPolicyArns.includes(arn)) return {};
      requireRoom(`AttachedPoliciesPer${identityNouns[type]}`, found.attachedPolicyArns.length);
      change.put(type, found.name, { ...found, attachedPolicyArns: [...found.attachedPolicyArns, arn] });
      return {};
    }),
});

export const attachUserPolicy = attachPolicy<AttachUserPolicyRequest>("user", (input) => ({
  identity: input.UserName,
  arn: input.PolicyArn,
}));

export const attachGroupPolicy = attachPolicy<AttachGroupPolicyRequest>("group", (input) => ({
  identity: input.GroupName,
  arn: input.PolicyArn,
}));

export const attachRolePolicy = attachPolicy<AttachRolePolicyRequest>("role", (input) => ({
  identity: input.RoleName,
  arn: input.PolicyArn,
}));
