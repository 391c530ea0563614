import type { ConditionExplanation, LayerExplanation, StatementExplanation } from "../policy/explain.ts";

const outcomes: Readonly<Record<LayerExplanation["outcome"], string>> = {
  Allow: "allow",
  ExplicitDeny: "deny",
  ImplicitDeny: "say nothing",
};

/**
 * What a layer of policies said, and each of its statements about the action with what kept it from applying:
 *
 *     identity policies: say nothing
 *       · Allow OfficeOnly of desk: Condition fails
 *           IpAddress aws:SourceIp wants 10.0.0.0/8, the request has 198.51.100.1
 */
export function drawLayer({ layer, outcome, statements }: LayerExplanation): string[] {
  return [`${layer} policies: ${outcomes[outcome]}`, ...statements.flatMap(drawStatement)];
}

function drawStatement({ effect, statement, policy, applies, failed, conditions }: StatementExplanation) {
  const verb = failed.length === 1 ? "fails" : "fail";
  const result = applies ? "applies" : `${failed.join(" and ")} ${verb}`;
  return [
    `  ${applies ? "→" : "·"} ${effect} ${statement} of ${policy}: ${result}`,
    ...conditions.filter(({ holds }) => !holds).map((condition) => `      ${drawCondition(condition)}`),
  ];
}

function drawCondition({ operator, key, wanted, seen }: ConditionExplanation): string {
  const had = seen ? `the request has ${seen.join(", ")}` : "the request has none";
  return `${operator} ${key} wants ${wanted.join(", ")}, ${had}`;
}
