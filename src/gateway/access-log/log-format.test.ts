import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { DecisionRecord, StageRecord } from "../decision-record.ts";
import { type ExchangeFacts, exchange } from "../exchange.fixture.ts";
import type { FinishedRequest } from "./finished-request.ts";
import { compileLogFormat } from "./log-format.ts";
import { loggingVariables } from "./logging-variables.ts";

interface Facts extends ExchangeFacts {
  readonly stages?: readonly StageRecord[];
  readonly adds?: object;
  readonly rejection?: string;
  readonly error?: FinishedRequest["error"];
  readonly status?: number;
}

/** `GET /pets` of the stage `prod`, answered 200 with five bytes after 12 ms, with what `facts` change. */
function finished(facts: Facts = {}): FinishedRequest {
  const { stages = [], adds, rejection, error, status = 200 } = facts;
  const x = { ...exchange(facts), ...adds };
  const record = { durationUs: 12_400, stages, ...(rejection && { rejection }) } as unknown as DecisionRecord;
  return {
    x,
    record,
    response: { status, headers: [], body: Buffer.from("hello") },
    ...(error && { error }),
  };
}

const line = (format: string, facts?: Facts): string => compileLogFormat(format)(finished(facts));

const userAgent = (value: string): Facts => ({
  rawHeaders: ["Host", "abc.execute-api.us-east-1.localhost", "User-Agent", value],
});

const ran = (stage: string, durationUs: number, more: Partial<StageRecord> = {}): StageRecord => ({
  ...{ stage, durationUs, outcome: "continue" },
  ...more,
});

const IDS = "5e0ec6f4-1f0e-4c6d-9c1b-5a4f2b1d3c7e JKJaXmPLvHcESHA=";

describe("the formats of AWS's guide", () => {
  const formats: readonly [name: string, format: string, expected: string][] = [
    [
      "CLF",
      '$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId $context.extendedRequestId',
      `203.0.113.9 - - [01/Jan/2026:12:00:00 +0000] "GET /pets HTTP/1.1" 200 5 ${IDS}`,
    ],
    [
      "JSON",
      '{ "requestId":"$context.requestId", "ip": "$context.identity.sourceIp", "caller":"$context.identity.caller", "requestTime":"$context.requestTime", "status":"$context.status", "responseLength":"$context.responseLength" }\n',
      `{ "requestId":"${IDS.split(" ")[0]}", "ip": "203.0.113.9", "caller":"-", "requestTime":"01/Jan/2026:12:00:00 +0000", "status":"200", "responseLength":"5" }\n`,
    ],
    [
      "XML",
      '<request id="$context.requestId"> <ip>$context.identity.sourceIp</ip> <resourcePath>$context.resourcePath</resourcePath> </request>',
      `<request id="${IDS.split(" ")[0]}"> <ip>203.0.113.9</ip> <resourcePath>/pets</resourcePath> </request>`,
    ],
    [
      "CSV",
      "$context.identity.sourceIp,$context.requestTime,$context.httpMethod,$context.status,$context.requestId",
      `203.0.113.9,01/Jan/2026:12:00:00 +0000,GET,200,${IDS.split(" ")[0]}`,
    ],
  ];
  for (const [name, format, expected] of formats) {
    test(name, () => assert.equal(line(format), expected));
  }
});

describe("variables", () => {
  const clerk = {
    ...{ type: "User", accountId: "111122223333", userId: "AIDACLERK", tags: {} },
    ...{ arn: "arn:aws:iam::111122223333:user/clerk", userName: "clerk", accessKeyId: "AKIACLERK" },
    organizationId: "o-shop",
  } as never;
  const answered = {
    authorizer: {
      answer: { principalId: "jane", policy: {}, context: { plan: "gold", status: "mine", "a-b": "c" } },
      latencyMs: 7,
    },
    authorizerCall: { latencyMs: 7, serviceStatus: 200, requestId: "ask-1" },
  };
  const refusedSignature = {
    stages: [ran("authenticate", 1600, { outcome: "reject", detail: "inner" })],
    rejection: "signature_mismatch",
    error: {
      message: "No match.\n\nThe Canonical String …\ncookie:s3cret",
      responseType: "INVALID_SIGNATURE",
    },
  } as const;
  const denied = {
    stages: [ran("screen", 1000), ran("authorizer", 8200), ran("authorize", 2600, { outcome: "reject" })],
    rejection: "access_denied_explicitly",
    error: { message: "User is not authorized" },
  } as const;
  const failed = {
    stages: [ran("integrate", 30_400, { outcome: "reject", detail: "the function failed: Error" })],
    rejection: "function_failed",
    adds: { integrationCall: { serviceStatus: 200, requestId: "call-1" } },
  } as const;
  const blocked = {
    stages: [ran("inspect-waf", 1400, { outcome: "reject", detail: "no such set" })],
    rejection: "waf_blocked",
    error: { message: "Forbidden" },
    adds: { firewall: { webAclArn: "arn:acl", responseCode: "WAF_BLOCK" } },
  } as const;
  const cases: readonly [variable: string, expected: string, facts?: Facts][] = [
    ["accountId", "123456789012"],
    ["apiId", "abc"],
    ["stage", "prod"],
    ["path", "/prod/pets"],
    ["resourceId", "res1"],
    ["deploymentId", "dep1"],
    ["requestTimeEpoch", String(Date.UTC(2026, 0, 1, 12))],
    ["domainName", "abc.execute-api.us-east-1.localhost"],
    ["domainPrefix", "abc"],
    ["responseLatency", "12"],
    ["responseLength", "0", { method: "HEAD" }],
    ["tlsVersion", "TLSv1.3"],
    ["cipherSuite", "TLS_AES_128_GCM_SHA256"],
    ["identity.userAgent", "curl/8.5", userAgent("curl/8.5")],
    ["identity.accountId", "111122223333", { principal: clerk }],
    ["identity.caller", "AIDACLERK", { principal: clerk }],
    ["identity.user", "AIDACLERK", { principal: clerk }],
    ["identity.userArn", "arn:aws:iam::111122223333:user/clerk", { principal: clerk }],
    ["identity.principalOrgId", "o-shop", { principal: clerk }],
    ["authorizer.principalId", "jane", { adds: answered }],
    ["authorizer.plan", "gold", { adds: answered }],
    ["authorizer.a-b", "c", { adds: answered }],
    ["authorizer.claims", "-", { adds: answered }],
    ["authorizer.integrationLatency", "7", { adds: answered }],
    ["authorizer.integrationStatus", "200", { adds: answered }],
    ["authorizer.requestId", "ask-1", { adds: answered }],
    // The function's own words do not stand for the gateway's.
    ["authorizer.status", "200", { ...denied, adds: answered }],
    ["authorizer.latency", "8", { ...denied, adds: answered }],
    ["authorizer.error", "-", { ...denied, adds: answered }],
    ["authorize.status", "403", denied],
    ["authorize.latency", "3", denied],
    ["authorize.error", "User is not authorized", denied],
    ["authorize.status", "-", { stages: [ran("screen", 1000)] }],
    ["authenticate.status", "403", refusedSignature],
    ["authenticate.latency", "2", refusedSignature],
    ["authenticate.error", "No match.", refusedSignature],
    ["error.message", "No match.", refusedSignature],
    ["error.messageString", '"No match."', refusedSignature],
    ["error.messageString", '"-"'],
    ["error.responseType", "INVALID_SIGNATURE", refusedSignature],
    ["error.validationErrorString", "-"],
    ["integration.error", "the function failed: Error", failed],
    ["integrationErrorMessage", "the function failed: Error", failed],
    ["integration.latency", "30", failed],
    ["integrationStatus", "200", failed],
    ["integration.status", "-", failed],
    ["integration.status", "201", { adds: { integrationCall: { status: 201 } } }],
    ["awsEndpointRequestId", "call-1", failed],
    ["waf.status", "403", blocked],
    ["waf.latency", "1", blocked],
    ["waf.error", "Forbidden", blocked],
    ["waf.error", "no such set", { ...blocked, adds: {}, rejection: "waf_unavailable" }],
    ["wafResponseCode", "WAF_BLOCK", blocked],
    ["webaclArn", "arn:acl", blocked],
    ["waf.latency", "-", { stages: [ran("inspect-waf", 1400)] }],
    ["identity.apiKey", "-"],
    ["xrayTraceId", "-"],
    ["neverHeardOf.it", "-"],
    ["constructor", "-"],
    ["identity.__proto__", "-"],
  ];
  for (const [variable, expected, facts] of cases) {
    test(`${variable} prints ${expected}`, () => {
      assert.equal(line(`$context.${variable}`, facts), expected);
      assert.equal(line(`\${context.${variable}}!`, facts), `${expected}!`);
    });
  }

  test("what mapping templates overrode", () => {
    const overrides = {
      request: (place: string) => new Map(place === "header" ? [["X-Tenant", "t1"]] : []),
      responseHeaders: new Map([["X-Kind", "k"]]),
      responseStatus: 202,
    };
    const format =
      "$context.requestOverride.header.X-Tenant $context.responseOverride.header.X-Kind $context.responseOverride.status $context.requestOverride.path.id";
    assert.equal(line(format, { adds: { overrides } }), "t1 k 202 -");
  });

  test("a hyphen after a variable is text, and a dollar that begins none", () => {
    assert.equal(line("$context.stage-$context.status. $5 $contextual"), "prod-200. $5 $contextual");
  });

  test("every variable prints something of a request of which nothing is known", () => {
    for (const name of loggingVariables.keys()) assert.notEqual(line(`$context.${name}`), "");
  });
});

describe("what a client sends stays one value", () => {
  const hostile = 'x", "status":"999\\\r\n{"forged":true}\u0085';

  test("in JSON", () => {
    const format = '{"agent":"$context.identity.userAgent","status":"$context.status"}';
    const written = line(format, userAgent(hostile));
    assert.doesNotMatch(written, /[\r\n\u0085]/);
    assert.deepEqual(JSON.parse(written), { agent: hostile, status: "200" });
  });

  test("in JSON without quotes", () => {
    const adds = { authorizer: { answer: { principalId: "p", context: { n: '1, "admin":true' } } } };
    const written = line('{"n":$context.authorizer.n, "status":"$context.status"}', { adds });
    assert.throws(() => JSON.parse(written));
    assert.equal(written.split(",").length, 2);
  });

  test("in the common log format, quoted or not", () => {
    const written = line('$context.identity.userAgent "$context.identity.userAgent" $context.status', {
      ...userAgent('a b" 999\nc'),
    });
    assert.equal(written, 'a\\u0020b\\"\\u0020999\\u000ac "a b\\" 999\\u000ac" 200');
  });

  test("in CSV", () => {
    const written = line("$context.identity.userAgent,$context.status", userAgent("a, b,999"));
    assert.equal(written, "a\\u002c b\\u002c999,200");
  });

  test("in XML", () => {
    const written = line(
      "<r><agent>$context.identity.userAgent</agent></r>",
      userAgent("</agent><agent>&\n\"'"),
    );
    assert.equal(written, "<r><agent>&#60;/agent&#62;&#60;agent&#62;&#38;\\u000a&#34;&#39;</agent></r>");
  });

  test("an error message quotes itself once", () => {
    const facts = { error: { message: 'no "x"' } };
    assert.equal(
      line('{"a":$context.error.messageString,"b":"$context.error.messageString"}', facts),
      '{"a":"no \\"x\\"","b":"no \\"x\\""}',
    );
  });
});
