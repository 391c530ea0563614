import type { SimulatePolicyResponse, SimulatePrincipalPolicyRequest } from "@aws-sdk/client-iam";
import type { Principal } from "../../../policy/principal.ts";
import { type IamOperation, reads } from "../dependencies.ts";
import { iamCheck } from "../permissions.ts";
import { placed, tagMap, userPrincipal } from "../principals.ts";
import { accountOf } from "../require-entity.ts";
import { boundaryTextOf, type PolicySource, policyTextsOf, requireSource } from "./policy-source.ts";
import { commonParts, pageOfResults, simulationRefuses } from "./simulate-custom-policy.ts";
import { simulatedPolicy } from "./simulated-policy.ts";
import { simulate } from "./simulation.ts";

/** Answers what a user, group or role may do, with policies that are given on top of its own. */
export const simulatePrincipalPolicy: IamOperation<SimulatePrincipalPolicyRequest, SimulatePolicyResponse> = {
  name: "SimulatePrincipalPolicy",
  permits: ({ PolicySourceArn }, call) => [iamCheck(call, "SimulatePrincipalPolicy", PolicySourceArn)],
  audit: reads,
  refuses: [...simulationRefuses, { member: "CallerArn" }],
  handle: (input, call) => {
    const account = accountOf(call);
    const source = requireSource(account, input.PolicySourceArn);
    const own = policyTextsOf(account, source);
    const given = (input.PolicyInputList ?? []).map((text, index) => ({
      name: `PolicyInputList.${index + 1}`,
      text,
    }));
    const membership = call.deps.organizations.findMembership(account.accountId);
    const boundary = boundaryTextOf(account, source);
    const results = simulate({
      ...(boundary && { boundary: simulatedPolicy(boundary.text, boundary.name, "boundary") }),
      ...commonParts(input, placed(principalOf(account.accountId, source), membership), call),
      serviceControlPolicies: membership?.serviceControlPolicies,
      identityPolicies: [...own, ...given].map(({ name, text }) => simulatedPolicy(text, name, "identity")),
    });
    return pageOfResults(results, input);
  },
};

/** A role is simulated as a session of it; a group as a user who is in it. */
function principalOf(accountId: string, source: PolicySource): Principal {
  if (source.type === "user") return userPrincipal(accountId, source.record);
  const { arn, uniqueId } = source.record;
  if (source.type === "group") return { type: "User", accountId, arn, userId: uniqueId, tags: {} };
  const tags = tagMap(source.record.tags);
  return { type: "AssumedRole", accountId, arn, roleArn: arn, userId: `${uniqueId}:simulated`, tags };
}
