import type {
  GetGroupPolicyRequest,
  GetGroupPolicyResponse,
  GetRolePolicyRequest,
  GetRolePolicyResponse,
  GetUserPolicyRequest,
  GetUserPolicyResponse,
} from "@aws-sdk/client-iam";
import type { Validated } from "../../operation.ts";
import { type IamOperation, reads } from "../dependencies.ts";
import { entityCheck } from "../permissions.ts";
import { encodeDocument } from "../policy-texts.ts";
import { accountOf } from "../require-entity.ts";
import { type IdentityType, identityNouns } from "./identity-type.ts";
import { requireInlinePolicy } from "./inline-policy.ts";

/** What the answers of the three operations share. */
interface PolicyText {
  readonly PolicyName: string;
  readonly PolicyDocument: string;
}

const getPolicy = <In extends { readonly PolicyName: string | undefined }, Out extends object>(
  type: IdentityType,
  nameOf: (input: Validated<In>) => string,
  answer: (identity: string, text: PolicyText) => Out,
): IamOperation<In, Out> => ({
  name: `Get${identityNouns[type]}Policy`,
  permits: (input, call) => [entityCheck(call, `Get${identityNouns[type]}Policy`, type, nameOf(input))],
  audit: reads,
  handle: (input, call) => {
    const identity = nameOf(input);
    const policy = requireInlinePolicy(accountOf(call), type, identity, input.PolicyName as string);
    return answer(identity, { PolicyName: policy.name, PolicyDocument: encodeDocument(policy.document) });
  },
});

export const getUserPolicy = getPolicy<GetUserPolicyRequest, GetUserPolicyResponse>(
  "user",
  ({ UserName }) => UserName,
  (UserName, text) => ({ UserName, ...text }),
);

export const getGroupPolicy = getPolicy<GetGroupPolicyRequest, GetGroupPolicyResponse>(
  "group",
  ({ GroupName }) => GroupName,
  (GroupName, text) => ({ GroupName, ...text }),
);

export const getRolePolicy = getPolicy<GetRolePolicyRequest, GetRolePolicyResponse>(
  "role",
  ({ RoleName }) => RoleName,
  (RoleName, text) => ({ RoleName, ...text }),
);
