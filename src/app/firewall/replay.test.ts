import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rule } from "@aws-sdk/client-wafv2";
import { type RequestSketch, sketchRequest } from "../../waf/request.fixture.ts";
import { drawReplay } from "./draw-replay.ts";
import { contains, ruleOf, webAclOf } from "./firewall.fixture.ts";
import type { LoggedDecision, RecordedRequest } from "./recorded-request.ts";
import { Replay } from "./replay.ts";
import type { ReplayReport } from "./replay-report.ts";
import type { RunnableWebAcl } from "./runnable-web-acl.ts";

const NOW_MS = 1_700_000_000_000;
const QUERY = { QueryString: {} };
const BODY = { Body: {} };
const ALLOWED: LoggedDecision = { action: "ALLOW", rule: "Default_Action" };
const blockedBy = (rule: string, location?: string): LoggedDecision => ({
  action: "BLOCK",
  rule,
  ...(location && { location }),
});

let count = 0;
const recorded = (sketch: RequestSketch, more: Partial<RecordedRequest> = {}): RecordedRequest => ({
  id: `req-${++count}`,
  timestampMs: NOW_MS,
  input: sketchRequest(sketch).input,
  logged: ALLOWED,
  missing: [],
  ...more,
});

function replay(
  webAcl: readonly Rule[],
  requests: readonly RecordedRequest[],
  against?: RunnableWebAcl,
): ReplayReport {
  const run = new Replay(webAclOf(webAcl), against, NOW_MS);
  for (const request of requests) run.add({ kind: "request", request });
  return run.report();
}

const kindsOf = ({ changes }: ReplayReport) => changes.map(({ kind, rule, count: n }) => [kind, rule, n]);
const union = (action?: Rule["Action"]) => ruleOf("union", 0, contains("union", QUERY), action);

test("a rule that counted and now blocks stops the requests that it counted, and no others", () => {
  const attack = recorded({ queryString: "q=1%20union%20select", uriPath: "/prod/a" });
  const plain = recorded({ queryString: "q=tea" });
  const report = replay([union()], [attack, plain]);
  assert.deepEqual(kindsOf(report), [["newly blocked", "union", 1]]);
  assert.deepEqual([report.requests, report.unchanged], [2, 1]);
  const [example] = report.changes[0]!.examples;
  assert.partialDeepStrictEqual(example, {
    id: attack.id,
    method: "GET",
    uri: "/prod/a",
    before: { action: "ALLOW" },
    after: { action: "BLOCK", rule: "union", status: 403 },
    matched: { location: "QUERY_STRING", fragments: ["union"] },
  });
});

test("against the same web ACL nothing changes", () => {
  const requests = [recorded({ queryString: "union" }), recorded({})];
  const report = replay([union()], requests, webAclOf([union()]));
  assert.deepEqual([kindsOf(report), report.unchanged], [[], 2]);
});

test("a rule that only counts from now on lets in what it blocked", () => {
  const request = recorded({ queryString: "union" }, { logged: blockedBy("union", "QUERY_STRING") });
  assert.deepEqual(kindsOf(replay([union({ Count: {} })], [request])), [["newly let in", "union", 1]]);
});

test("another status, and another action, are another answer", () => {
  const custom = union({ Block: { CustomResponse: { ResponseCode: 429 } } });
  const request = recorded({ queryString: "union" });
  const report = replay([custom, ruleOf("x", 1, contains("x", QUERY))], [request], webAclOf([union()]));
  assert.deepEqual(kindsOf(report), [["answered differently", "union", 1]]);
  const logged = recorded({ queryString: "union" }, { logged: blockedBy("union") });
  assert.deepEqual(kindsOf(replay([custom], [logged])), []);
  assert.deepEqual(kindsOf(replay([union({ Captcha: {} })], [logged])), [
    ["answered differently", "union", 1],
  ]);
});

/** What was logged of a request whose body is not in the log, and what can be said of it. */
const WITHOUT_BODY: readonly (readonly [string, readonly Rule[], LoggedDecision, string | undefined])[] = [
  ["blocked for its body", [], blockedBy("core › SizeRestrictions_BODY", "BODY"), "cannot be told"],
  ["blocked for a JSON body", [], blockedBy("json", "UNKNOWN"), "cannot be told"],
  ["blocked by who knows what", [], blockedBy("gone"), "cannot be told"],
  ["blocked for its query string", [], blockedBy("gone", "QUERY_STRING"), "newly let in"],
  ["blocked by a rule that looks elsewhere", [union()], blockedBy("union"), "newly let in"],
  [
    "stopped now by a rule about bodies",
    [ruleOf("no-body", 0, { NotStatement: { Statement: contains("x", BODY) } })],
    ALLOWED,
    "cannot be told",
  ],
  [
    "stopped now by another rule",
    [ruleOf("path", 0, contains("/", { UriPath: {} }))],
    ALLOWED,
    "newly blocked",
  ],
  ["let in and let in", [ruleOf("body", 0, contains("x", BODY))], ALLOWED, undefined],
];
for (const [name, rules, logged, kind] of WITHOUT_BODY) {
  test(`a request without its body, ${name}: ${kind ?? "no change"}`, () => {
    const request = recorded({ method: "POST", bodySizeBytes: 5 }, { logged, missing: ["body"] });
    assert.deepEqual(
      kindsOf(replay(rules, [request])).map(([first]) => first),
      kind ? [kind] : [],
    );
  });
}

test("what only a redacted value could decide cannot be told", () => {
  const rule = ruleOf("key", 0, {
    NotStatement: { Statement: contains("key-", { SingleHeader: { Name: "x-key" } }) },
  });
  const request = recorded({ headers: [["X-Key", "REDACTED"]] }, { missing: ["header x-key"] });
  const report = replay([rule], [request, recorded({ headers: [["X-Key", "key-1"]] })]);
  assert.deepEqual(kindsOf(report), [["cannot be told", "key", 1]]);
  assert.match(
    report.warnings.join(),
    /1 request had redacted values that rules look at.*: key \(header x-key\)/,
  );
  assert.match(drawReplay(report), /2 requests: 0 change, 1 do not, 1 cannot be told\n/);
  assert.match(drawReplay(report), /key: 1, for it looks at header x-key, which is not recorded/);
});

const managed = (name: string, group: string, priority = 0): Rule => {
  const { Action: _, ...rest } = ruleOf(name, priority, {
    ManagedRuleGroupStatement: { VendorName: "AWS", Name: `AWSManagedRules${group}` },
  });
  return { ...rest, OverrideAction: { None: {} } };
};
const letIn = ruleOf("partner", 0, contains("partner-", { SingleHeader: { Name: "authorization" } }), {
  Allow: {},
});
const sqli = "q=1%27%20OR%20%271%27=%271";
const jndi = "$" + "{jndi:ldap://a.example/x}";

/** Requests whose Authorization was redacted: what changes, and what of it can be told. */
const REDACTED: readonly (readonly [string, readonly Rule[], RequestSketch, LoggedDecision, unknown])[] = [
  [
    "stopped now by a rule that looks elsewhere",
    [union()],
    { queryString: "union" },
    ALLOWED,
    "newly blocked",
  ],
  [
    "stopped now by a managed rule that looks elsewhere",
    [managed("sql", "SQLiRuleSet")],
    { queryString: sqli },
    ALLOWED,
    "newly blocked",
  ],
  [
    "stopped now by a managed rule about headers, for another header",
    [managed("bad", "KnownBadInputsRuleSet")],
    {
      headers: [
        ["Authorization", "REDACTED"],
        ["X-Note", jndi],
      ],
    },
    ALLOWED,
    "newly blocked",
  ],
  [
    "let in first, perhaps",
    [letIn, union()].map((one, Priority) => ({ ...one, Priority })),
    { queryString: "union" },
    ALLOWED,
    "cannot be told",
  ],
  [
    "stopped then by a rule that looks elsewhere",
    [union({ Count: {} })],
    { queryString: "union" },
    blockedBy("union"),
    "newly let in",
  ],
  [
    "stopped then by a rule about headers that is still there",
    [managed("bad", "KnownBadInputsRuleSet")],
    {},
    blockedBy("bad › Log4JRCE_HEADER"),
    "cannot be told",
  ],
];
for (const [name, rules, sketch, logged, kind] of REDACTED) {
  test(`a request with a redacted header, ${name}: ${kind}`, () => {
    const request = recorded(
      { headers: [["Authorization", "REDACTED"]], ...sketch },
      { logged, missing: ["header authorization"] },
    );
    const report = replay(rules, [request]);
    assert.deepEqual(
      report.changes.map((change) => change.kind),
      [kind],
    );
  });
}

test("what two web ACLs decide of a redacted value otherwise cannot be told", () => {
  const key = ruleOf("key", 0, {
    NotStatement: { Statement: contains("key-", { SingleHeader: { Name: "x-key" } }) },
  });
  const request = recorded({ headers: [["X-Key", "REDACTED"]] }, { missing: ["header x-key"] });
  assert.deepEqual(kindsOf(replay([key], [request], webAclOf([]))), [["cannot be told", "key", 1]]);
  assert.deepEqual(kindsOf(replay([], [request], webAclOf([key]))), [["cannot be told", "key", 1]]);
});

test("a request that comes by a rule which is not evaluated is not taken as unchanged", () => {
  const geo = ruleOf("by-country", 0, { GeoMatchStatement: { CountryCodes: ["NL"] } });
  const report = replay([geo, { ...union(), Priority: 1 }], [recorded({})]);
  assert.deepEqual([kindsOf(report), report.unchanged], [[["cannot be told", "by-country", 1]], 0]);
  assert.match(report.changes[0]!.reason!, /--geo-database/);
  const same = replay([geo], [recorded({})], webAclOf([geo]));
  assert.deepEqual([kindsOf(same), same.unchanged], [[], 1]);
});

test("what a rule stopped that is not evaluated here cannot be told", () => {
  const rule = ruleOf("by-country", 0, { GeoMatchStatement: { CountryCodes: ["NL"] } });
  const report = replay([rule], [recorded({}, { logged: blockedBy("by-country") })]);
  assert.deepEqual(kindsOf(report), [["cannot be told", "by-country", 1]]);
  assert.match(report.warnings.join(), /by-country of shop of a test was not evaluated: .*--geo-database/);
});

test("rate-based rules count by the recorded times", () => {
  const flood = ruleOf("flood", 0, {
    RateBasedStatement: { Limit: 10, EvaluationWindowSec: 60, AggregateKeyType: "IP" },
  });
  const at = (offsetMs: number) => recorded({}, { timestampMs: NOW_MS + offsetMs });
  const fast = Array.from({ length: 12 }, (_, i) => at(i));
  const slow = Array.from({ length: 12 }, (_, i) => at(600_000 + i * 60_000));
  const report = replay([flood], [...fast, ...slow]);
  assert.deepEqual(kindsOf(report), [["newly blocked", "flood", 2]]);
  assert.match(report.warnings.join(), /by their recorded times\.$/m);
  assert.match(replay([flood], [at(10), at(0)]).warnings.join(), /1 request came out of the order of time/);
});

test("a token counts as it did then", () => {
  const challenge = ruleOf("humans", 0, contains("/", { UriPath: {} }), { Challenge: {} });
  const withToken = recorded({}, { acceptedTokens: new Set(["CHALLENGE"] as const) });
  const without = recorded({}, { acceptedTokens: new Set() });
  const report = replay([challenge], [withToken, without]);
  assert.deepEqual(kindsOf(report), [["newly blocked", "humans", 1]]);
  assert.equal(report.changes[0]?.examples[0]?.id, without.id);
  assert.match(report.warnings.join(), /asked once for a token/);
});

test("a recording without decisions is taken as let in, and that is said", () => {
  const { logged: _, ...request } = recorded({ queryString: "union" });
  const report = replay([union()], [request]);
  assert.deepEqual(kindsOf(report), [["newly blocked", "union", 1]]);
  assert.match(report.warnings.join(), /1 request came without a recorded decision/);
});

test("examples hold no query string, and nothing that may be a secret", () => {
  const rules = [
    ruleOf("auth", 0, contains("s3cr3t", { SingleHeader: { Name: "authorization" } })),
    ruleOf("args", 1, contains("s3cr3t", { SingleQueryArgument: { Name: "password" } })),
    ruleOf("any", 2, contains("union", { AllQueryArguments: {} })),
  ];
  const report = replay(rules, [
    recorded({ headers: [["Authorization", "Bearer s3cr3t"]] }),
    recorded({ queryString: "password=s3cr3t" }),
    recorded({ queryString: "s3cr3t_token=union", uriPath: "/prod/reset-password/s3cr3t" }),
  ]);
  assert.equal(report.counts["newly blocked"], 3);
  assert.doesNotMatch(JSON.stringify(report) + drawReplay(report), /s3cr3t/);
});

test("memory is bounded: of each rule five examples, and of malformed places ten", () => {
  const run = new Replay(webAclOf([union()]), undefined, NOW_MS);
  for (let i = 0; i < 50; i++) {
    run.add({ kind: "request", request: recorded({ queryString: "union" }) });
    run.add({ kind: "malformed", place: `waf.log, line ${i}`, reason: "it is no JSON" });
  }
  const report = run.report();
  assert.deepEqual([report.changes[0]?.count, report.changes[0]?.examples.length], [50, 5]);
  assert.deepEqual([report.malformed.count, report.malformed.first.length], [50, 10]);
  assert.match(drawReplay(report), /50 places hold no request.*\n {2}waf\.log, line 0: it is no JSON/);
});

test("more rules than are told apart share a line", () => {
  const run = new Replay(webAclOf([]), undefined, NOW_MS);
  for (let i = 0; i < 2100; i++) {
    run.add({ kind: "request", request: recorded({}, { logged: blockedBy(`rule-${i}`) }) });
  }
  const { changes } = run.report();
  assert.equal(changes.length, 2001);
  assert.deepEqual([changes[0]?.rule, changes[0]?.count], ["(other rules)", 100]);
});
