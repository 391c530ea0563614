import type { CompiledRule } from "./compile/compile-web-acl.ts";
import type { Inspection } from "./compile/inspection.ts";
import type { MatchDetail } from "./decision.ts";
import type { FieldReading } from "./fields/read-field.ts";
import type { TextInput } from "./rules/model.ts";

/** What one rule looked at and what it made of it, for explaining a decision. It holds the request's data: redact it. */
export interface RuleTrace {
  readonly ruleId: string;
  /** Set for rules of a referenced group. */
  readonly ruleGroupId?: string;
  readonly result: "match" | "no match" | "does not apply";
  /** Each component that the rule's statements look at, transformed. */
  readonly saw: readonly (TextInput & FieldReading)[];
  readonly matchDetails: readonly MatchDetail[];
}

/** @param result As the rule's matcher gave it. */
export function traceRule(
  rule: CompiledRule,
  ruleGroupId: string | undefined,
  result: boolean | undefined,
  matchDetails: readonly MatchDetail[],
  inspection: Inspection,
): RuleTrace {
  return {
    ruleId: rule.name,
    ruleGroupId,
    result: result === undefined ? "does not apply" : result ? "match" : "no match",
    saw: rule.inputs.map((source) => ({ ...source.input, ...source.read(inspection) })),
    matchDetails,
  };
}
