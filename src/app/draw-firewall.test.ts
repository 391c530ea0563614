import assert from "node:assert/strict";
import { test } from "node:test";
import type { FirewallRecord } from "../gateway/firewall-record.ts";
import { drawFirewall } from "./draw-firewall.ts";
import { programName } from "./program-name.ts";

const webAclArn = "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/orders/a1";

const blocked: FirewallRecord = {
  webAclArn,
  action: "BLOCK",
  decidedBy: "sql-injection",
  responseStatus: 403,
  terminating: {
    rule: "SQLi_QUERYARGUMENTS",
    group: "AWS#AWSManagedRulesSQLiRuleSet",
    action: "BLOCK",
    seen: [
      {
        condition: "SQL_INJECTION",
        location: "ALL_QUERY_ARGS",
        field: "id",
        fragments: ["'", "OR"],
        detail: "tautology",
      },
      { condition: "XSS", location: "COOKIE", field: "sid", redacted: true },
    ],
  },
  counted: [
    {
      rule: "NoUserAgent_HEADER",
      group: "AWS#core",
      action: "COUNT",
      overriddenAction: "BLOCK",
      seen: [],
    },
  ],
  rates: [{ rule: "flood", limit: 10, windowS: 60, countedBy: "IP", address: "192.0.2.1" }],
  labels: ["awswaf:managed:aws:sql-database:SQLi_QueryArguments"],
  oversize: ["REQUEST_BODY"],
  body: { sizeBytes: 20_000, inspectedBytes: 16_384 },
};

test("a refusal is drawn with what matched where, and what to do about it", () => {
  assert.deepEqual(drawFirewall(blocked), [
    "BLOCK by SQLi_QUERYARGUMENTS of AWS#AWSManagedRulesSQLiRuleSet, through the rule sql-injection; answers 403",
    `  SQL_INJECTION in ALL_QUERY_ARGS id: "'", "OR" (tautology)`,
    "  XSS in COOKIE sid: not shown: it may hold a secret",
    "web ACL orders",
    "counted: NoUserAgent_HEADER of AWS#core (COUNT in place of BLOCK)",
    "rate: flood allows 10 requests in 60 s for each IP 192.0.2.1; this was one too many",
    "labels: awswaf:managed:aws:sql-database:SQLi_QueryArguments",
    "larger than what is inspected: REQUEST_BODY",
    "of the body's 20000 bytes, 16384 were inspected",
    "to let it in: override SQLi_QUERYARGUMENTS to Count in the rule sql-injection (RuleActionOverrides);",
    `  try it first: ${programName} waf test --acl orders --request FILE`,
  ]);
});

test("a request that nothing matched is two lines", () => {
  assert.deepEqual(drawFirewall({ webAclArn, action: "ALLOW" }), [
    "ALLOW by the default action",
    "web ACL orders",
  ]);
});

test("the country that rules saw is told, whether they matched or not", () => {
  const labels = ["awswaf:clientip:geo:country:NL", "awswaf:forwardedip:geo:country:XX"];
  const lines = drawFirewall({ webAclArn, action: "ALLOW", labels });
  assert.deepEqual(lines.slice(2, 4), [
    "country of the client: NL",
    "country of the forwarded address: not known (XX)",
  ]);
});

test("a token is told as accepted, or with what was wrong with it", () => {
  const rule = (token: object): FirewallRecord => ({
    webAclArn,
    action: "CHALLENGE",
    decidedBy: "humans",
    terminating: {
      rule: "humans",
      action: "CHALLENGE",
      seen: [],
      token: { responseCode: 202, solveTimestampEpochS: 0, ...token },
    },
  });
  assert.equal(drawFirewall(rule({ failureReason: "TOKEN_EXPIRED" }))[1], "  token: TOKEN_EXPIRED");
  assert.equal(
    drawFirewall(rule({ responseCode: 0, solveTimestampEpochS: 1_700_000_000 }))[1],
    "  token: accepted, solved at 2023-11-14T22:13:20.000Z",
  );
});

test("what a client sent cannot act on the terminal", () => {
  const [, line] = drawFirewall({
    ...blocked,
    terminating: {
      rule: "own",
      action: "BLOCK",
      seen: [
        {
          condition: "REGEX",
          location: "HEADER",
          field: "x\u001b[2J",
          fragments: ["\u001b]0;owned\u0007\u009b31m\u202etxt.exe\n"],
        },
      ],
    },
  });
  assert.equal(line, '  REGEX in HEADER x\\u001b[2J: "\\u001b]0;owned\\u0007\\u009b31m\\u202etxt.exe\\n"');
});
