import assert from "node:assert/strict";
import { test } from "node:test";
import { RecordingError } from "./recorded-request.ts";
import { parseWafLogLine } from "./waf-log-record.ts";

/** A record as AWS WAF writes it. */
const base = {
  timestamp: 1_700_000_000_000,
  formatVersion: 1,
  webaclId: "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/shop/a1",
  terminatingRuleId: "Default_Action",
  terminatingRuleType: "REGULAR",
  action: "ALLOW",
  ruleGroupList: [],
  nonTerminatingMatchingRules: [],
  httpRequest: {
    clientIp: "192.0.2.7",
    country: "NL",
    headers: [
      { name: "Host", value: "a.b" },
      { name: "Cookie", value: "sid=1" },
    ],
    uri: "/prod/orders",
    args: "x=1&y=%27",
    httpVersion: "HTTP/2.0",
    httpMethod: "PUT",
    requestId: "req-1",
  },
};
const line = (more: object = {}) => JSON.stringify({ ...base, ...more });
const withRequest = (more: object) => line({ httpRequest: { ...base.httpRequest, ...more } });

test("a record gives the request as it was sent", () => {
  assert.deepEqual(parseWafLogLine(line({ ja3Fingerprint: "abc" })), {
    id: "req-1",
    timestampMs: 1_700_000_000_000,
    input: {
      method: "PUT",
      uriPath: "/prod/orders",
      queryString: "x=1&y=%27",
      headers: [
        ["Host", "a.b"],
        ["Cookie", "sid=1"],
      ],
      body: new Uint8Array(0),
      bodySizeBytes: 0,
      clientIp: "192.0.2.7",
      httpVersion: "HTTP/2.0",
      ja3Fingerprint: "abc",
    },
    logged: { action: "ALLOW", rule: "Default_Action" },
    acceptedTokens: new Set(),
    missing: [],
  });
});

/** Ways in which a record reaches a file. */
const WRAPPINGS: readonly (readonly [string, string])[] = [
  ["an event of CloudWatch Logs", JSON.stringify({ timestamp: 1, message: line() })],
  ["a line of an export", `2026-01-01T00:00:00.000Z ${line()}`],
  ["a line of `aws logs tail`", `2026-01-01T00:00:00 us-east-1_shop_0 ${line()}`],
];
for (const [name, text] of WRAPPINGS) {
  test(`reads ${name}`, () => assert.equal(parseWafLogLine(text).id, "req-1"));
}

const group = (terminatingRule: object | null, more: object = {}) => ({
  ruleGroupId: "AWS#AWSManagedRulesSQLiRuleSet",
  terminatingRule,
  nonTerminatingMatchingRules: [],
  ...more,
});
const blocked = { action: "BLOCK", terminatingRuleId: "sql", terminatingRuleType: "MANAGED_RULE_GROUP" };

/** What stands in the record, and what is read of it. */
const READINGS: readonly (readonly [string, string, object])[] = [
  [
    "a rule's block, with where it looked",
    line({ ...blocked, terminatingRuleType: "REGULAR", terminatingRuleMatchDetails: [{ location: "URI" }] }),
    { logged: { action: "BLOCK", rule: "sql", location: "URI" } },
  ],
  [
    "a group's block, with its own rule",
    line({
      ...blocked,
      ruleGroupList: [
        group({ ruleId: "Counted", action: "BLOCK" }),
        group({ ruleId: "SQLi_BODY", action: "BLOCK", ruleMatchDetails: [{ location: "BODY" }] }),
        group(null),
      ],
    }),
    { logged: { action: "BLOCK", rule: "sql › SQLi_BODY", location: "BODY" } },
  ],
  [
    "a group that only counted decided nothing",
    line({ ruleGroupList: [group({ ruleId: "SQLi_BODY", action: "BLOCK" })] }),
    { logged: { action: "ALLOW", rule: "Default_Action" } },
  ],
  ["a body that is not there", line({ requestBodySize: 12 }), { missing: ["body"] }],
  [
    "a body by its length alone",
    withRequest({ headers: [{ name: "Content-Length", value: "3" }] }),
    { missing: ["body"] },
  ],
  [
    "redacted headers",
    withRequest({ headers: [{ name: "Authorization", value: "REDACTED" }] }),
    { missing: ["header authorization"] },
  ],
  ["a redacted query string", withRequest({ args: "REDACTED" }), { missing: ["query string"] }],
  ["no query string", withRequest({ args: null }), { input: { queryString: "" } }],
  ["a fragment", withRequest({ fragment: "top" }), { input: { uriFragment: "top" } }],
  ["no request id", withRequest({ requestId: undefined }), { id: "(no request id)" }],
  [
    "a token that a rule accepted",
    line({ nonTerminatingMatchingRules: [{ ruleId: "r", challengeResponse: { responseCode: 0 } }] }),
    { acceptedTokens: new Set(["CHALLENGE"]) },
  ],
  [
    "a token that was refused",
    line({ ...blocked, action: "CAPTCHA", captchaResponse: { responseCode: 405 } }),
    { acceptedTokens: new Set() },
  ],
];
for (const [name, text, expected] of READINGS) {
  test(`reads ${name}`, () => assert.partialDeepStrictEqual(parseWafLogLine(text), expected));
}

const MISTAKES: readonly (readonly [string, string, RegExp])[] = [
  ["no JSON", "hello", /no JSON object/],
  ["half a record", line().slice(0, 80), /no JSON/],
  ["another object", '{"a": 1}', /no httpRequest/],
  ["a message that is none of ours", JSON.stringify({ message: "hello" }), /no JSON/],
  ["no path", withRequest({ uri: 7 }), /uri is missing/],
  ["headers that are no list", withRequest({ headers: "x" }), /headers is no list/],
  ["a header without a value", withRequest({ headers: [{ name: "x" }] }), /value is missing/],
  ["an unknown action", line({ action: "MAYBE" }), /action/],
];
for (const [name, text, message] of MISTAKES) {
  test(`refuses ${name}`, () =>
    assert.throws(
      () => parseWafLogLine(text),
      (error: unknown) => error instanceof RecordingError && message.test(error.message),
    ));
}
