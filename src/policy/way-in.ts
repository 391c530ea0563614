import type { PolicyLayer } from "./authorization.ts";
import type { Explanation } from "./explain.ts";
import { isIdentity } from "./match-principal.ts";
import type { Principal } from "./principal.ts";

/** Who was refused what, and whose it is. */
export interface RefusedQuestion {
  readonly principal: Principal;
  readonly action: string;
  /** The ARN of this very request's resource, or `*` for actions without one. */
  readonly resource: string;
  readonly resourceAccountId: string;
  /** What the resource's own policy is called; absent where it has none and can have none. */
  readonly resourcePolicyName?: string;
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
  const on = resource === "*" ? " on *, as the action has no resource of its own" : ` on ${resource}`;
  return `${holders(layer, layers, question)} must allow ${action}${on}${otherwise}`;
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
  { principal, resourceAccountId, resourcePolicyName }: RefusedQuestion,
): string {
  const owner = principal.roleArn ?? principal.arn;
  const isOwn = principal.accountId === resourceAccountId;
  switch (layer) {
    case "identity":
      return isOwn && resourcePolicyName !== undefined
        ? `an identity policy of ${owner}, or ${resourcePolicyName} for it,`
        : `an identity policy of ${owner}`;
    case "resource": {
      const resourcePolicy = resourcePolicyName ?? "the resource's policy";
      if (!isIdentity(principal))
        return `${resourcePolicy}, for ${principal.type === "Anonymous" ? "callers without a signature" : owner},`;
      const own = isOwn || layers.some((one) => one.layer === "identity" && one.outcome === "Allow");
      return `${resourcePolicy}, for ${owner},${own ? "" : ` and an identity policy of ${owner}`}`;
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
