import type { PolicyLayer } from "../../policy/authorization.ts";
import type { Explanation } from "../../policy/explain.ts";
import { isIdentity } from "../../policy/match-principal.ts";
import type { Principal } from "../../policy/principal.ts";

/** Who was refused what, and whose the API is. */
export interface RefusedQuestion {
  readonly principal: Principal;
  readonly action: string;
  /** The method's ARN, of this very request. */
  readonly resource: string;
  readonly apiAccountId: string;
}

/**
 * What the owner of the policies can change where the caller should have been let in. It names one action on one
 * resource: a suggestion with a wildcard would let in more than was asked for.
 */
export function wayIn({ decision, layers }: Explanation, question: RefusedQuestion): string {
  const { layer, statement } = decision;
  if (decision.effect === "ExplicitDeny") {
    const named = statement
      ? `${statement.statement} of the ${NAMES[layer]} ${statement.policy}`
      : `the ${NAMES[layer]}`;
    return `narrow ${named}: no Allow outweighs its Deny`;
  }
  const { action, resource } = question;
  const wanting = layers.filter((one) => one.layer === layer).flatMap(({ statements }) => statements);
  const isConditional = wanting.some(
    ({ effect, failed }) => effect === "Allow" && failed.length === 1 && failed[0] === "Condition",
  );
  const otherwise = isConditional ? "; or fulfil the condition that fails above" : "";
  return `${holders(layer, layers, question)} must allow ${action} on ${resource}${otherwise}`;
}

const NAMES: Readonly<Record<PolicyLayer, string>> = {
  "service-control": "service control policy",
  "vpc-endpoint": "VPC endpoint policy",
  resource: "resource policy",
  identity: "identity policy",
  authorizer: "policy that the authorizer returned,",
  "permissions-boundary": "permissions boundary",
  session: "session policy",
};

/** The policies of which one, or each, must allow. */
function holders(
  layer: PolicyLayer,
  layers: Explanation["layers"],
  { principal, apiAccountId }: RefusedQuestion,
): string {
  const owner = principal.roleArn ?? principal.arn;
  const isOwn = principal.accountId === apiAccountId;
  switch (layer) {
    case "identity":
      return isOwn
        ? `an identity policy of ${owner}, or the API's resource policy for it,`
        : `an identity policy of ${owner}`;
    case "resource": {
      if (!isIdentity(principal)) return "the API's resource policy, for callers without a signature,";
      const own = layers.some((one) => one.layer === "identity" && one.outcome === "Allow");
      return `the API's resource policy, for ${owner},${own ? "" : ` and an identity policy of ${owner}`}`;
    }
    case "permissions-boundary":
      return `the permissions boundary of ${owner}`;
    case "session":
      return "the policy that the session was made with";
    case "service-control":
      return `a service control policy of each level above the account ${principal.accountId}`;
    case "authorizer":
      return "the policy that the Lambda authorizer returns";
    case "vpc-endpoint":
      return "the VPC endpoint's policy";
  }
}
