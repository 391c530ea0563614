import type { RuleActionName, WafDecision } from "./decision.ts";

/** What a record must show to meet a condition. */
export type LogCondition =
  | { readonly kind: "action"; readonly action: RuleActionName | "EXCLUDED_AS_COUNT" }
  /** Fully qualified. */
  | { readonly kind: "label"; readonly label: string };

export interface LogFilterRule {
  readonly keeps: boolean;
  readonly requirement: "MEETS_ALL" | "MEETS_ANY";
  readonly conditions: readonly LogCondition[];
}

/** Which inspections are logged. */
export interface LogFilter {
  /** The first that fits decides. */
  readonly rules: readonly LogFilterRule[];
  /** What holds where none fits. */
  readonly keepsOthers: boolean;
}

export const EVERYTHING_LOGGED: LogFilter = { rules: [], keepsOthers: true };

/** Whether a filter keeps the record of an inspection. */
export function keepsRecord({ rules, keepsOthers }: LogFilter, decision: WafDecision): boolean {
  const rule = rules.find(({ requirement, conditions }) =>
    requirement === "MEETS_ALL"
      ? conditions.every((condition) => meets(condition, decision))
      : conditions.some((condition) => meets(condition, decision)),
  );
  return rule?.keeps ?? keepsOthers;
}

function meets(condition: LogCondition, decision: WafDecision): boolean {
  if (condition.kind === "label") return decision.labels.includes(condition.label);
  return condition.action === "EXCLUDED_AS_COUNT"
    ? decision.ruleGroups.some(overridesToCount)
    : applied(condition.action, decision);
}

/** Whether a rule of a group was overridden to Count, in either of the two ways that there are. */
const overridesToCount = ({
  excludedRules,
  nonTerminatingMatchingRules,
}: WafDecision["ruleGroups"][number]): boolean =>
  excludedRules.length > 0 ||
  nonTerminatingMatchingRules.some(({ action, overriddenAction }) => action === "COUNT" && overriddenAction);

/** Whether an action was applied to the request, be it the last one. What a group that only counts decided was not. */
const applied = (wanted: RuleActionName, decision: WafDecision): boolean =>
  decision.action === wanted ||
  decision.nonTerminatingMatchingRules.some(({ action }) => action === wanted) ||
  decision.ruleGroups.some((group) =>
    group.nonTerminatingMatchingRules.some(({ action }) => action === wanted),
  );
