import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rule, Statement } from "@aws-sdk/client-wafv2";
import { RegexesTooLargeError } from "./compile/regex-pool.ts";
import { firewall, resourcesOf, wireRule } from "./inspect.fixture.ts";
import { parseRuleGroup } from "./rules/parse-web-acl.ts";

const NONE = [{ Priority: 0, Type: "NONE" as const }];
const PATTERN_SET = "arn:aws:wafv2:us-east-1:111122223333:regional/regexpatternset/large/p1";
const GROUP = "arn:aws:wafv2:us-east-1:111122223333:regional/rulegroup/large/g1";

/** On a text of `a` and `c` in no order no automaton's states repeat, and each byte costs a pass over all of these. */
const large = Array.from({ length: 10 }, (_, index) => `a.{${970 - index}}b`);
let seed = 99;
const disorder = "x".repeat(16_384).replace(/x/g, () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % 2 === 0 ? "a" : "c";
});

const body = { FieldToMatch: { Body: { OversizeHandling: "CONTINUE" as const } }, TextTransformations: NONE };
const largeSet: Statement = { RegexPatternSetReferenceStatement: { ARN: PATTERN_SET, ...body } };
const matches = (RegexString: string): Statement => ({ RegexMatchStatement: { RegexString, ...body } });

const resources = (group: readonly Rule[] = []) =>
  resourcesOf({
    regexPatternSets: { [PATTERN_SET]: large },
    ruleGroups: [
      parseRuleGroup(
        { Rules: [...group] },
        { arn: GROUP, name: "large", accountId: "111122223333" },
        { geo: false, asn: false },
      ),
    ],
    managed: [
      {
        vendorName: "AWS",
        name: "AWSManagedRulesCommonRuleSet",
        version: "Version_1.0",
        capacityWcu: 700,
        labelNamespace: "awswaf:managed:aws:core-rule-set:",
        rules: [],
      },
    ],
  });

const post = (text: string) => ({ method: "POST", headers: [], body: Buffer.from(text, "latin1") }) as const;

const stopping: readonly [what: string, rule: Rule, group?: readonly Rule[]][] = [
  ["that would block", wireRule("large", 0, largeSet)],
  ["that would let the request in", wireRule("large", 0, largeSet, { Action: { Allow: {} } })],
  ["that only counts", wireRule("large", 0, largeSet, { Action: { Count: {} } })],
  ["that asks for the opposite", wireRule("large", 0, { NotStatement: { Statement: largeSet } })],
  [
    "of a group that only counts",
    wireRule("large", 0, { RuleGroupReferenceStatement: { ARN: GROUP } }, { OverrideAction: { Count: {} } }),
    [wireRule("inner", 0, largeSet)],
  ],
  [
    "that says which requests a managed group sees",
    wireRule(
      "large",
      0,
      {
        ManagedRuleGroupStatement: {
          VendorName: "AWS",
          Name: "AWSManagedRulesCommonRuleSet",
          ScopeDownStatement: largeSet,
        },
      },
      { OverrideAction: { None: {} } },
    ),
  ],
];

for (const [what, rule, group] of stopping) {
  test(`a request is stopped where the expressions take too much work, by a rule ${what}`, () => {
    const inspect = firewall({ Rules: [rule] }, resources(group));
    assert.equal(inspect(post("c")).action, rule.Statement?.NotStatement ? "BLOCK" : "ALLOW");
    const decision = inspect(post(disorder));
    assert.deepEqual([decision.action, decision.terminatingRuleId], ["BLOCK", "large"]);
    assert.equal(decision.response?.statusCode, 403);
    const details = decision.ruleGroups[0]?.terminatingRule?.matchDetails;
    const [seen] = details ?? decision.terminatingRuleMatchDetails;
    assert.match(seen?.detail ?? "", /too much work/);
  });
}

test("ordinary expressions by the dozen are not stopped on the largest body", () => {
  const patterns = [
    "(?i)<script.{0,500}onload",
    "(?:\\.\\./){2,}",
    "[0-9]{13,16}",
    "\\bunion\\b.{0,100}\\bselect\\b",
  ];
  const rules = Array.from({ length: 60 }, (_, index) =>
    wireRule(`rule-${index}`, index, matches(`${patterns[index % 4]}x{${index}}zz`)),
  );
  const inspect = firewall({ Rules: rules }, resources());
  const unit = `<script ${"x".repeat(40)} onloa ../.. 4111 1111 union all zz`;
  assert.equal(inspect(post(unit.repeat(700))).action, "ALLOW");
});

test("expressions that are too large together are refused, equal ones counted once", () => {
  const rules = (count: number, pattern: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => wireRule(`rule-${index}`, index, matches(pattern(index))));
  assert.throws(
    () => firewall({ Rules: rules(60, (index) => `a.{${970 - index}}b`) }, resources()),
    RegexesTooLargeError,
  );
  firewall({ Rules: rules(60, () => "a.{970}b") }, resources());
});
