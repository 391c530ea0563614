import type { PutGroupPolicyRequest, PutRolePolicyRequest, PutUserPolicyRequest } from "@aws-sdk/client-iam";
import type { Validated } from "../../operation.ts";
import { type IamOperation, writes } from "../dependencies.ts";
import { limitExceeded } from "../errors.ts";
import { boundaryKey, entityCheck } from "../permissions.ts";
import { compileSentPolicy } from "../policy-texts.ts";
import { inlinePoliciesLength, quotas } from "../quotas.ts";
import { requireIdentity } from "../require-entity.ts";
import { type IdentityType, identityNouns } from "./identity-type.ts";

interface SentPolicy {
  readonly identity: string;
  readonly name: string;
  readonly document: string;
}

/** Embeds a policy in an identity, or replaces the one of that name. */
const putPolicy = <In extends object>(
  type: IdentityType,
  read: (input: Validated<In>) => SentPolicy,
): IamOperation<In, object> => ({
  name: `Put${identityNouns[type]}Policy`,
  permits: (input, call) => {
    const { identity } = read(input);
    const keys = boundaryKey(call, type, identity);
    return [entityCheck(call, `Put${identityNouns[type]}Policy`, type, identity, keys)];
  },
  audit: writes,
  checks: [
    {
      member: "PolicyDocument",
      apply: (_input, _site, document) => {
        compileSentPolicy(String(document), "PolicyDocument", "identity");
      },
    },
  ],
  handle: (input, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const { identity, name, document } = read(input);
      const found = requireIdentity(change.account, type, identity);
      const others = found.inlinePolicies.filter((inline) => inline.name !== name);
      const changed = { ...found, inlinePolicies: [...others, { name, document }] };
      const max = quotas[`${identityNouns[type]}PolicySize`];
      if (inlinePoliciesLength(changed) > max) {
        throw limitExceeded(`Maximum policy size of ${max} bytes exceeded for ${type} ${found.name}`);
      }
      change.put(type, found.name, changed);
      return {};
    }),
});

export const putUserPolicy = putPolicy<PutUserPolicyRequest>("user", (input) => ({
  identity: input.UserName,
  name: input.PolicyName,
  document: input.PolicyDocument,
}));

export const putGroupPolicy = putPolicy<PutGroupPolicyRequest>("group", (input) => ({
  identity: input.GroupName,
  name: input.PolicyName,
  document: input.PolicyDocument,
}));

export const putRolePolicy = putPolicy<PutRolePolicyRequest>("role", (input) => ({
  identity: input.RoleName,
  name: input.PolicyName,
  document: input.PolicyDocument,
}));
