import type {
  RuleActionName,
  RuleGroupResult,
  RuleMatch,
  TokenResponse,
  WafDecision,
} from "../../../waf/decision.ts";
import type { WatchedInnerRule, WatchedRule, WatchedWebAcl } from "./watched-web-acl.ts";

/** What a rule that matched did to a request. */
export interface RuleOutcome {
  /** The web ACL's rule, be it a reference to the rule group whose rule matched. */
  readonly rule: WatchedRule;
  readonly inner: WatchedInnerRule | undefined;
  readonly action: RuleMatch["action"];
  readonly overriddenAction: RuleActionName | undefined;
  readonly captchaResponse: TokenResponse | undefined;
  readonly challengeResponse: TokenResponse | undefined;
  /** Whether the inspection ended here. */
  readonly terminates: boolean;
}

/** What each rule that matched did: of references to rule groups, what each of the group's rules did. */
export function ruleOutcomes(decision: WafDecision, webAcl: WatchedWebAcl): readonly RuleOutcome[] {
  const outcomes: RuleOutcome[] = [];
  for (const match of decision.nonTerminatingMatchingRules) {
    const rule = webAcl.rules.get(match.ruleId);
    // A group that only counts is told by its own rules.
    if (rule && !rule.group) outcomes.push(outcomeOf(rule, undefined, match, false));
  }
  for (const result of decision.ruleGroups) {
    const rule = webAcl.rules.get(result.ruleName);
    if (rule) outcomes.push(...groupOutcomes(result, rule, decision));
  }
  const last = webAcl.rules.get(decision.terminatingRuleId);
  if (last && !last.group) outcomes.push(outcomeOf(last, undefined, decision, true));
  return outcomes;
}

function groupOutcomes(result: RuleGroupResult, rule: WatchedRule, decision: WafDecision): RuleOutcome[] {
  const inner = (name: string) => rule.group?.rules.get(name);
  const outcomes = result.nonTerminatingMatchingRules.map((match) =>
    outcomeOf(rule, inner(match.ruleId), match, false),
  );
  for (const name of result.excludedRules) {
    const overriddenAction = inner(name)?.compiled.overriddenAction;
    outcomes.push(outcomeOf(rule, inner(name), { action: "EXCLUDED_AS_COUNT", overriddenAction }, false));
  }
  const { terminatingRule: last } = result;
  if (!last) return outcomes;
  if (decision.terminatingRuleId === result.ruleName) {
    outcomes.push(outcomeOf(rule, inner(last.ruleId), last, true));
  } else {
    // The group is overridden to Count: its decision was counted.
    const overriddenAction = last.overriddenAction ?? (last.action as RuleActionName);
    outcomes.push(outcomeOf(rule, inner(last.ruleId), { action: "COUNT", overriddenAction }, false));
  }
  return outcomes;
}

/** The part of a match, or of a decision, that tells what was done. */
type Matched = Pick<RuleMatch, "action" | "overriddenAction" | "captchaResponse" | "challengeResponse">;

const outcomeOf = (
  rule: WatchedRule,
  inner: WatchedInnerRule | undefined,
  { action, overriddenAction, captchaResponse, challengeResponse }: Matched,
  terminates: boolean,
): RuleOutcome => ({ rule, inner, action, overriddenAction, captchaResponse, challengeResponse, terminates });
