import assert from "node:assert/strict";
import { test } from "node:test";
import type { RateBasedStatement, RateBasedStatementCustomKey } from "@aws-sdk/client-wafv2";
import { firewall, NOW_MS, resourcesOf, wireRule } from "../inspect.fixture.ts";
import type { RequestSketch } from "../request.fixture.ts";
import { MemoryRateCounters } from "./rate-counters.ts";

const NONE = [{ Priority: 0, Type: "NONE" as const }];
const LIMIT = 10;

const rate = (rest: Partial<RateBasedStatement>) =>
  firewall(
    {
      Rules: [
        wireRule("mark", 0, methodIs("PUT"), { Action: { Count: {} }, RuleLabels: [{ Name: "tier:gold" }] }),
        wireRule("rate", 1, {
          RateBasedStatement: { Limit: LIMIT, AggregateKeyType: "IP", ...rest } as RateBasedStatement,
        }),
      ],
    },
    resourcesOf({ asn: { findAsn: (address) => (address.value < 100n ? 64_500 : undefined) } }),
  );

const methodIs = (method: string) => ({
  ByteMatchStatement: {
    SearchString: Buffer.from(method),
    PositionalConstraint: "EXACTLY" as const,
    FieldToMatch: { Method: {} },
    TextTransformations: NONE,
  },
});

/** How many of `count` equal requests are let through. */
function allowed(inspect: ReturnType<typeof rate>, request: RequestSketch, count = LIMIT + 5): number {
  let passed = 0;
  for (let i = 0; i < count; i++) if (inspect(request).action === "ALLOW") passed++;
  return passed;
}

test("an address over the limit is limited, others are not", () => {
  const inspect = rate({});
  assert.equal(allowed(inspect, { clientIp: "192.0.2.1" }), LIMIT);
  assert.equal(allowed(inspect, { clientIp: "192.0.2.2" }, LIMIT), LIMIT);
  const decision = inspect({ clientIp: "192.0.2.1" });
  assert.equal(decision.terminatingRuleType, "RATE_BASED");
  assert.deepEqual(decision.rateBasedRules, [
    {
      rateBasedRuleId: "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/shop/a1/rate",
      rateBasedRuleName: "rate",
      limitKey: "IP",
      maxRateAllowed: LIMIT,
      evaluationWindowSec: 300,
      keyValues: [{ key: "IP", value: "192.0.2.1" }],
    },
  ]);
});

for (const windowS of [60, 120, 300, 600]) {
  test(`after a window of ${windowS} s an address starts anew`, () => {
    const inspect = rate({ EvaluationWindowSec: windowS });
    assert.equal(allowed(inspect, {}), LIMIT);
    assert.equal(inspect({}, NOW_MS + windowS * 500).action, "BLOCK");
    assert.equal(inspect({}, NOW_MS + windowS * 2000).action, "ALLOW");
  });
}

test("only requests in scope count", () => {
  const inspect = rate({ AggregateKeyType: "CONSTANT", ScopeDownStatement: methodIs("POST") });
  assert.equal(allowed(inspect, { method: "GET" }), LIMIT + 5);
  assert.equal(allowed(inspect, { method: "POST", clientIp: "192.0.2.1" }, LIMIT), LIMIT);
  // All that are in scope are one instance, whoever sends them.
  assert.equal(inspect({ method: "POST", clientIp: "192.0.2.2" }).action, "BLOCK");
  assert.equal(inspect({ method: "GET" }).action, "ALLOW");
});

test("forwarded addresses are counted; without the header the rule does not apply", () => {
  const config = { HeaderName: "X-Forwarded-For", FallbackBehavior: "MATCH" as const };
  const inspect = rate({ AggregateKeyType: "FORWARDED_IP", ForwardedIPConfig: config });
  const forwarded = (value: string): RequestSketch => ({ headers: [["x-forwarded-for", value]] });
  assert.equal(allowed(inspect, forwarded("10.0.0.1, 10.9.9.9")), LIMIT);
  assert.equal(inspect(forwarded("::ffff:10.0.0.1")).action, "BLOCK", "another spelling of the same address");
  assert.equal(allowed(inspect, forwarded("10.0.0.2"), LIMIT), LIMIT);
  assert.equal(allowed(inspect, {}), LIMIT + 5);
  assert.equal(inspect(forwarded("nonsense")).action, "BLOCK");
});

const header = (name: string, value: string): RequestSketch => ({ headers: [[name, value]] });
const ip: RateBasedStatementCustomKey = { IP: {} };

/** Keys, a request that is counted, one of another instance, and one that lacks the key. */
const KEYS: readonly (readonly [
  string,
  RateBasedStatementCustomKey[],
  RequestSketch,
  RequestSketch,
  RequestSketch | undefined,
])[] = [
  [
    "Header",
    [{ Header: { Name: "X-Key", TextTransformations: [{ Priority: 0, Type: "LOWERCASE" }] } }],
    header("x-key", "A"),
    header("x-key", "b"),
    {},
  ],
  [
    "Cookie",
    [{ Cookie: { Name: "sid", TextTransformations: NONE } }],
    header("cookie", "sid=1"),
    header("cookie", "sid=2"),
    header("cookie", "SID=1"),
  ],
  [
    "QueryArgument",
    [{ QueryArgument: { Name: "user", TextTransformations: NONE } }],
    { queryString: "user=1" },
    { queryString: "user=2" },
    { queryString: "x=1" },
  ],
  [
    "QueryString",
    [{ QueryString: { TextTransformations: NONE } }],
    { queryString: "a" },
    { queryString: "b" },
    undefined,
  ],
  ["UriPath", [{ UriPath: { TextTransformations: NONE } }], { uriPath: "/a" }, { uriPath: "/b" }, undefined],
  ["HTTPMethod", [{ HTTPMethod: {} }], { method: "GET" }, { method: "POST" }, undefined],
  ["IP with a method", [ip, { HTTPMethod: {} }], { method: "GET" }, { clientIp: "192.0.2.9" }, undefined],
  [
    "LabelNamespace",
    [{ LabelNamespace: { Namespace: "tier:" } }],
    { method: "PUT" },
    { method: "GET" },
    { method: "GET" },
  ],
  [
    "JA3Fingerprint",
    [{ JA3Fingerprint: { FallbackBehavior: "NO_MATCH" } }],
    { ja3Fingerprint: "a" },
    { ja3Fingerprint: "b" },
    {},
  ],
  [
    "JA4Fingerprint",
    [{ JA4Fingerprint: { FallbackBehavior: "NO_MATCH" } }],
    { ja4Fingerprint: "a" },
    { ja4Fingerprint: "b" },
    {},
  ],
  ["ASN", [{ ASN: {} }], { clientIp: "0.0.0.1" }, { clientIp: "192.0.2.1" }, undefined],
];

for (const [name, CustomKeys, counted, other, without] of KEYS) {
  test(`custom key ${name}`, () => {
    const inspect = rate({ AggregateKeyType: "CUSTOM_KEYS", CustomKeys });
    assert.equal(allowed(inspect, counted), LIMIT);
    assert.equal(inspect(other).action, "ALLOW");
    if (without)
      assert.equal(allowed(inspect, without), LIMIT + 5, "a request without the key is not counted");
  });
}

test("values of several keys cannot be shifted into each other", () => {
  const argument = (Name: string) => ({ QueryArgument: { Name, TextTransformations: NONE } });
  const inspect = rate({ AggregateKeyType: "CUSTOM_KEYS", CustomKeys: [argument("a"), argument("b")] });
  assert.equal(allowed(inspect, { queryString: 'a=1","2&b=3' }), LIMIT);
  assert.equal(inspect({ queryString: 'a=1&b=2","3' }).action, "ALLOW");
});

test("a flood of addresses neither grows the counters without end nor frees the one that sends most", () => {
  const counters = new MemoryRateCounters();
  const rule = { id: "r", accountId: "111122223333", windowS: 60 };
  for (let i = 0; i < 1000; i++) counters.count(rule, "heavy", NOW_MS);
  for (let i = 0; i < 100_000; i++) counters.count(rule, `light-${i}`, NOW_MS);
  assert.ok(counters.count(rule, "heavy", NOW_MS) > 1000);
  assert.deepEqual(counters.listOver(rule, 100, NOW_MS), ["heavy"]);
  assert.ok(counters.listOver(rule, 0, NOW_MS).length <= 10_000);
});

test("an account's flood of rules and instances does not forget what another account counted", () => {
  const limits = { perRule: 20, rulesPerAccount: 10, perAccount: 60, total: 100 };
  const counters = new MemoryRateCounters(limits);
  const victim = { id: "limit", accountId: "111122223333", windowS: 60 };
  for (let i = 0; i < 10; i++) counters.count(victim, "192.0.2.1", NOW_MS);
  for (const accountId of ["222233334444", "333344445555", "444455556666"]) {
    for (let rule = 0; rule < 30; rule++) {
      const flood = { id: `flood-${rule}`, accountId, windowS: 60 };
      for (let i = 0; i < 40; i++) counters.count(flood, `${rule}.${i}`, NOW_MS);
    }
    assert.ok(counters.size <= limits.total);
  }
  assert.equal(counters.count(victim, "192.0.2.1", NOW_MS), 11);
});

test("what an account counts is bounded, and its own smaller rules last", () => {
  const counters = new MemoryRateCounters({ perRule: 50, perAccount: 60 });
  const rule = (id: string) => ({ id, accountId: "111122223333", windowS: 60 });
  for (let i = 0; i < 10; i++) counters.count(rule("limit"), "192.0.2.1", NOW_MS);
  for (const id of ["a", "b", "c"]) {
    for (let i = 0; i < 100; i++) counters.count(rule(id), `${i}`, NOW_MS);
  }
  assert.equal(counters.size, 60);
  assert.equal(counters.count(rule("limit"), "192.0.2.1", NOW_MS), 11);
});

test("the window slides: what was counted fades as the earlier window is left behind", () => {
  const counters = new MemoryRateCounters();
  const rule = { id: "r", accountId: "111122223333", windowS: 60 };
  const startMs = 60_000 * 1000;
  for (let i = 0; i < 100; i++) counters.count(rule, "a", startMs);
  assert.equal(counters.count(rule, "a", startMs + 59_999), 101);
  assert.equal(counters.count(rule, "a", startMs + 90_000), 51);
  assert.deepEqual(counters.listOver(rule, 10, startMs + 90_000), ["a"]);
  assert.equal(counters.count(rule, "a", startMs + 240_000), 1);
});
