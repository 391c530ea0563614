import type { AuthorizationRequest, DecidingStatement, Decision, PolicyLayer } from "./authorization.ts";
import type { CompiledPolicy } from "./compile.ts";
import type { CompiledStatement } from "./compile-statement.ts";
import type { Effect } from "./document.ts";
import { evaluate } from "./evaluate.ts";
import { type ConditionExplanation, layersOf } from "./explain.ts";

/** What would be decided of requests of which only caller, action and resource are known yet. Plain data. */
export interface Foresight {
  /** `Allow` when some such request would be allowed: each that fulfils `provisos`. */
  readonly decision: Decision;
  /** Empty: every such request is decided so. */
  readonly provisos: readonly Proviso[];
}

/** Conditions that the request itself will fulfil or not. */
export interface Proviso {
  /** `if`: an Allow that is needed wants all of them. `unless`: a Deny wants all of them. */
  readonly kind: "if" | "unless";
  readonly statement: DecidingStatement;
  readonly conditions: readonly Pick<ConditionExplanation, "operator" | "key" | "wanted">[];
}

/** How each effect's statements are taken whose conditions are open: to hold or not to hold. */
type Assumption = Readonly<Record<Effect, boolean>>;

/** Whether a condition key's value is known before there is a request. Takes the key in lower case. */
export type IsKnown = (contextKey: string) => boolean;

/**
 * Foresees by the same evaluator, over the same policies, whose open conditions are assumed: first that no Allow with
 * one applies, then that all do. A Deny with open conditions becomes a proviso.
 */
export function foresee(request: AuthorizationRequest, isKnown: IsKnown): Foresight {
  const certain = evaluate(assume(request, isKnown, { Allow: false, Deny: false }));
  if (certain.effect !== "ImplicitDeny") {
    return { decision: certain, provisos: certain.effect === "Allow" ? denials(request, isKnown) : [] };
  }
  const hopeful = evaluate(assume(request, isKnown, { Allow: true, Deny: false }));
  if (hopeful.effect !== "Allow") return { decision: hopeful, provisos: [] };
  return { decision: hopeful, provisos: [...needs(request, hopeful, isKnown), ...denials(request, isKnown)] };
}

function assume(request: AuthorizationRequest, isKnown: IsKnown, holds: Assumption): AuthorizationRequest {
  const one = (policy: CompiledPolicy): CompiledPolicy => assumePolicy(policy, isKnown, holds);
  const { policies, resourcePolicy, vpcEndpointPolicy } = request;
  const { permissionsBoundary, sessionPolicies, serviceControlPolicies } = policies;
  return {
    ...request,
    ...(resourcePolicy && { resourcePolicy: one(resourcePolicy) }),
    ...(vpcEndpointPolicy && { vpcEndpointPolicy: one(vpcEndpointPolicy) }),
    policies: {
      identityPolicies: policies.identityPolicies.map(one),
      ...(permissionsBoundary && { permissionsBoundary: one(permissionsBoundary) }),
      ...(sessionPolicies && { sessionPolicies: sessionPolicies.map(one) }),
      ...(serviceControlPolicies && {
        serviceControlPolicies: serviceControlPolicies.map((level) => level.map(one)),
      }),
    },
  };
}

function assumePolicy(policy: CompiledPolicy, isKnown: IsKnown, holds: Assumption): CompiledPolicy {
  const one = (statement: CompiledStatement): CompiledStatement => assumeStatement(statement, isKnown, holds);
  return {
    ...policy,
    statements: policy.statements.map(one),
    statementsFor: (action) => {
      const { denies, allows } = policy.statementsFor(action);
      return { denies: denies.map(one), allows: allows.map(one) };
    },
  };
}

const assumeStatement = (
  statement: CompiledStatement,
  isKnown: IsKnown,
  holds: Assumption,
): CompiledStatement => ({
  ...statement,
  conditions: statement.conditions.map((condition) =>
    isKnown(condition.contextKey) ? condition : { ...condition, holds: () => holds[statement.effect] },
  ),
});

/** Of each layer that had to allow, and did so only by an Allow with open conditions, what that Allow wants. */
function needs(request: AuthorizationRequest, { layer: granting, statement }: Decision, isKnown: IsKnown) {
  const { principal, resourceAccountId } = request;
  const crossAccount = principal.accountId !== resourceAccountId;
  const provisos: Proviso[] = [];
  for (const [layer, policies] of layersOf(request)) {
    if (!crossAccount && !hadToAllow(layer, granting)) continue;
    const allows = policies.flatMap((policy) => policy.statementsFor(request.action).allows);
    if (allows.some((one) => applies(one, request, isKnown, false))) continue;
    const candidates = allows.filter((one) => applies(one, request, isKnown, true));
    const decided = candidates.find((one) => one.label === statement?.statement && layer === granting);
    const allow = decided ?? candidates[0];
    if (allow) provisos.push(proviso("if", layer, allow, isKnown));
  }
  return provisos;
}

/**
 * Whether, within one account, a layer had to allow for another to grant. Identity policies and a resource's policy are
 * alternatives; to be on the safe side, limits of a caller count although a resource's policy may pass them over.
 */
const hadToAllow = (layer: PolicyLayer, granting: PolicyLayer): boolean =>
  layer === granting || (layer !== "identity" && layer !== "resource");

/** Each Deny that would apply if its open conditions held. */
const denials = (request: AuthorizationRequest, isKnown: IsKnown): readonly Proviso[] =>
  layersOf(request).flatMap(([layer, policies]) =>
    policies
      .flatMap((policy) => policy.statementsFor(request.action).denies)
      .filter((deny) => applies(deny, request, isKnown, true))
      .map((deny) => proviso("unless", layer, deny, isKnown)),
  );

/** Whether a statement about the action applies when its open conditions are taken as `holds`. */
function applies(
  statement: CompiledStatement,
  { principal, resource, context }: AuthorizationRequest,
  isKnown: IsKnown,
  holds: boolean,
): boolean {
  if (!statement.matchPrincipal(principal) || !statement.coversResource(resource, context)) return false;
  return statement.conditions.every((condition) =>
    isKnown(condition.contextKey) ? condition.holds(context) : holds,
  );
}

function proviso(
  kind: Proviso["kind"],
  layer: PolicyLayer,
  { policy, label, effect, conditions }: CompiledStatement,
  isKnown: IsKnown,
): Proviso {
  const open = conditions.filter(({ contextKey }) => !isKnown(contextKey));
  return {
    kind,
    statement: { layer, policy, statement: label, effect },
    conditions: open.map(({ operator, key, wanted }) => ({ operator, key, wanted })),
  };
}
