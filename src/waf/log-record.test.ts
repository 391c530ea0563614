import assert from "node:assert/strict";
import { test } from "node:test";
import type { FieldToMatch, RateBasedStatementCustomKey, Statement } from "@aws-sdk/client-wafv2";
import { ACL_OWNER, firewall, NOW_MS, wireRule } from "./inspect.fixture.ts";
import { type LogRedaction, NOTHING_REDACTED, wafLogRecord } from "./log-record.ts";
import { type RequestSketch, sketchRequest } from "./request.fixture.ts";

const SUBJECT = {
  timestampMs: NOW_MS,
  webAclArn: ACL_OWNER.arn,
  httpSourceId: "111122223333:a1b2c3d4e5:prod",
  requestId: "rid",
};
const ATTACK = "1' UNION SELECT secret FROM users--";

const sqli = (FieldToMatch: FieldToMatch): Statement => ({
  SqliMatchStatement: { FieldToMatch, TextTransformations: [{ Priority: 0, Type: "URL_DECODE" }] },
});

function record(field: FieldToMatch, request: RequestSketch, redaction?: LogRedaction): string {
  const decision = firewall({ Rules: [wireRule("sqli", 0, sqli(field))] })(request);
  assert.equal(decision.action, "BLOCK");
  return JSON.stringify(wafLogRecord(decision, sketchRequest(request).input, SUBJECT, redaction));
}

test("a record has the members of AWS WAF's format", () => {
  const request: RequestSketch = {
    queryString: "id=1%27%20UNION%20SELECT%201--",
    headers: [["Host", "a.b"]],
  };
  const { terminatingRuleMatchDetails, ...rest } = JSON.parse(record({ AllQueryArguments: {} }, request));
  assert.deepEqual(rest, {
    timestamp: NOW_MS,
    formatVersion: 1,
    webaclId: ACL_OWNER.arn,
    terminatingRuleId: "sqli",
    terminatingRuleType: "REGULAR",
    action: "BLOCK",
    httpSourceName: "APIGW",
    httpSourceId: "111122223333:a1b2c3d4e5:prod",
    ruleGroupList: [],
    rateBasedRuleList: [],
    nonTerminatingMatchingRules: [],
    requestHeadersInserted: null,
    responseCodeSent: null,
    httpRequest: {
      clientIp: "192.0.2.1",
      country: "-",
      headers: [{ name: "Host", value: "a.b" }],
      uri: "/",
      args: "id=1%27%20UNION%20SELECT%201--",
      httpVersion: "HTTP/1.1",
      httpMethod: "GET",
      requestId: "rid",
    },
    labels: [],
    requestBodySize: 0,
    requestBodySizeInspectedByWAF: 0,
  });
  const [detail] = terminatingRuleMatchDetails;
  assert.deepEqual(
    [detail.conditionType, detail.sensitivityLevel, detail.location],
    ["SQL_INJECTION", "LOW", "ALL_QUERY_ARGS"],
  );
  assert.ok(detail.matchedData.length > 0);
});

/** A component, a request that carries the attack in it, and the redaction that hides it. */
const REDACTIONS: readonly (readonly [string, FieldToMatch, RequestSketch, Partial<LogRedaction>])[] = [
  ["path", { UriPath: {} }, { uriPath: ATTACK }, { uriPath: true }],
  ["query", { QueryString: {} }, { queryString: ATTACK }, { queryString: true }],
  [
    "argument",
    { SingleQueryArgument: { Name: "id" } },
    { queryString: `id=${ATTACK}` },
    { queryString: true },
  ],
  ["method", { Method: {} }, { method: ATTACK }, { method: true }],
  [
    "header",
    { SingleHeader: { Name: "X-Secret" } },
    { headers: [["X-Secret", ATTACK]] },
    { headers: new Set(["x-secret"]) },
  ],
  [
    "cookie",
    { Cookies: { MatchPattern: { All: {} }, MatchScope: "VALUE", OversizeHandling: "CONTINUE" } },
    { headers: [["Cookie", `a=${ATTACK.replaceAll("=", "")}`]] },
    { headers: new Set(["cookie"]) },
  ],
];

for (const [name, field, request, redaction] of REDACTIONS) {
  test(`a redacted ${name} is in neither the request nor the matches`, () => {
    assert.match(record(field, request), /UNION/i);
    const redacted = record(field, request, { ...NOTHING_REDACTED, ...redaction });
    assert.doesNotMatch(redacted, /UNION|secret FROM/i);
    assert.match(redacted, /"matchedData":\["REDACTED"\]/);
  });
}

const NONE = [{ Priority: 0, Type: "NONE" as const }];

/** The last of requests that are over a rate by a custom key, as logged. */
function limitedRecord(key: RateBasedStatementCustomKey, request: RequestSketch, redaction?: LogRedaction) {
  const RateBasedStatement = {
    ...{ Limit: 10, AggregateKeyType: "CUSTOM_KEYS" as const, CustomKeys: [key] },
    ForwardedIPConfig: { HeaderName: "X-Forwarded-For", FallbackBehavior: "MATCH" as const },
  };
  if (!key.ForwardedIP) Object.assign(RateBasedStatement, { ForwardedIPConfig: undefined });
  else RateBasedStatement.CustomKeys.push({ HTTPMethod: {} });
  const inspect = firewall({ Rules: [wireRule("rate", 0, { RateBasedStatement })] });
  for (let count = 0; count < 10; count++) inspect(request);
  const decision = inspect(request);
  assert.equal(decision.action, "BLOCK");
  return JSON.stringify(wafLogRecord(decision, sketchRequest(request).input, SUBJECT, redaction));
}

/** A custom key, a request with a secret in it, and the redaction that hides it. */
const KEYS: readonly (readonly [
  string,
  RateBasedStatementCustomKey,
  RequestSketch,
  Partial<LogRedaction>,
])[] = [
  [
    "header",
    { Header: { Name: "X-Key", TextTransformations: NONE } },
    { headers: [["X-Key", "s3cret"]] },
    { headers: new Set(["x-key"]) },
  ],
  [
    "forwarded address",
    { ForwardedIP: {} },
    { headers: [["X-Forwarded-For", "198.51.100.7"]] },
    { headers: new Set(["x-forwarded-for"]) },
  ],
  [
    "cookie",
    { Cookie: { Name: "sid", TextTransformations: NONE } },
    { headers: [["Cookie", "sid=s3cret"]] },
    { headers: new Set(["cookie"]) },
  ],
  [
    "argument",
    { QueryArgument: { Name: "k", TextTransformations: NONE } },
    { queryString: "k=s3cret" },
    { queryString: true },
  ],
  [
    "query",
    { QueryString: { TextTransformations: NONE } },
    { queryString: "k=s3cret" },
    { queryString: true },
  ],
  ["path", { UriPath: { TextTransformations: NONE } }, { uriPath: "/s3cret" }, { uriPath: true }],
  ["method", { HTTPMethod: {} }, { method: "S3CRET" }, { method: true }],
];

for (const [name, key, request, redaction] of KEYS) {
  test(`a rate by a redacted ${name} does not tell it`, () => {
    const secret = /s3cret|198\.51\.100\.7/i;
    const told = JSON.parse(limitedRecord(key, request)).rateBasedRuleList[0];
    assert.equal(told.limitKey, "CUSTOMKEYS");
    assert.match(told.customValues[0].value, secret);
    const redacted = limitedRecord(key, request, { ...NOTHING_REDACTED, ...redaction });
    assert.doesNotMatch(redacted, secret);
  });
}
