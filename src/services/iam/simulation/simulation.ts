import type {
  ContextEntry,
  EvaluationResult,
  PolicyEvaluationDecisionType,
  Statement,
} from "@aws-sdk/client-iam";
import type { AuthorizationRequest, PolicySet } from "../../../policy/authorization.ts";
import type { ConditionContext } from "../../../policy/condition-context.ts";
import { type Explanation, explain, type StatementExplanation } from "../../../policy/explain.ts";
import type { Principal } from "../../../policy/principal.ts";
import { principalContext } from "../../../policy/request-context.ts";
import type { SimulatedPolicy } from "./simulated-policy.ts";

/** A question to be answered for each action on each resource. */
export interface Simulation {
  readonly principal: Principal;
  readonly identityPolicies: readonly SimulatedPolicy[];
  readonly boundary?: SimulatedPolicy;
  readonly serviceControlPolicies?: PolicySet["serviceControlPolicies"];
  readonly resourcePolicy?: SimulatedPolicy;
  readonly resourceAccountId: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly context: ConditionContext;
}

/** Evaluates by the same evaluator that guards every call. One result for each action on each resource. */
export function simulate(simulation: Simulation): readonly EvaluationResult[] {
  return simulation.actions.flatMap((action) =>
    simulation.resources.map((resource) => resultOf(simulation, action, resource)),
  );
}

/** The values that a caller gives; what is known of the principal fills the rest. */
export function simulatedContext(
  principal: Principal,
  entries: readonly ContextEntry[] | undefined,
  nowMs: number,
): ConditionContext {
  const given = new Map(
    (entries ?? []).map(({ ContextKeyName = "", ContextKeyValues = [] }) => [
      ContextKeyName.toLowerCase(),
      ContextKeyValues,
    ]),
  );
  const known = principalContext(principal, nowMs);
  return { get: (key) => given.get(key) ?? known.get(key) };
}

function resultOf(simulation: Simulation, action: string, resource: string): EvaluationResult {
  const { principal, boundary, resourcePolicy, identityPolicies, resourceAccountId, context } = simulation;
  const { serviceControlPolicies } = simulation;
  const request: AuthorizationRequest = {
    principal,
    action,
    resource,
    resourceAccountId,
    context,
    policies: {
      identityPolicies: identityPolicies.map(({ compiled }) => compiled),
      ...(boundary && { permissionsBoundary: boundary.compiled }),
      ...(serviceControlPolicies && { serviceControlPolicies }),
    },
    ...(resourcePolicy && { resourcePolicy: resourcePolicy.compiled }),
  };
  const explanation = explain(request);
  const decision = DECISIONS[explanation.decision.effect];
  const MatchedStatements = matchedStatements(explanation, simulation);
  const MissingContextValues = missingKeys(explanation);
  const levels = explanation.layers.filter(({ layer }) => layer === "service-control");
  const boundaryLayer = explanation.layers.find(({ layer }) => layer === "permissions-boundary");
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: decision,
    EvalDecisionDetails: {},
    MatchedStatements,
    MissingContextValues,
    ...(boundaryLayer && {
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: boundaryLayer.outcome === "Allow" },
    }),
    ...(levels.length > 0 && {
      OrganizationsDecisionDetail: {
        AllowedByOrganizations: levels.every(({ outcome }) => outcome === "Allow"),
      },
    }),
    ResourceSpecificResults: [
      { EvalResourceName: resource, EvalResourceDecision: decision, MatchedStatements, MissingContextValues },
    ],
  };
}

const DECISIONS: Readonly<Record<Explanation["decision"]["effect"], PolicyEvaluationDecisionType>> = {
  Allow: "allowed",
  ExplicitDeny: "explicitDeny",
  ImplicitDeny: "implicitDeny",
};

const statementsOf = ({ layers }: Explanation): readonly StatementExplanation[] =>
  layers.flatMap(({ statements }) => statements);

/** The statements that led to the decision: those that deny where one does, else those that allow. */
function matchedStatements(explanation: Explanation, simulation: Simulation): Statement[] {
  const policies = [...simulation.identityPolicies, simulation.boundary, simulation.resourcePolicy];
  const applying = statementsOf(explanation).filter(({ applies }) => applies);
  const effect = explanation.decision.effect === "ExplicitDeny" ? "Deny" : "Allow";
  return applying
    .filter((statement) => statement.effect === effect)
    .flatMap(({ policy, statement }) => {
      const source = policies.find((one) => one?.compiled.name === policy)?.statements.get(statement);
      return source ? [source] : [];
    });
}

/** Condition keys that a statement about this action asks for and that have no value. */
function missingKeys(explanation: Explanation): string[] {
  const asked = statementsOf(explanation).filter(({ failed }) => !failed.includes("Action"));
  const missing = asked.flatMap(({ conditions }) =>
    conditions.filter(({ seen }) => !seen).map(({ key }) => key),
  );
  return [...new Set(missing)];
}
