import assert from "node:assert/strict";
import { test } from "node:test";
import type { MatchDetail, RuleMatch, WafDecision } from "../waf/decision.ts";
import { NOTHING_REDACTED } from "../waf/log-record.ts";
import { type RequestSketch, sketchRequest } from "../waf/request.fixture.ts";
import { firewallRecord } from "./firewall-record.ts";

const PASSED: WafDecision = {
  ...{ action: "ALLOW", terminatingRuleId: "Default_Action", terminatingRuleType: "REGULAR" },
  ...{ terminatingRuleMatchDetails: [], nonTerminatingMatchingRules: [], ruleGroups: [] },
  ...{ rateBasedRules: [], labels: [], insertedHeaders: [], oversizeFields: [] },
  ...{ requestBodySizeBytes: 0, requestBodySizeInspectedBytes: 0 },
};

/** What is kept of a decision, about a request whose query has nothing secret in it unless a test says so. */
function kept(decision: Partial<WafDecision>, sketch: RequestSketch = { queryString: "q=1" }) {
  const { input } = sketchRequest(sketch);
  const subject = { webAclArn: "acl", input, redaction: NOTHING_REDACTED };
  return firewallRecord({ ...PASSED, ...decision }, subject);
}

const detail = (more: Partial<MatchDetail> = {}): MatchDetail => ({
  ...{
    conditionType: "SQL_INJECTION",
    location: "SINGLE_QUERY_ARG",
    fieldName: "q",
    matchedData: ["or 1=1"],
  },
  ...more,
});
const counted = (ruleId: string, matchDetails: readonly MatchDetail[] = []): RuleMatch => ({
  ...{ ruleId, action: "COUNT", matchDetails },
});
const many = <T>(make: (index: number) => T): T[] => Array.from({ length: 500 }, (_, index) => make(index));

test("a rule's pieces are bounded in number and length, and so is the reason", () => {
  const long = detail({
    matchedData: many((index) => `${index}${"a".repeat(5000)}`),
    detail: "b".repeat(5000),
  });
  const record = kept({
    nonTerminatingMatchingRules: [
      counted(
        "rule",
        many(() => long),
      ),
    ],
  });
  const { seen } = record.counted![0]!;
  assert.equal(seen.length, 8);
  assert.equal(seen[0]?.fragments?.length, 8);
  assert.deepEqual(new Set(seen[0]?.fragments?.map(({ length }) => length)), new Set([100]));
  assert.equal(seen[0]?.detail?.length, 100);
});

test("rules, those of groups and rate-based ones too, and labels are bounded in number", () => {
  const rate: WafDecision["rateBasedRules"][number] = {
    rateBasedRuleId: "id",
    rateBasedRuleName: "flood",
    limitKey: "CONSTANT",
    maxRateAllowed: 10,
    evaluationWindowSec: 60,
    keyValues: [],
  };
  const group = {
    ...{ ruleName: "reference", ruleGroupId: "group" },
    nonTerminatingMatchingRules: many((index) => counted(`inner-${index}`)),
    excludedRules: many((index) => `excluded-${index}`),
  };
  const record = kept({
    ...{ nonTerminatingMatchingRules: many((index) => counted(`own-${index}`)), ruleGroups: [group] },
    ...{ rateBasedRules: many(() => rate), labels: many((index) => `label-${index}`) },
  });
  assert.deepEqual([record.counted?.length, record.rates?.length, record.labels?.length], [20, 20, 20]);
  assert.equal(kept({ ruleGroups: [group] }).counted?.length, 20);
});

test("why a rule matched is kept out with what it matched", () => {
  const secret = detail({ fieldName: "password", detail: "hunter2 is a tautology" });
  const decision = { nonTerminatingMatchingRules: [counted("rule", [secret])] };
  const [seen] = kept(decision, { queryString: "password=hunter2" }).counted![0]!.seen;
  assert.deepEqual([seen?.redacted, seen?.detail, seen?.fragments], [true, undefined, undefined]);
  assert.equal(
    kept({ nonTerminatingMatchingRules: [counted("rule", [detail({ detail: "so" })])] }).counted![0]!.seen[0]
      ?.detail,
    "so",
  );
});

test("of the name of something secret, what a client chose of it is kept out", () => {
  const secret = detail({ location: "JSON_BODY", fieldName: "/user/hunter2/newPassword" });
  const decision = { nonTerminatingMatchingRules: [counted("rule", [secret])] };
  assert.equal(kept(decision).counted![0]!.seen[0]?.field, "/user/…/newPassword");
});
