import type { PolicyLayer } from "./authorization.ts";
import type { ConditionExplanation, Explanation, StatementExplanation } from "./explain.ts";
import { policyTitle } from "./policy-title.ts";

/** The longest list of values that a sentence shows. */
const VALUES_SHOWN_MAX = 3;

/**
 * A decision in one sentence, for an operator; never for the caller. What refused, and what came nearest to allowing:
 * `no identity policy allows it; nearest is "OfficeOnly" of policy "desk", whose Condition fails: IpAddress aws:SourceIp
 * wants 10.0.0.0/8, the request has 198.51.100.1`.
 * @param what Stands for the action or resource that was asked for.
 */
export function describeExplanation(explanation: Explanation, what = "it"): string {
  const { effect, layer, statement } = explanation.decision;
  const name = layerNames[layer];
  if (effect !== "ImplicitDeny") {
    const verb = effect === "Allow" ? "allows" : "denies";
    return statement
      ? `${quote(statement.statement)} of ${titleOf(name, statement.policy)} ${verb} ${what}`
      : "the root user may do everything";
  }
  const nearest = findNearest(explanation, layer);
  return `no ${name} allows ${what}${nearest ? `; nearest is ${describeFailure(nearest)}` : ""}`;
}

const layerNames: Readonly<Record<PolicyLayer, string>> = {
  "service-control": "service control policy",
  "vpc-endpoint": "VPC endpoint policy",
  resource: "resource policy",
  identity: "identity policy",
  authorizer: "authorizer policy",
  "permissions-boundary": "permissions boundary",
  session: "session policy",
};

/** Of the refusing layer's Allow statements about this action, the one with the fewest elements that fail. */
function findNearest({ layers }: Explanation, refusing: PolicyLayer): StatementExplanation | undefined {
  return layers
    .filter(({ layer, outcome }) => layer === refusing && outcome !== "Allow")
    .flatMap(({ statements }) => statements)
    .filter(({ effect, failed }) => effect === "Allow" && failed.length > 0 && !failed.includes("Action"))
    .sort((a, b) => a.failed.length - b.failed.length)[0];
}

function describeFailure({ policy, statement, failed, conditions }: StatementExplanation): string {
  const unmet = conditions.filter(({ holds }) => !holds).map(describeCondition);
  const elements = `${failed.join(" and ")} ${failed.length === 1 ? "fails" : "fail"}`;
  const details = unmet.length > 0 ? `: ${unmet.join("; ")}` : "";
  return `${quote(statement)} of ${titleOf("policy", policy)}, whose ${elements}${details}`;
}

function describeCondition({ operator, key, wanted, seen }: ConditionExplanation): string {
  const had = seen ? `the request has ${list(seen)}` : "the request has none";
  return `${operator} ${key} wants ${list(wanted)}, ${had}`;
}

function list(values: readonly string[]): string {
  const shown = values.slice(0, VALUES_SHOWN_MAX).map((value) => value.slice(0, 128) || '""');
  return values.length > VALUES_SHOWN_MAX ? `${shown.join(", ")}, …` : shown.join(", ");
}

const titleOf = (kind: string, policy: string): string =>
  policy.includes(" ") ? policyTitle(kind, policy) : policyTitle(kind, quote(policy));

const quote = (text: string): string => `"${text}"`;
