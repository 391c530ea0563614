import type { RuleGroupResult, RuleMatch, WafDecision } from "./decision.ts";

/** The terminating rule's id where no rule ended the inspection. */
export const DEFAULT_ACTION_ID = "Default_Action";

/**
 * The rule of a group that ended the inspection; undefined where a rule of the web ACL's own did, or the default
 * action. A group that is overridden to Count has a terminating rule as well, and ends nothing.
 */
export function terminatingInGroup({
  terminatingRuleType,
  ruleGroups,
}: WafDecision): { readonly group: RuleGroupResult; readonly rule: RuleMatch } | undefined {
  if (terminatingRuleType !== "GROUP" && terminatingRuleType !== "MANAGED_RULE_GROUP") return undefined;
  // The inspection ended there, so no group comes after it.
  const group = ruleGroups.at(-1);
  return group?.terminatingRule && { group, rule: group.terminatingRule };
}
