import type { CompiledGroup, CompiledRule } from "./compile/compile-web-acl.ts";
import type { Inspection } from "./compile/inspection.ts";
import type { MatchDetail } from "./decision.ts";
import type { FieldReading } from "./fields/read-field.ts";
import type { TextInput } from "./rules/model.ts";

/** What one rule looked at and what it made of it, for explaining a decision. It holds the request's data: redact it. */
export interface RuleTrace {
  readonly ruleId: string;
  /** Set for rules of a referenced group: the web ACL's rule that refers to it, and the group as it is logged. */
  readonly reference?: { readonly ruleId: string; readonly ruleGroupId: string };
  readonly result: "match" | "no match" | "does not apply";
  /** Each component that the rule's statements look at, transformed. */
  readonly saw: readonly (TextInput & FieldReading)[];
  readonly matchDetails: readonly MatchDetail[];
  /** The labels that the rule could see: those of the rules before it. */
  readonly labels: readonly string[];
}

/** What a rule's matcher gave, and the labels that were there before. */
export interface RuleResult {
  readonly result: boolean | undefined;
  readonly matchDetails: readonly MatchDetail[];
  readonly labels: readonly string[];
}

export function traceRule(
  rule: CompiledRule,
  group: CompiledGroup | undefined,
  { result, matchDetails, labels }: RuleResult,
  inspection: Inspection,
): RuleTrace {
  return {
    ruleId: rule.name,
    ...(group && { reference: { ruleId: group.name, ruleGroupId: group.ruleGroupId } }),
    result: result === undefined ? "does not apply" : result ? "match" : "no match",
    saw: rule.inputs.map((source) => ({ ...source.input, ...source.read(inspection) })),
    matchDetails,
    labels,
  };
}

/** Of a rule group none of whose rules is run, because the request is out of the reference's scope. */
export const traceOutOfScope = (group: CompiledGroup, inspection: Inspection): RuleTrace => ({
  ruleId: group.name,
  result: "does not apply",
  saw: [],
  matchDetails: [],
  labels: [...inspection.labels],
});
