import type { AuthorizationRequest, Decision, PolicyLayer } from "./authorization.ts";
import type { CompiledPolicy } from "./compile.ts";
import type { CompiledStatement } from "./compile-statement.ts";
import type { Question } from "./consult.ts";
import type { Effect } from "./document.ts";
import { evaluate, limitedByOrganization } from "./evaluate.ts";
import type { PrincipalMatch } from "./match-principal.ts";

/** Why a request was allowed or refused: the decision, and what every statement of every layer had to say. Plain data. */
export interface Explanation {
  /** The same decision that `evaluate` makes. */
  readonly decision: Decision;
  /** In AWS's order. A layer that the request does not have is not listed. */
  readonly layers: readonly LayerExplanation[];
}

/** One layer of policies; each level of an organization is one of its own. */
export interface LayerExplanation {
  readonly layer: PolicyLayer;
  /** What the layer says, on its own: a Deny that applies, else an Allow that applies, else nothing. */
  readonly outcome: Decision["effect"];
  readonly statements: readonly StatementExplanation[];
}

/** One statement, and each of its elements that keeps it from applying. */
export interface StatementExplanation {
  /** The policy's name or ARN. */
  readonly policy: string;
  /** The statement's Sid, or its place in the document. */
  readonly statement: string;
  readonly effect: Effect;
  readonly applies: boolean;
  /** Empty when the statement applies. */
  readonly failed: readonly StatementElement[];
  /** How a resource's policy names the caller, when it does. */
  readonly namedBy?: PrincipalMatch;
  readonly conditions: readonly ConditionExplanation[];
}

export type StatementElement = "Action" | "Principal" | "Resource" | "Condition";

/** One condition: what the policy wants and what the request had. */
export interface ConditionExplanation {
  readonly operator: string;
  readonly key: string;
  readonly wanted: readonly string[];
  /** Absent when the request had no such key. */
  readonly seen?: readonly string[];
  readonly holds: boolean;
}

/**
 * Explains a request. Slower than {@link evaluate}, which makes the decision: this only looks at each statement again,
 * by the same compiled elements, and never stops early.
 */
export function explain(request: AuthorizationRequest): Explanation {
  return explainDecision(evaluate(request), layersOf(request), request);
}

/** The policies of one layer. */
export type PolicyLayerEntry = readonly [layer: PolicyLayer, policies: readonly CompiledPolicy[]];

/** Explains a decision that was made by rules of its own from what these layers say, as a Lambda authorizer's is. */
export const explainDecision = (
  decision: Decision,
  layers: readonly PolicyLayerEntry[],
  question: Question,
): Explanation => ({
  decision,
  layers: layers.map(([layer, policies]) => explainLayer(layer, policies, question)),
});

/** The layers that have a say, in AWS's order. */
export function layersOf(request: AuthorizationRequest): readonly PolicyLayerEntry[] {
  const { policies, resourcePolicy, vpcEndpointPolicy } = request;
  const levels = limitedByOrganization(request) ? (policies.serviceControlPolicies ?? []) : [];
  const { permissionsBoundary, sessionPolicies, identityPolicies } = policies;
  return [
    ...levels.map((level) => ["service-control", level] as const),
    ...(vpcEndpointPolicy ? [["vpc-endpoint", [vpcEndpointPolicy]] as const] : []),
    ...(resourcePolicy ? [["resource", [resourcePolicy]] as const] : []),
    ["identity", identityPolicies],
    ...(permissionsBoundary ? [["permissions-boundary", [permissionsBoundary]] as const] : []),
    ...(sessionPolicies ? [["session", sessionPolicies] as const] : []),
  ];
}

function explainLayer(
  layer: PolicyLayer,
  policies: readonly CompiledPolicy[],
  question: Question,
): LayerExplanation {
  const statements = policies.flatMap((policy) =>
    policy.statements.map((statement) => explainStatement(statement, question)),
  );
  const says = (effect: Effect): boolean => statements.some((one) => one.applies && one.effect === effect);
  return {
    layer,
    outcome: says("Deny") ? "ExplicitDeny" : says("Allow") ? "Allow" : "ImplicitDeny",
    statements,
  };
}

function explainStatement(statement: CompiledStatement, question: Question): StatementExplanation {
  const { policy, label, effect } = statement;
  const { principal, action, resource, context } = question;
  const namedBy = statement.matchPrincipal(principal);
  const conditions = statement.conditions.map(({ operator, key, contextKey, wanted, holds }) => {
    const seen = context.get(contextKey)?.map((value) => shown(contextKey, value));
    return { operator, key, wanted, ...(seen && { seen }), holds: holds(context) };
  });
  const failed: StatementElement[] = [];
  if (!statement.coversAction(action.toLowerCase())) failed.push("Action");
  if (!namedBy) failed.push("Principal");
  if (!statement.coversResource(resource, context)) failed.push("Resource");
  if (conditions.some(({ holds }) => !holds)) failed.push("Condition");
  return {
    policy,
    statement: label,
    effect,
    applies: failed.length === 0,
    failed,
    ...(namedBy && { namedBy }),
    conditions,
  };
}

/** An explanation is kept, and the query of a referring page may hold a token. */
const shown = (contextKey: string, value: string): string =>
  contextKey === "aws:referer" ? value.replace(/[?#].*$/s, "?…") : value;
