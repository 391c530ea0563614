import assert from "node:assert/strict";
import { test } from "node:test";
import type { WafDecision } from "./decision.ts";
import { EVERYTHING_LOGGED, keepsRecord, type LogCondition, type LogFilterRule } from "./log-filter.ts";

const ALLOWED: WafDecision = {
  action: "ALLOW",
  terminatingRuleId: "Default_Action",
  terminatingRuleType: "REGULAR",
  terminatingRuleMatchDetails: [],
  nonTerminatingMatchingRules: [],
  ruleGroups: [],
  rateBasedRules: [],
  labels: [],
  insertedHeaders: [],
  oversizeFields: [],
  requestBodySizeBytes: 0,
  requestBodySizeInspectedBytes: 0,
};

const counted = { ruleId: "inner", action: "COUNT", matchDetails: [] } as const;
const group = {
  ...{ ruleName: "reference", ruleGroupId: "AWS#g" },
  ...{ nonTerminatingMatchingRules: [], excludedRules: [] },
};

const DECISIONS = {
  allowed: ALLOWED,
  blocked: { ...ALLOWED, action: "BLOCK", terminatingRuleId: "rule" },
  puzzled: { ...ALLOWED, action: "CAPTCHA", terminatingRuleId: "rule" },
  solved: { ...ALLOWED, nonTerminatingMatchingRules: [{ ...counted, action: "CHALLENGE" }] },
  counted: { ...ALLOWED, nonTerminatingMatchingRules: [counted] },
  "counted in a group": {
    ...ALLOWED,
    ruleGroups: [{ ...group, nonTerminatingMatchingRules: [counted] }],
  },
  "overridden to Count": {
    ...ALLOWED,
    ruleGroups: [{ ...group, nonTerminatingMatchingRules: [{ ...counted, overriddenAction: "BLOCK" }] }],
  },
  excluded: { ...ALLOWED, ruleGroups: [{ ...group, excludedRules: ["inner"] }] },
  "blocked by a group that counts": {
    ...ALLOWED,
    nonTerminatingMatchingRules: [{ ...counted, ruleId: "reference" }],
    ruleGroups: [{ ...group, terminatingRule: { ...counted, action: "BLOCK" } }],
  },
  labelled: { ...ALLOWED, labels: ["awswaf:111122223333:webacl:shop:bot"] },
} satisfies Record<string, WafDecision>;

type Name = keyof typeof DECISIONS;
type Action = Extract<LogCondition, { kind: "action" }>["action"];

/** An action, and the decisions whose records show it. */
const ACTIONS: Readonly<Record<Exclude<Action, "ALLOW">, readonly Name[]>> = {
  BLOCK: ["blocked"],
  CAPTCHA: ["puzzled"],
  CHALLENGE: ["solved"],
  COUNT: ["counted", "counted in a group", "overridden to Count", "blocked by a group that counts"],
  EXCLUDED_AS_COUNT: ["overridden to Count", "excluded"],
};

const drop = (...conditions: LogCondition[]): LogFilterRule => ({
  ...{ keeps: false, requirement: "MEETS_ANY", conditions },
});
const dropped = (...rules: LogFilterRule[]): Name[] =>
  (Object.keys(DECISIONS) as Name[]).filter(
    (name) => !keepsRecord({ rules, keepsOthers: true }, DECISIONS[name]),
  );

for (const [action, names] of Object.entries(ACTIONS)) {
  test(`the condition ${action} is met by what was done to the request`, () => {
    assert.deepEqual(dropped(drop({ kind: "action", action: action as Action })), names);
  });
}

test("ALLOW is met by all that went on", () => {
  const stopped = (Object.keys(DECISIONS) as Name[]).filter((name) => DECISIONS[name].action !== "ALLOW");
  const kept = new Set(dropped(drop({ kind: "action", action: "ALLOW" })));
  assert.deepEqual(
    stopped.map((name) => kept.has(name)),
    [false, false],
  );
  assert.equal(kept.size, Object.keys(DECISIONS).length - 2);
});

test("a label is met by its whole name alone", () => {
  const label = "awswaf:111122223333:webacl:shop:bot";
  assert.deepEqual(dropped(drop({ kind: "label", label })), ["labelled"]);
  assert.deepEqual(dropped(drop({ kind: "label", label: "bot" })), []);
});

test("all conditions or any, the first filter that fits, and the default for the rest", () => {
  const count = { kind: "action", action: "COUNT" } as const;
  const excluded = { kind: "action", action: "EXCLUDED_AS_COUNT" } as const;
  assert.deepEqual(dropped({ ...drop(count, excluded), requirement: "MEETS_ALL" }), ["overridden to Count"]);
  const keepBlocked: LogFilterRule = {
    ...{ keeps: true, requirement: "MEETS_ANY" },
    conditions: [{ kind: "action", action: "BLOCK" }],
  };
  const rules = [keepBlocked, drop({ kind: "action", action: "BLOCK" })];
  assert.deepEqual(dropped(...rules), []);
  assert.equal(keepsRecord({ rules, keepsOthers: false }, DECISIONS.blocked), true);
  assert.equal(keepsRecord({ rules, keepsOthers: false }, DECISIONS.allowed), false);
  assert.equal(keepsRecord(EVERYTHING_LOGGED, DECISIONS.excluded), true);
});
