import type { CompiledGroup, CompiledRule } from "./compile/compile-web-acl.ts";
import type { Inspection } from "./compile/inspection.ts";
import type { MatchDetail } from "./decision.ts";
import type { RuleTrace, SeenPlace } from "./rule-trace.ts";

/** What a rule's matcher gave, and the labels that were there before. */
export interface RuleResult {
  readonly result: boolean | undefined;
  readonly matchDetails: readonly MatchDetail[];
  readonly places: readonly SeenPlace[];
  readonly labels: readonly string[];
}

export function traceRule(
  rule: CompiledRule,
  group: CompiledGroup | undefined,
  { result, matchDetails, places, labels }: RuleResult,
  inspection: Inspection,
): RuleTrace {
  return {
    ruleId: rule.name,
    ...(group && { reference: { ruleId: group.name, ruleGroupId: group.ruleGroupId } }),
    result: result === undefined ? "does not apply" : result ? "match" : "no match",
    saw: rule.inputs.map((source) => ({ ...source.input, ...source.read(inspection) })),
    places,
    matchDetails,
    labels,
  };
}

/** Of a rule group none of whose rules is run, because the request is out of the reference's scope. */
export const traceOutOfScope = (group: CompiledGroup, inspection: Inspection): RuleTrace => ({
  ruleId: group.name,
  result: "does not apply",
  saw: [],
  places: [],
  matchDetails: [],
  labels: [...inspection.labels],
});
