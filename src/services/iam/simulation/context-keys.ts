import type {
  GetContextKeysForCustomPolicyRequest,
  GetContextKeysForPolicyResponse,
  GetContextKeysForPrincipalPolicyRequest,
} from "@aws-sdk/client-iam";
import { type IamOperation, reads } from "../dependencies.ts";
import { iamCheck } from "../permissions.ts";
import { accountOf } from "../require-entity.ts";
import { policyTextsOf, requireSource } from "./policy-source.ts";
import { compileSimulated } from "./simulated-policy.ts";

/** The condition keys that policies ask for: what a simulation of them is to be given. */
export const getContextKeysForCustomPolicy: IamOperation<
  GetContextKeysForCustomPolicyRequest,
  GetContextKeysForPolicyResponse
> = {
  name: "GetContextKeysForCustomPolicy",
  permits: (_input, call) => [iamCheck(call, "GetContextKeysForCustomPolicy", "*")],
  audit: reads,
  handle: ({ PolicyInputList }) => ({ ContextKeyNames: contextKeysOf(PolicyInputList) }),
};

export const getContextKeysForPrincipalPolicy: IamOperation<
  GetContextKeysForPrincipalPolicyRequest,
  GetContextKeysForPolicyResponse
> = {
  name: "GetContextKeysForPrincipalPolicy",
  permits: ({ PolicySourceArn }, call) => [
    iamCheck(call, "GetContextKeysForPrincipalPolicy", PolicySourceArn),
  ],
  audit: reads,
  handle: ({ PolicySourceArn, PolicyInputList = [] }, call) => {
    const source = requireSource(accountOf(call), PolicySourceArn);
    const own = policyTextsOf(accountOf(call), source).map(({ text }) => text);
    return { ContextKeyNames: contextKeysOf([...own, ...PolicyInputList]) };
  },
};

/** The keys of conditions and of variables, each once. */
function contextKeysOf(texts: readonly string[]): string[] {
  const keys = texts.flatMap((text, index) => {
    const { statements } = compileSimulated(text, `PolicyInputList.${index + 1}`, "identity");
    const ofConditions = statements.flatMap(({ conditions }) => conditions.map(({ key }) => key));
    return [...ofConditions, ...variablesOf(text)];
  });
  return [...new Set(keys)];
}

/** `${aws:username}` and `${aws:PrincipalTag/team, 'none'}` name the keys before the comma. */
const variablesOf = (text: string): readonly string[] =>
  text.includes("2012-10-17") ? [...text.matchAll(/\$\{([^}*?$,:]+:[^},]+)/g)].map(([, key]) => key!) : [];
