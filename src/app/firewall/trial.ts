import { decodeUtf8 } from "../../waf/byte-string.ts";
import type { CompiledGroup, CompiledRule } from "../../waf/compile/compile-web-acl.ts";
import type { MatchDetail, WafDecision } from "../../waf/decision.ts";
import type { SkippedRule } from "../../waf/missing-data.ts";
import type { RequestInput } from "../../waf/request.ts";
import type { RuleTrace, SeenPlace } from "../../waf/rule-trace.ts";
import { terminatingInGroup } from "../../waf/terminating-rule.ts";
import { componentName } from "./component-name.ts";
import type { RunnableWebAcl } from "./runnable-web-acl.ts";

/** A component that a rule looked at, after its transformations. */
export interface SeenComponent {
  readonly component: string;
  readonly transformations: readonly string[];
  readonly values: readonly { readonly name?: string; readonly value: string }[];
  /** Set where the component decided by itself: too large, missing or unreadable. */
  readonly verdict?: boolean;
  readonly oversize?: string;
}

/** A piece of the request that matched. */
export interface MatchedPiece {
  readonly condition: string;
  readonly location: string;
  readonly field?: string;
  readonly fragments: readonly string[];
  readonly detail?: string;
}

/** One rule of the web ACL and what it made of the request. */
export interface TriedRule {
  readonly rule: string;
  /** The web ACL's rule that refers to the group which the rule is in. */
  readonly reference?: string;
  readonly group?: string;
  readonly result: RuleTrace["result"] | "not evaluated" | "not reached";
  /** Why it was not evaluated. */
  readonly reason?: string;
  /** What is done where it matches. */
  readonly action: string;
  /** The rule's own action, where an override took its place. */
  readonly overriddenAction?: string;
  readonly saw: readonly SeenComponent[];
  readonly matched: readonly MatchedPiece[];
  readonly labelsVisible: readonly string[];
  readonly labelsAdded: readonly string[];
}

/** A request that was run through a web ACL. It holds the request's data: it is the operator's own. */
export interface Trial {
  readonly webAcl: Pick<RunnableWebAcl, "name" | "arn" | "origin" | "capacityWcu">;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly queryString: string;
    readonly clientIp: string;
    readonly bodyBytes: number;
  };
  readonly repeats: number;
  /** The first of the repeated requests that was decided as the last one was; 1 unless a rate made a difference. */
  readonly decidedSinceRepeat: number;
  readonly rules: readonly TriedRule[];
  /** What was decided; not to be relied on where a rule that came before is in `undecided`. */
  readonly decision: WafDecision;
  /** Rules that could not be evaluated here and that the request reached: any of them may decide otherwise. */
  readonly undecided: readonly SkippedRule[];
  readonly notes: readonly string[];
}

/** Runs a request through a web ACL, `repeats` times at one moment, and tells what each rule saw of the last. */
export function tryRequest(
  webAcl: RunnableWebAcl,
  input: RequestInput,
  { repeats, nowMs }: { readonly repeats: number; readonly nowMs: number },
): Trial {
  const outcomes: string[] = [];
  for (let i = 1; i < repeats; i++) outcomes.push(outcomeOf(webAcl.inspect(input, { nowMs })));
  const traces = new Map<string, RuleTrace>();
  const onRule = (trace: RuleTrace) => traces.set(keyOf(trace.ruleId, trace.reference?.ruleId), trace);
  const decision = webAcl.inspect(input, { nowMs, onRule });
  const { name, arn, origin, capacityWcu } = webAcl;
  const { method, uriPath: path, queryString, clientIp, bodySizeBytes: bodyBytes } = input;
  return {
    webAcl: { name, arn, origin, capacityWcu },
    request: { method, path, queryString, clientIp, bodyBytes },
    repeats,
    decidedSinceRepeat: outcomes.findLastIndex((outcome) => outcome !== outcomeOf(decision)) + 2,
    rules: webAcl.compiled.steps.flatMap((step) => triedRules(step, webAcl, traces)),
    decision,
    undecided: reachedUnevaluated(webAcl, traces),
    notes: notesOf(webAcl, repeats),
  };
}

/** Rules that were left out, and that a request came by before it was decided. */
const reachedUnevaluated = (
  { skipped }: RunnableWebAcl,
  reached: { has(rule: string): boolean },
): readonly SkippedRule[] => skipped.filter(({ rule }) => reached.has(rule));

const outcomeOf = ({ action, terminatingRuleId }: WafDecision): string => `${action} ${terminatingRuleId}`;

const keyOf = (rule: string, reference: string | undefined): string =>
  reference === undefined ? rule : `${reference} › ${rule}`;

function triedRules(
  step: CompiledRule | CompiledGroup,
  webAcl: RunnableWebAcl,
  traces: ReadonlyMap<string, RuleTrace>,
): TriedRule[] {
  if (step.kind === "rule") return [triedRule(step, undefined, webAcl, traces)];
  const outOfScope = traces.get(step.name);
  if (!outOfScope) return step.rules.map((rule) => triedRule(rule, step, webAcl, traces));
  return [
    {
      rule: step.name,
      group: step.ruleGroupId,
      result: "does not apply",
      reason: "the request is out of the scope-down statement",
      action: step.overrideToCount ? "COUNT" : "the group's",
      saw: [],
      matched: [],
      labelsVisible: outOfScope.labels,
      labelsAdded: [],
    },
  ];
}

function triedRule(
  rule: CompiledRule,
  group: CompiledGroup | undefined,
  { skipped }: RunnableWebAcl,
  traces: ReadonlyMap<string, RuleTrace>,
): TriedRule {
  const key = keyOf(rule.name, group?.name);
  const trace = traces.get(key);
  const reason = skipped.find((one) => one.rule === key)?.reason;
  return {
    rule: rule.name,
    ...(group && { reference: group.name, group: group.ruleGroupId }),
    result: reason === undefined ? (trace?.result ?? "not reached") : "not evaluated",
    ...(reason !== undefined && { reason }),
    action: rule.action.name,
    ...(rule.overriddenAction && { overriddenAction: rule.overriddenAction }),
    saw: [...(trace?.saw ?? []).map(seenComponent), ...(trace?.places ?? []).map(seenPlace)],
    matched: (trace?.matchDetails ?? []).map(matchedPiece),
    labelsVisible: trace?.labels ?? [],
    labelsAdded: trace?.result === "match" ? rule.labels : [],
  };
}

const seenComponent = (saw: RuleTrace["saw"][number]): SeenComponent => ({
  component: componentName(saw.field),
  transformations: saw.transformations,
  values: saw.values.map(({ name, text }) => ({
    ...(name !== undefined && { name: decodeUtf8(name) }),
    value: decodeUtf8(text),
  })),
  ...(saw.verdict !== undefined && { verdict: saw.verdict }),
  ...(saw.oversize && { oversize: saw.oversize }),
});

const seenPlace = ({ kind, address, value }: SeenPlace): SeenComponent => ({
  component: `${kind} of ${address}`,
  transformations: [],
  values: [{ value }],
});

/** The rule that decided, with the group's own, or the default action: `sql-injection › SQLi_BODY`. */
export function decider(decision: WafDecision): string {
  const inner = terminatingInGroup(decision);
  return inner ? `${decision.terminatingRuleId} › ${inner.rule.ruleId}` : decision.terminatingRuleId;
}

/** What a rule matched, decoded. */
export const matchedPiece = (detail: MatchDetail): MatchedPiece => ({
  condition: detail.conditionType,
  location: detail.location,
  ...(detail.fieldName && { field: decodeUtf8(detail.fieldName) }),
  fragments: detail.matchedData.map(decodeUtf8),
  ...(detail.detail && { detail: detail.detail }),
});

/** What the reader of a result must know: nothing is left out in silence. */
function notesOf(webAcl: RunnableWebAcl, repeats: number): string[] {
  const rules = webAcl.compiled.steps.flatMap((step) => (step.kind === "group" ? step.rules : [step]));
  const asksForToken = rules.some(({ action }) => action.name === "CAPTCHA" || action.name === "CHALLENGE");
  return [
    ...webAcl.skipped.map(({ rule, reason }) => `The rule ${rule} was not evaluated: ${reason}.`),
    ...(rules.some(({ isRateBased }) => isRateBased) ? [rateNote(repeats)] : []),
    ...(asksForToken
      ? ["CAPTCHA and Challenge rules saw no token: only the server can tell which tokens it issued."]
      : []),
  ];
}

const rateNote = (repeats: number): string =>
  repeats === 1
    ? "Rate-based rules counted this one request, on fresh counters: --repeat N sends it N times."
    : `Rate-based rules counted ${repeats} requests at one moment, on fresh counters.`;
