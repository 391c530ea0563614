import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "../../base/clock.ts";
import { exchange } from "../exchange.fixture.ts";
import { lambdaProxy, method, restStage, type TestFunction } from "../gateway.fixture.ts";
import { findHeader, type HttpResponse } from "../http-message.ts";
import { compileBinaryMediaTypes } from "../media-types.ts";
import type { FunctionInvocation } from "../ports.ts";
import { traceIdOf } from "../trace-id.ts";
import { UpstreamClient } from "../upstream/upstream-client.ts";
import { compileIntegration } from "./compile-integration.ts";
import { lambdaProxyEvent } from "./lambda-event.ts";
import { MalformedFunctionResponse, parseLambdaResponse } from "./lambda-response.ts";

const signer = {
  type: "User",
  accountId: "123456789012",
  arn: "arn:aws:iam::123456789012:user/ann",
  userId: "AIDAEXAMPLE",
  tags: {},
  accessKeyId: "AKIAEXAMPLE",
} as const;

test("the event is the one that AWS documents", () => {
  const x = exchange({
    method: "POST",
    path: "/pets/a%20b",
    rawQuery: "one=1&two=2&two=3&__proto__=x&plus=a+b",
    rawHeaders: [
      ...[
        "Host",
        "abc.execute-api.us-east-1.localhost:4566",
        "User-Agent",
        "curl/8",
        "X-Two",
        "a",
        "x-two",
        "b",
      ],
      ...[
        "X-Two",
        "c",
        "X-Forwarded-For",
        "198.51.100.1",
        "Connection",
        "keep-alive, X-Hop",
        "X-Hop",
        "gone",
      ],
      ...[
        "Content-Length",
        "5",
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=…",
        "X-Amz-Security-Token",
        "token",
      ],
    ],
    body: "hello",
    resourcePath: "/pets/{name}",
    pathParameters: { name: "a%20b" },
    variables: { colour: "blue" },
    principal: signer,
  });
  const event = JSON.parse(JSON.stringify(lambdaProxyEvent(x, compileBinaryMediaTypes([]))));
  assert.deepEqual(event, {
    resource: "/pets/{name}",
    path: "/pets/a%20b",
    httpMethod: "POST",
    headers: {
      Host: "abc.execute-api.us-east-1.localhost:4566",
      "User-Agent": "curl/8",
      "X-Two": "c",
      "x-two": "b",
      "X-Amzn-Trace-Id": traceIdOf(x),
      "X-Forwarded-For": "198.51.100.1, 203.0.113.9",
      "X-Forwarded-Port": "4566",
      "X-Forwarded-Proto": "https",
    },
    multiValueHeaders: {
      Host: ["abc.execute-api.us-east-1.localhost:4566"],
      "User-Agent": ["curl/8"],
      "X-Two": ["a", "c"],
      "x-two": ["b"],
      "X-Amzn-Trace-Id": [traceIdOf(x)],
      "X-Forwarded-For": ["198.51.100.1, 203.0.113.9"],
      "X-Forwarded-Port": ["4566"],
      "X-Forwarded-Proto": ["https"],
    },
    queryStringParameters: { one: "1", two: "3", ["__proto__"]: "x", plus: "a b" },
    multiValueQueryStringParameters: { one: ["1"], two: ["2", "3"], ["__proto__"]: ["x"], plus: ["a b"] },
    pathParameters: { name: "a%20b" },
    stageVariables: { colour: "blue" },
    requestContext: {
      resourceId: "res1",
      resourcePath: "/pets/{name}",
      httpMethod: "POST",
      extendedRequestId: "JKJaXmPLvHcESHA=",
      requestTime: "01/Jan/2026:12:00:00 +0000",
      path: "/prod/pets/a%20b",
      accountId: "123456789012",
      protocol: "HTTP/1.1",
      stage: "prod",
      domainPrefix: "abc",
      requestTimeEpoch: 1767268800000,
      requestId: "5e0ec6f4-1f0e-4c6d-9c1b-5a4f2b1d3c7e",
      identity: {
        cognitoIdentityPoolId: null,
        accountId: "123456789012",
        cognitoIdentityId: null,
        caller: "AIDAEXAMPLE",
        sourceIp: "203.0.113.9",
        principalOrgId: null,
        accessKey: "AKIAEXAMPLE",
        cognitoAuthenticationType: null,
        cognitoAuthenticationProvider: null,
        userArn: "arn:aws:iam::123456789012:user/ann",
        userAgent: "curl/8",
        user: "AIDAEXAMPLE",
      },
      domainName: "abc.execute-api.us-east-1.localhost",
      deploymentId: "dep1",
      apiId: "abc",
    },
    body: "hello",
    isBase64Encoded: false,
  });
});

test("a request with nothing has nulls, and a binary body is base64", () => {
  const bare = lambdaProxyEvent(exchange(), compileBinaryMediaTypes([])) as Record<string, unknown>;
  for (const name of [
    "queryStringParameters",
    "multiValueQueryStringParameters",
    "pathParameters",
    "stageVariables",
    "body",
  ]) {
    assert.equal(bare[name], null, name);
  }
  const image = exchange({ rawHeaders: ["Content-Type", "image/png"], body: Buffer.from([0, 255]) });
  const event = lambdaProxyEvent(image, compileBinaryMediaTypes(["image/*"])) as Record<string, unknown>;
  assert.equal(event["body"], "AP8=");
  assert.equal(event["isBase64Encoded"], true);
});

const responses: readonly [result: unknown, status: number, body: string, headers: Record<string, string>][] =
  [
    [{}, 200, "", { "content-type": "application/json" }],
    [{ statusCode: "201", body: "x" }, 201, "x", {}],
    [{ statusCode: 200, headers: { "X-A": true, "x-n": 5 } }, 200, "", { "x-a": "true", "x-n": "5" }],
    [{ headers: { "content-type": "text/plain" } }, 200, "", { "content-type": "text/plain" }],
    [{ headers: { "X-A": "1" }, multiValueHeaders: { "x-a": ["2"] } }, 200, "", { "x-a": "2" }],
    [
      { headers: { Date: "d", "Content-Length": "9" } },
      200,
      "",
      { "x-amzn-remapped-date": "d", "x-amzn-remapped-content-length": "9" },
    ],
    [
      { headers: { "x-amzn-RequestId": "forged" } },
      200,
      "",
      { "x-amzn-remapped-x-amzn-requestid": "forged" },
    ],
    [{ body: "AP8=", isBase64Encoded: true }, 200, "\u0000\u00ff", {}],
    [
      { body: null, headers: null, multiValueHeaders: null, isBase64Encoded: null, statusCode: null },
      200,
      "",
      {},
    ],
  ];
for (const [result, status, body, headers] of responses) {
  test(`the result ${JSON.stringify(result)} is a response`, () => {
    const response = parseLambdaResponse(Buffer.from(JSON.stringify(result)), true);
    assert.equal(response.status, status);
    assert.equal(response.body.toString("latin1"), body);
    for (const [name, value] of Object.entries(headers))
      assert.equal(findHeader(response.headers, name), value);
  });
}

test("base64 stays text for a client that does not accept bytes", () => {
  const response = parseLambdaResponse(Buffer.from('{"body":"AP8=","isBase64Encoded":true}'), false);
  assert.equal(response.body.toString(), "AP8=");
});

const malformed: readonly string[] = [
  "",
  "not json",
  "null",
  '"text"',
  "[]",
  '{"status":200}',
  '{"errorMessage":"x"}',
  '{"statusCode":99}',
  '{"statusCode":"abc"}',
  '{"statusCode":200.5}',
  '{"body":{}}',
  '{"headers":[]}',
  '{"headers":{"a b":"c"}}',
  '{"headers":{"a":"b\\r\\nSet-Cookie: c"}}',
  '{"headers":{"a":"\\u4e16"}}',
  '{"multiValueHeaders":{"a":"b"}}',
  '{"multiValueHeaders":{"a":["b\\nc"]}}',
  '{"isBase64Encoded":"true"}',
  '{"body":"***","isBase64Encoded":true}',
];
for (const payload of malformed) {
  test(`the result ${payload || "nothing"} is malformed`, () => {
    assert.throws(() => parseLambdaResponse(Buffer.from(payload), true), MalformedFunctionResponse);
  });
}

function invoke(run: TestFunction, clock = new ManualClock(0), overrides = {}) {
  const integration = lambdaProxy({ timeoutMs: 1_000, ...overrides });
  const stopping = new AbortController();
  const target = {
    deployment: restStage({ variables: { fn: "made" } }),
    method: method({ resourcePath: "/pets/{id}", integration }),
    ports: {
      functions: { invoke: async (invocation: FunctionInvocation) => run(invocation) },
      upstream: new UpstreamClient({ clock }),
      clock,
      stopping: stopping.signal,
    },
  };
  return compileIntegration(target)(exchange({ path: "/pets/7" }));
}

test("the function is called with what its permissions are checked against", async () => {
  let seen: FunctionInvocation | undefined;
  await invoke(
    (invocation) => {
      seen = invocation;
      return { kind: "returned", payload: Buffer.from("{}") };
    },
    undefined,
    {
      functionArn: "arn:aws:lambda:us-east-1:123456789012:function:${stageVariables.fn}",
      credentials: "arn:aws:iam::123456789012:role/r",
    },
  );
  assert.equal(seen?.functionArn, "arn:aws:lambda:us-east-1:123456789012:function:made");
  assert.equal(seen?.sourceArn, "arn:aws:execute-api:us-east-1:123456789012:abc/prod/GET/pets/{id}");
  assert.equal(seen?.sourceAccountId, "123456789012");
  assert.equal(seen?.credentialsRoleArn, "arn:aws:iam::123456789012:role/r");
});

const ends: readonly [outcome: ReturnType<TestFunction>, code: string][] = [
  [{ kind: "failed", payload: Buffer.from('{"errorMessage":"secret"}') }, "function_failed"],
  [{ kind: "timed-out" }, "integration_timed_out"],
  [{ kind: "throttled" }, "integration_throttled"],
  [{ kind: "refused", detail: "no permission" }, "integration_refused"],
  [{ kind: "returned", payload: Buffer.from("nonsense") }, "function_response_malformed"],
];
for (const [outcome, code] of ends) {
  test(`${JSON.stringify(outcome).slice(0, 40)} is ${code}`, async () => {
    const verdict = await invoke(() => outcome);
    assert.equal(verdict.kind, "reject");
    assert.equal(verdict.kind === "reject" && verdict.code, code);
    assert.ok(!JSON.stringify(verdict).includes("secret"));
  });
}

test("the record names the kind of a function's error, and nothing of its message", async () => {
  const documents: readonly [document: string, kind: string][] = [
    ['{"errorType":"Runtime.ImportModuleError","errorMessage":"secret"}', "Runtime.ImportModuleError"],
    ['{"errorMessage": "secret", "errorType": "ValueError"}', "ValueError"],
  ];
  for (const [document, kind] of documents) {
    const verdict = await invoke(() => ({ kind: "failed", payload: Buffer.from(document) }));
    assert.equal(
      verdict.kind === "reject" && verdict.detail,
      `the function failed: ${kind}; its log tells more`,
    );
  }
});

test("a function that does not answer in time is given up, and told so", async () => {
  const clock = new ManualClock(0);
  let aborted = false;
  const verdict = invoke(({ signal }) => {
    signal.addEventListener("abort", () => {
      aborted = true;
    });
    return new Promise(() => {});
  }, clock);
  clock.advance(1_000);
  const settled = (await verdict) as { readonly code?: string; readonly response?: HttpResponse };
  assert.equal(settled.code, "integration_timed_out");
  assert.equal(aborted, true);
});

test("a stage variable that is not there answers an error and calls nothing", async () => {
  const verdict = await invoke(() => assert.fail("called"), undefined, {
    functionArn: "arn:${stageVariables.absent}",
  });
  assert.equal(verdict.kind === "reject" && verdict.code, "integration_misconfigured");
});
