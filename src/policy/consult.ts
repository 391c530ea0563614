import type { AuthorizationRequest, Decision, PolicyLayer } from "./authorization.ts";
import type { CompiledPolicy } from "./compile.ts";
import { type CompiledStatement, conditionsHold } from "./compile-statement.ts";

/** What is asked of one policy alone. */
export type Question = Pick<AuthorizationRequest, "principal" | "action" | "resource" | "context">;

/**
 * What one policy says of a request by itself: a Deny that applies, else an Allow that applies, else nothing. For layers
 * that combine by rules of their own, as the policy of an API and that of its Lambda authorizer do; everything else is
 * for `evaluate`.
 */
export function consult(policy: CompiledPolicy, layer: PolicyLayer, question: Question): Decision {
  const { denies, allows } = policy.statementsFor(question.action);
  const deny = denies.find((statement) => applies(statement, question));
  if (deny) return decided("ExplicitDeny", layer, deny);
  const allow = allows.find((statement) => applies(statement, question));
  return allow ? decided("Allow", layer, allow) : { effect: "ImplicitDeny", layer };
}

const applies = (statement: CompiledStatement, { principal, resource, context }: Question): boolean =>
  statement.matchPrincipal(principal) !== undefined &&
  statement.coversResource(resource, context) &&
  conditionsHold(statement, context);

function decided(
  effect: "Allow" | "ExplicitDeny",
  layer: PolicyLayer,
  { policy, label, effect: stated }: CompiledStatement,
): Decision {
  return { effect, layer, statement: { layer, policy, statement: label, effect: stated } };
}
