import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rule, SampledHTTPRequest } from "@aws-sdk/client-wafv2";
import { SeededRandom } from "../../../base/random.ts";
import { GROUP_ARN, groupRule, NOW_MS, visibility, watched, wordRule } from "../watch/watch.fixture.ts";
import { RequestSampler, sampledRule } from "./request-sampler.ts";
import { RequestSamples } from "./request-samples.ts";

const ACL_ARN = "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/shop/a1";

/** The samples of a request under a rule's metric name. */
async function samplesOf(query: string, metric: string, sketch: Parameters<typeof watched>[1]) {
  const samples = new RequestSamples(new SeededRandom("sampler"));
  const inspect = await watched([new RequestSampler(samples, () => "DE")], sketch);
  inspect(query, { headers: [["Cookie", "x".repeat(9000)]] });
  return samples
    .of("111122223333")
    .list([sampledRule(ACL_ARN, metric)], NOW_MS, NOW_MS + 1)
    .samples.map(({ json }) => JSON.parse(json.toString()) as SampledHTTPRequest);
}

const off = { VisibilityConfig: visibility("off-metric", false) };
const groupRules = [wordRule("bad", 0)];
const managed: Rule = groupRule(0, {
  Statement: {
    ManagedRuleGroupStatement: {
      ...{ VendorName: "AWS", Name: "AWSManagedRulesSQLiRuleSet", Version: "Version_1.0" },
    },
  },
});
const excluding = groupRule(0, {
  Statement: {
    RuleGroupReferenceStatement: { ARN: GROUP_ARN, ExcludedRules: [{ Name: "bad" }] },
  },
});

const cases: readonly [
  what: string,
  query: string,
  metric: string,
  sketch: Parameters<typeof watched>[1],
  expected: readonly Partial<SampledHTTPRequest>[],
][] = [
  ["a rule", "bad", "bad-metric", { rules: [wordRule("bad", 0)] }, [{ Action: "BLOCK" }]],
  [
    "a custom response",
    "bad",
    "bad-metric",
    { rules: [wordRule("bad", 0, { Action: { Block: { CustomResponse: { ResponseCode: 429 } } } })] },
    [{ Action: "BLOCK", ResponseCodeSent: 429 }],
  ],
  [
    "a puzzle that nobody solved",
    "bad",
    "bad-metric",
    { rules: [wordRule("bad", 0, { Action: { Captcha: {} } })] },
    [
      {
        ...{ Action: "CAPTCHA", ResponseCodeSent: 405 },
        CaptchaResponse: { ResponseCode: 405, SolveTimestamp: 0, FailureReason: "TOKEN_MISSING" },
      },
    ],
  ],
  [
    "a rule of a group",
    "bad",
    "reference-metric",
    { rules: [groupRule(0)], groupRules },
    [{ Action: "BLOCK", RuleNameWithinRuleGroup: "own#bad" }],
  ],
  [
    "a group that only counts",
    "bad",
    "reference-metric",
    { rules: [groupRule(0, { OverrideAction: { Count: {} } })], groupRules },
    [{ Action: "COUNT", OverriddenAction: "BLOCK", RuleNameWithinRuleGroup: "own#bad" }],
  ],
  [
    "an excluded rule",
    "bad",
    "reference-metric",
    { rules: [excluding], groupRules },
    [{ Action: "EXCLUDED_AS_COUNT", OverriddenAction: "BLOCK", RuleNameWithinRuleGroup: "own#bad" }],
  ],
  [
    "a managed rule, without its version",
    `id=${encodeURIComponent("1' UNION SELECT secret FROM users--")}`,
    "reference-metric",
    { rules: [managed] },
    [
      {
        Action: "BLOCK",
        RuleNameWithinRuleGroup: "AWS#AWSManagedRulesSQLiRuleSet#SQLi_QUERYARGUMENTS",
      },
    ],
  ],
  ["the default action", "good", "Default_Action", { rules: [] }, [{ Action: "ALLOW" }]],
  ["not a rule with sampling off", "bad", "off-metric", { rules: [wordRule("bad", 0, off)] }, []],
  [
    "not a group's rule with sampling off",
    "bad",
    "reference-metric",
    { rules: [groupRule(0)], groupRules: [wordRule("bad", 0, off)] },
    [],
  ],
  [
    "not the default action where the web ACL has sampling off",
    "good",
    "Default_Action",
    { rules: [wordRule("bad", 0)], webAcl: { visibility: visibility("shop-metric", false) } },
    [],
  ],
];

for (const [what, query, metric, sketch, expected] of cases) {
  test(`samples ${what}`, async () => {
    const found = await samplesOf(query, metric, sketch);
    const told = found.map(({ Request, Labels, RequestHeadersInserted, ...rest }) => rest);
    assert.deepEqual(told, expected);
    for (const { Request } of found) {
      assert.equal(Request?.Country, "DE");
      assert.equal(Request?.Headers?.[0]?.Value?.length, 8192);
      // Query strings are not told: AWS's samples have none.
      assert.equal(Request?.URI, "/");
    }
  });
}
