import assert from "node:assert/strict";
import { test } from "node:test";
import type { FieldToMatch, RateBasedStatement, Statement } from "@aws-sdk/client-wafv2";
import { ACL_OWNER, firewall, resourcesOf, wireRule } from "../waf/inspect.fixture.ts";
import { type LogRedaction, NOTHING_REDACTED } from "../waf/log-record.ts";
import { findManagedRuleGroup, managedRuleGroups } from "../waf/managed/managed-rule-groups.ts";
import { type RequestSketch, sketchRequest } from "../waf/request.fixture.ts";
import { firewallRecord } from "./firewall-record.ts";

const ATTACK = "x' OR '1'='1";
const ALL = { MatchPattern: { All: {} }, MatchScope: "ALL", OversizeHandling: "CONTINUE" } as const;

const sqli = (FieldToMatch: FieldToMatch): Statement => ({
  SqliMatchStatement: { FieldToMatch, TextTransformations: [{ Priority: 0, Type: "URL_DECODE" }] },
});

const managed = {
  ...wireRule("core", 0, {
    ManagedRuleGroupStatement: { VendorName: "AWS", Name: "AWSManagedRulesSQLiRuleSet" },
  }),
  Action: undefined,
  OverrideAction: { None: {} },
};
const resources = {
  ...resourcesOf(),
  managedRuleGroup: (vendor: string, name: string) => findManagedRuleGroup(managedRuleGroups(), vendor, name),
};

function record(
  rules: Parameters<typeof firewall>[0]["Rules"],
  sketch: RequestSketch,
  redaction: LogRedaction = NOTHING_REDACTED,
) {
  const decision = firewall({ Rules: rules ?? [] }, resources)(sketch);
  return firewallRecord(decision, {
    webAclArn: ACL_OWNER.arn,
    input: sketchRequest(sketch).input,
    redaction,
  });
}

test("the record names the rule, the group, the field and the decoded piece that matched", () => {
  const found = record([managed], { queryString: "id=x%27%20OR%20%271%27=%271" });
  assert.equal(found.action, "BLOCK");
  assert.equal(found.decidedBy, "core");
  assert.equal(found.responseStatus, 403);
  const { terminating } = found;
  assert.deepEqual(
    [terminating?.rule, terminating?.group],
    ["SQLi_QUERYARGUMENTS", "AWS#AWSManagedRulesSQLiRuleSet"],
  );
  const [seen] = terminating!.seen;
  assert.deepEqual([seen?.condition, seen?.location, seen?.field], ["SQL_INJECTION", "ALL_QUERY_ARGS", "id"]);
  assert.match(seen!.fragments!.join(), /or/i);
});

test("a request that no rule cares about leaves two members", () => {
  assert.deepEqual(record([managed], {}), { webAclArn: ACL_OWNER.arn, action: "ALLOW" });
});

test("counted rules, labels, names of headers, oversize fields and sizes are told", () => {
  const counting = wireRule(
    "big",
    0,
    {
      SizeConstraintStatement: {
        FieldToMatch: { Body: { OversizeHandling: "MATCH" } },
        ComparisonOperator: "GT",
        Size: 1,
        TextTransformations: [{ Priority: 0, Type: "NONE" }],
      },
    },
    {
      Action: { Count: { CustomRequestHandling: { InsertHeaders: [{ Name: "size", Value: "hidden" }] } } },
      RuleLabels: [{ Name: "size:big" }],
    },
  );
  const found = record([counting], { method: "POST", body: "a".repeat(20_000) });
  assert.deepEqual(
    found.counted?.map(({ rule, action }) => [rule, action]),
    [["big", "COUNT"]],
  );
  assert.deepEqual(found.labels, ["awswaf:111122223333:webacl:shop:size:big"]);
  assert.deepEqual(found.insertedHeaders, ["x-amzn-waf-size"]);
  assert.deepEqual(found.oversize, ["REQUEST_BODY"]);
  assert.deepEqual(found.body, { sizeBytes: 20_000, inspectedBytes: 16_384 });
  assert.doesNotMatch(JSON.stringify(found), /hidden/);
});

test("a rate-based rule tells the address, but no value of a custom key", () => {
  const flooded = (keys: Pick<RateBasedStatement, "AggregateKeyType" | "CustomKeys">) => {
    const statement = { Limit: 10, EvaluationWindowSec: 60, ...keys };
    const ask = firewall({ Rules: [wireRule("flood", 0, { RateBasedStatement: statement })] });
    const sketch: RequestSketch = { headers: [["X-Api-Key", "key-of-ann"]] };
    let decision = ask(sketch);
    for (let i = 0; i < 10; i++) decision = ask(sketch);
    const { input } = sketchRequest(sketch);
    return firewallRecord(decision, { webAclArn: ACL_OWNER.arn, input, redaction: NOTHING_REDACTED });
  };
  assert.deepEqual(flooded({ AggregateKeyType: "IP" }).rates, [
    { rule: "flood", limit: 10, windowS: 60, countedBy: "IP", address: "192.0.2.1" },
  ]);
  const byKey = flooded({
    AggregateKeyType: "CUSTOM_KEYS",
    CustomKeys: [{ Header: { Name: "x-api-key", TextTransformations: [{ Priority: 0, Type: "NONE" }] } }],
  });
  assert.equal(byKey.rates?.[0]?.countedBy, "CUSTOM_KEYS");
  assert.doesNotMatch(JSON.stringify(byKey), /key-of-ann/);
});

/** Where a secret can stand with an attack in it, the component that a rule looks at, and the request. */
const SECRETS: readonly (readonly [string, FieldToMatch, RequestSketch])[] = [
  ["Authorization", { SingleHeader: { Name: "authorization" } }, { headers: [["Authorization", ATTACK]] }],
  ["any header", { Headers: ALL }, { headers: [["Authorization", ATTACK]] }],
  ["x-api-key", { SingleHeader: { Name: "x-api-key" } }, { headers: [["X-Api-Key", ATTACK]] }],
  ["a token's header", { SingleHeader: { Name: "x-csrf-token" } }, { headers: [["X-CSRF-Token", ATTACK]] }],
  [
    "a token in the referer",
    { SingleHeader: { Name: "referer" } },
    { headers: [["Referer", `https://a.b/?t=${ATTACK}`]] },
  ],
  [
    "a password in a header's value",
    { SingleHeader: { Name: "x-form" } },
    { headers: [["X-Form", `${ATTACK}&password=1`]] },
  ],
  ["cookies", { Cookies: ALL }, { headers: [["Cookie", `id=${ATTACK}`]] }],
  ["an argument", { SingleQueryArgument: { Name: "password" } }, { queryString: `password=${ATTACK}` }],
  ["any argument", { AllQueryArguments: {} }, { queryString: `new_passwd=${ATTACK}` }],
  ["the query string", { QueryString: {} }, { queryString: `api_key=${ATTACK}` }],
  ["the query string, encoded", { QueryString: {} }, { queryString: `p%61ssword=${ATTACK}` }],
  ["the path", { UriPath: {} }, { uriPath: `/reset/token/${ATTACK}` }],
  ["a form", { Body: {} }, { body: `user=a&password=${ATTACK}` }],
  ["JSON as text", { Body: {} }, { body: `{"user": "a", "passphrase": "${ATTACK}"}` }],
  ["JSON with escapes", { Body: {} }, { body: `{"p\\u0061ssword": "${ATTACK}"}` }],
  [
    "multipart",
    { Body: {} },
    { body: `--b\r\ncontent-disposition: form-data; name="pin"\r\n\r\n${ATTACK}\r\n--b--` },
  ],
  [
    "JSON",
    { JsonBody: { MatchPattern: { All: {} }, MatchScope: "VALUE" } },
    { body: `{"login": {"secretAnswer": "${ATTACK}"}}` },
  ],
];
for (const [name, field, sketch] of SECRETS) {
  test(`what matched is kept out where it may be a secret: ${name}`, () => {
    const found = record([wireRule("sqli", 0, sqli(field))], sketch);
    assert.equal(found.terminating?.rule, "sqli");
    assert.equal(found.terminating.seen[0]?.redacted, true);
    assert.doesNotMatch(JSON.stringify(found), /'1'|OR '/i);
  });
}

/** Secrets in managed rules' own readings of the request. */
const MANAGED: readonly (readonly [string, RequestSketch])[] = [
  ["argument", { queryString: `password=${encodeURIComponent(ATTACK)}` }],
  ["form", { method: "POST", body: `password=${encodeURIComponent(ATTACK)}` }],
  ["JSON", { method: "POST", body: JSON.stringify({ user: { password: ATTACK } }) }],
  ["JSON in an argument", { queryString: `q=${encodeURIComponent(JSON.stringify({ password: ATTACK }))}` }],
  ["XML", { method: "POST", body: `<?xml version="1.0"?><login><password>${ATTACK}</password></login>` }],
  ["cookie", { headers: [["Cookie", `sid=${encodeURIComponent(ATTACK)}`]] }],
];
for (const [name, sketch] of MANAGED) {
  test(`so are the findings of managed rules: ${name}`, () => {
    const found = record([managed], sketch);
    assert.equal(found.action, "BLOCK");
    assert.doesNotMatch(JSON.stringify(found), /'1'|OR '/i);
  });
}

test("an attack beside a password is shown", () => {
  const body = JSON.stringify({ password: "of-ann", comment: ATTACK });
  const found = record([managed], { method: "POST", body });
  assert.equal(found.terminating?.seen[0]?.field, "/comment");
  assert.match(JSON.stringify(found), /'1'/);
  assert.doesNotMatch(JSON.stringify(found), /of-ann/);
});

test("what a logging configuration hides is kept out as well", () => {
  const redaction = { ...NOTHING_REDACTED, headers: new Set(["x-note"]), queryString: true };
  const inHeader = record(
    [wireRule("sqli", 0, sqli({ SingleHeader: { Name: "x-note" } }))],
    { headers: [["X-Note", ATTACK]] },
    redaction,
  );
  assert.equal(inHeader.terminating?.seen[0]?.redacted, true);
  const inQuery = record(
    [wireRule("sqli", 0, sqli({ SingleQueryArgument: { Name: "id" } }))],
    { queryString: `id=${ATTACK}` },
    redaction,
  );
  assert.equal(inQuery.terminating?.seen[0]?.redacted, true);
});

test("names and pieces are bounded", () => {
  const name = "n".repeat(500);
  const found = record([managed], { queryString: `${name}=x%27%20OR%201=1--${"a".repeat(5000)}` });
  const [seen] = found.terminating!.seen;
  assert.equal(seen?.field?.length, 64);
  for (const piece of seen?.fragments ?? []) assert.ok(piece.length <= 100, piece);
});
