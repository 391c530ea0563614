import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rule } from "@aws-sdk/client-wafv2";
import { testDesks } from "../puzzle-desks.fixture.ts";
import { groupRule, NOW_MS, visibility, watched, wordRule } from "../watch/watch.fixture.ts";
import { RequestCounter } from "./request-counter.ts";
import { WafCounts } from "./waf-counts.ts";
import { metricSeries } from "./waf-metrics.ts";

type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The counts after some query strings, by the values of their dimensions. */
async function countsAfter(
  queries: readonly string[],
  sketch: Parameters<typeof watched>[1],
): Promise<Counts> {
  const counts = new WafCounts();
  const inspect = await watched([new RequestCounter(counts)], sketch);
  for (const query of queries) inspect(query);
  return Object.fromEntries(
    counts.list().map(({ dimensions, counts }) => [Object.values(dimensions).join(" "), counts]),
  );
}

const off = { VisibilityConfig: visibility("off", false) };
const counting: Partial<Rule> = { Action: { Count: {} } };
const label = { RuleLabels: [{ Name: "ns:seen" }] };

const cases: readonly [what: string, queries: string[], sketch: Parameters<typeof watched>[1], Counts][] = [
  [
    "a rule that blocks, and one that counts before it",
    ["bad", "odd", ""],
    { rules: [wordRule("odd", 0, counting), wordRule("bad", 1)] },
    {
      "shop-metric ALL": { AllowedRequests: 2, BlockedRequests: 1, CountedRequests: 1 },
      "shop-metric Default_Action": { AllowedRequests: 2 },
      "shop-metric odd-metric": { CountedRequests: 1 },
      "shop-metric bad-metric": { BlockedRequests: 1 },
    },
  ],
  [
    "labels, by what happened to the request",
    ["odd", "odd-bad"],
    { rules: [wordRule("odd", 0, { ...counting, ...label, ...off }), wordRule("bad", 1, off)] },
    {
      "shop-metric ALL": { AllowedRequests: 1, BlockedRequests: 1, CountedRequests: 2 },
      "shop-metric Default_Action": { AllowedRequests: 1 },
      "shop-metric awswaf:111122223333:webacl:shop:ns seen": { AllowedRequests: 1, BlockedRequests: 1 },
    },
  ],
  [
    "puzzles that nobody solved",
    ["bad"],
    { rules: [wordRule("bad", 0, { Action: { Captcha: {} } })] },
    {
      "shop-metric ALL": { CaptchaRequests: 1 },
      "shop-metric bad-metric": { CaptchaRequests: 1 },
    },
  ],
  [
    "a rule group: what passed it, for the web ACL and for its owner",
    ["bad", "odd", ""],
    {
      rules: [groupRule(0)],
      groupRules: [wordRule("odd", 0, { ...counting, ...label }), wordRule("bad", 1)],
    },
    {
      "shop-metric ALL": { AllowedRequests: 2, BlockedRequests: 1, CountedRequests: 1 },
      "shop-metric Default_Action": { AllowedRequests: 2 },
      "shop-metric reference-metric": { BlockedRequests: 1, CountedRequests: 1, PassedRequests: 1 },
      "own-metric ALL": { BlockedRequests: 1, CountedRequests: 1, PassedRequests: 1 },
      "own-metric odd-metric": { CountedRequests: 1 },
      "own-metric bad-metric": { BlockedRequests: 1 },
      "own-metric awswaf:111122223333:rulegroup:own:ns seen": { CountedRequests: 1 },
      "shop-metric awswaf:111122223333:rulegroup:own:ns seen": { AllowedRequests: 1 },
    },
  ],
  [
    "a rule group that only counts",
    ["bad"],
    { rules: [groupRule(0, { OverrideAction: { Count: {} } })], groupRules: [wordRule("bad", 0, off)] },
    {
      "shop-metric ALL": { AllowedRequests: 1, CountedRequests: 1 },
      "shop-metric Default_Action": { AllowedRequests: 1 },
      "shop-metric reference-metric": { CountedRequests: 1 },
      "own-metric ALL": { CountedRequests: 1 },
    },
  ],
  [
    "a rule alone, where the web ACL has no metrics",
    ["bad", ""],
    { rules: [wordRule("bad", 0)], webAcl: { visibility: visibility("shop-metric", false) } },
    { "shop-metric bad-metric": { BlockedRequests: 1 } },
  ],
  [
    "nothing, where nobody has metrics",
    ["bad", ""],
    { rules: [wordRule("bad", 0, off)], webAcl: { visibility: visibility("shop-metric", false) } },
    {},
  ],
];

for (const [what, queries, sketch, expected] of cases) {
  test(`counts ${what}`, async () => assert.deepEqual(await countsAfter(queries, sketch), expected));
}

test("counts who solved a puzzle or a challenge as such, and as let in", async () => {
  const counts = new WafCounts();
  const rules = [
    wordRule("odd", 0, { Action: { Captcha: {} } }),
    wordRule("bad", 1, { Action: { Challenge: {} } }),
  ];
  const inspect = await watched([new RequestCounter(counts)], { rules });
  const solvedAtEpochS = NOW_MS / 1000;
  const token = testDesks(NOW_MS)
    .of("111122223333")
    .tokens.issue({
      ...{ id: "a", domain: "shop.example" },
      ...{ captchaSolvedAtEpochS: solvedAtEpochS, challengeSolvedAtEpochS: solvedAtEpochS },
    });
  const solved = { headers: [["Host", "shop.example"] as const, ["x-aws-waf-token", token] as const] };
  assert.equal(inspect("odd-bad", solved).action, "ALLOW");
  assert.deepEqual(
    counts.list().map((series) => [series.dimensions["Rule"], series.counts]),
    [
      ["odd-metric", { CaptchaRequests: 1, RequestsWithValidCaptchaToken: 1 }],
      ["bad-metric", { ChallengeRequests: 1, RequestsWithValidChallengeToken: 1 }],
      [
        "ALL",
        {
          ...{ AllowedRequests: 1, CaptchaRequests: 1, RequestsWithValidCaptchaToken: 1 },
          ...{ ChallengeRequests: 1, RequestsWithValidChallengeToken: 1 },
        },
      ],
      ["Default_Action", { AllowedRequests: 1 }],
    ],
  );
});

test("series are bounded, and what does not fit is told", () => {
  const counts = new WafCounts();
  const place = { accountId: "111122223333", region: "us-east-1" };
  for (let number = 0; number < 10_100; number++) {
    counts.count(metricSeries(place, { WebACL: `acl-${number}` }), "AllowedRequests");
  }
  assert.deepEqual([counts.list().length, counts.uncounted], [10_000, 100]);
  counts.count(metricSeries(place, { WebACL: "acl-0" }), "AllowedRequests");
  assert.deepEqual(counts.list()[0]?.counts, { AllowedRequests: 2 });
});

test("accounts with many series keep no other account's from being counted", () => {
  const counts = new WafCounts();
  const count = (accountId: string, WebACL: string) =>
    counts.count(metricSeries({ accountId, region: "us-east-1" }, { WebACL }), "AllowedRequests");
  count("999999999999", "quiet");
  for (let account = 0; account < 6; account++) {
    for (let number = 0; number < 10_000; number++) count(`11112222333${account}`, `acl-${number}`);
  }
  count("999999999999", "quiet");
  count("888888888888", "new");
  const all = counts.list();
  const of = (wanted: string) => all.filter(({ accountId }) => accountId === wanted).map((own) => own.counts);
  assert.deepEqual(of("999999999999"), [{ AllowedRequests: 2 }]);
  assert.deepEqual(of("888888888888"), [{ AllowedRequests: 1 }]);
  assert.equal(all.length, 50_000);
});
