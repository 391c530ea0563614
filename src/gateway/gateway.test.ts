import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  type Backend,
  createHarness,
  httpProxy,
  lambdaProxy,
  method,
  mock,
  type RunningHarness,
  restStage,
  startBackend,
  startHarness,
} from "./gateway.fixture.ts";
import { noBody } from "./http-message.ts";
import type { FunctionOutcome } from "./ports.ts";
import type { RejectionCode } from "./rejections.ts";
import type { MethodSnapshot } from "./snapshot.ts";
import { UpstreamError } from "./upstream/upstream-message.ts";

let harness: RunningHarness;
let backend: Backend;
const outcomes: Record<string, FunctionOutcome> = {
  failing: { kind: "failed", payload: noBody },
  throttled: { kind: "throttled" },
  refused: { kind: "refused", detail: "no permission" },
  malformed: { kind: "returned", payload: Buffer.from("[]") },
};

const at = (resourcePath: string, integration: MethodSnapshot["integration"], more = {}): MethodSnapshot =>
  method({ resourceId: resourcePath, resourcePath, integration, ...more });
const http = (path: string) => httpProxy(`http://127.0.0.1:${backend.port}${path}`, { timeoutMs: 200 });

before(async () => {
  backend = await startBackend((request, _body, response) => {
    if (request.url === "/slow") return;
    if (request.url === "/cut") response.socket?.destroy();
    else if (request.url === "/huge") response.end("x".repeat(2_000));
    else if (request.url === "/bad") response.socket?.end("HTTP/9 nonsense\r\n\r\n");
    else response.end("fine");
  });
  const undecodable = mock({ requestTemplates: { "application/json": "$input.json('$.a')" } });
  const looping = mock({ requestTemplates: { "application/json": "#foreach($i in [1..1001])#end" } });
  const statusless = mock({ requestTemplates: { "application/json": "none" } });
  const unmatched = mock({
    requestTemplates: { "application/json": '{"statusCode": 500}' },
    responses: [{ ...mock().responses[0]!, selectionPattern: "2.." }],
  });
  const undeclared = mock({ responses: [{ ...mock().responses[0]!, statusCode: "201" }] });
  const strict = mock({ passthroughBehavior: "NEVER" });
  harness = await startHarness({
    limits: { bodyBytesMax: 100 },
    backends: { limits: { bodyBytesMax: 1_000 } },
    function: ({ functionArn }) => outcomes[functionArn.split(":").at(-1)!] ?? assert.fail("no such outcome"),
    stages: [
      restStage({
        methods: [
          at("/", mock()),
          at("/iam", mock(), { authorization: { type: "AWS_IAM" } }),
          at("/body", undecodable, { httpMethod: "POST" }),
          at("/loop", looping),
          at("/statusless", statusless),
          at("/unmatched", unmatched),
          at("/undeclared", undeclared),
          at("/strict", strict, { httpMethod: "POST" }),
          ...Object.keys(outcomes).map((name) =>
            at(
              `/${name}`,
              lambdaProxy({ functionArn: `arn:aws:lambda:us-east-1:123456789012:function:${name}` }),
            ),
          ),
          at("/variable", lambdaProxy({ functionArn: "${stageVariables.absent}" })),
          at("/fine", http("/fine")),
          at("/slow", http("/slow")),
          at("/cut", http("/cut")),
          at("/bad", http("/bad")),
          at("/huge", http("/huge")),
          at("/dead", httpProxy("http://127.0.0.1:1999/")),
          at("/metadata", httpProxy("http://169.254.169.254/latest/meta-data")),
        ],
      }),
      restStage({ apiId: "closed", disableExecuteApiEndpoint: true }),
      restStage({ apiId: "guarded", resourcePolicy: policy("Deny") }),
      restStage({ apiId: "silent", resourcePolicy: policy("Allow", "execute-api:/other/*") }),
    ],
  });
});
after(async () => {
  await harness.stop();
  await backend.stop();
});

function policy(effect: string, resource = "execute-api:/*"): string {
  const statement = { Effect: effect, Principal: "*", Action: "execute-api:Invoke", Resource: resource };
  return JSON.stringify({ Version: "2012-10-17", Statement: statement });
}

/** Each row: a request over a socket, and what it is refused with. The full catalogue is rendered in its own test. */
const rejected: readonly [code: RejectionCode, status: number, path: string, init?: RequestInit][] = [
  ["api_unknown", 403, "/../../nowhere/prod"],
  ["stage_unknown", 403, "/../test"],
  ["endpoint_disabled", 403, "/../../closed/prod"],
  ["resource_unknown", 403, "/nothing"],
  ["method_unknown", 403, "/", { method: "DELETE" }],
  ["path_ambiguous", 400, "/%00"],
  ["body_too_large", 413, "/", { method: "POST", body: "x".repeat(101) }],
  ["authorization_missing", 403, "/iam"],
  ["authorization_unsupported", 403, "/iam", { headers: { Authorization: "Bearer x" } }],
  ["access_denied_explicitly", 403, "/../../guarded/prod"],
  ["access_denied", 403, "/../../silent/prod"],
  [
    "media_type_unsupported",
    415,
    "/strict",
    { method: "POST", headers: { "Content-Type": "text/csv" }, body: "a" },
  ],
  [
    "request_body_undecodable",
    400,
    "/body",
    { method: "POST", headers: { "Content-Type": "application/json" }, body: "{" },
  ],
  ["template_failed", 500, "/loop"],
  ["mapping_failed", 500, "/statusless"],
  ["integration_response_unmatched", 500, "/unmatched"],
  ["integration_response_unmatched", 500, "/undeclared"],
  ["integration_misconfigured", 500, "/variable"],
  ["integration_refused", 500, "/refused"],
  ["integration_refused", 500, "/metadata"],
  ["integration_throttled", 500, "/throttled"],
  ["function_failed", 502, "/failing"],
  ["function_response_malformed", 502, "/malformed"],
  ["integration_unreachable", 504, "/dead"],
  ["integration_response_malformed", 504, "/cut"],
  ["integration_response_malformed", 504, "/bad"],
  ["integration_response_too_large", 504, "/huge"],
  ["integration_timed_out", 504, "/slow"],
];
for (const [code, status, path, init] of rejected) {
  test(`${init?.method ?? "GET"} ${path} is refused: ${code}`, async () => {
    const answer = await harness.call(path, init);
    const record = harness.records().at(-1)!;
    assert.equal(record.rejection, code);
    assert.equal(answer.status, status);
    assert.equal(record.status, status);
    assert.equal(record.stages.at(-1)?.outcome, "reject");
    assert.ok(record.stages.at(-1)?.detail, "the record says why");
    assert.equal(answer.headers.get("x-amzn-requestid"), record.requestId);
    assert.equal(answer.headers.get("x-amz-apigw-id"), record.extendedRequestId);
    assert.ok(answer.headers.get("x-amzn-errortype"));
    // The record's reasons are for the operator.
    assert.ok(!answer.text.includes(record.stages.at(-1)!.detail!));
  });
}

test("an answered request leaves a record of every stage, in order", async () => {
  const answer = await harness.call("/fine?secret=in-the-query", { headers: { Cookie: "secret" } });
  assert.equal(answer.text, "fine");
  const record = harness.records().at(-1)!;
  assert.deepEqual(
    {
      ...record,
      requestId: "",
      extendedRequestId: "",
      startedAtMs: 0,
      durationUs: 0,
      stages: record.stages.map(({ stage, outcome }) => [stage, outcome]),
    },
    {
      requestId: "",
      extendedRequestId: "",
      startedAtMs: 0,
      durationUs: 0,
      apiId: "abc",
      stageName: "prod",
      deploymentId: "dep1",
      httpMethod: "GET",
      path: "/fine",
      resourcePath: "/fine",
      sourceIp: "127.0.0.1",
      status: 200,
      stages: [
        ["inspect-waf", "continue"],
        ["route", "continue"],
        ["integrate", "respond"],
      ],
    },
  );
  assert.ok(!JSON.stringify(record).includes("secret"));
});

test("a new deployment is served at once, and a withdrawn one is gone", async () => {
  harness.gateway.sink.publish(restStage({ apiId: "swap", deploymentId: "one" }));
  harness.gateway.sink.publish(restStage({ apiId: "swap", deploymentId: "two" }));
  assert.equal((await harness.call("/../../swap/prod")).status, 200);
  assert.equal(harness.records().at(-1)?.deploymentId, "two");
  harness.gateway.sink.withdraw("swap", "prod");
  assert.equal((await harness.call("/../../swap/prod")).status, 403);
  assert.equal(harness.records().at(-1)?.rejection, "api_unknown");
});

const request = {
  method: "GET",
  path: "/_aws/execute-api/abc/prod",
  rawQuery: "",
  rawHeaders: [],
  headers: {},
  connection: { sourceIp: "::1", localPort: 1, tls: undefined },
  body: noBody,
};

test("a bug in a stage answers 500, is recorded, and its text reaches only the log", async () => {
  const logged: unknown[] = [];
  const { gateway, records } = createHarness({
    stages: [restStage({ methods: [method({ authorization: { type: "AWS_IAM" } })] })],
    credentials: {
      findCredential: () => {
        throw new Error("inner workings");
      },
    },
    logger: { info: () => {}, warn: () => {}, error: (_message, error) => logged.push(error) },
  });
  const authorization =
    "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=" +
    "0".repeat(64);
  const rawHeaders = ["Host", "a", "X-Amz-Date", "20260101T000000Z", "Authorization", authorization];
  const answer = await gateway.handle({ ...request, rawHeaders });
  assert.equal(answer.status, 500);
  assert.equal(records()[0]?.rejection, "internal_failure");
  assert.equal(records()[0]?.stages.at(-1)?.outcome, "failed");
  assert.ok(
    !answer.body.toString().includes("inner workings") &&
      !JSON.stringify(records()).includes("inner workings"),
  );
  assert.match(String(logged[0]), /inner workings/);
});

test("an observer that throws changes no answer", async () => {
  const seen: number[] = [];
  const { gateway } = createHarness({
    observers: [
      () => {
        throw new Error("observer");
      },
      (record, response) => seen.push(record.status, response.status),
    ],
  });
  assert.equal((await gateway.handle(request)).status, 200);
  assert.deepEqual(seen, [200, 200]);
});

test("a sink of records that throws changes no answer, and the log says so", async () => {
  const logged: string[] = [];
  const { gateway } = createHarness({
    records: {
      write: () => {
        throw new Error("no room");
      },
    },
    logger: {
      info: () => {},
      warn: () => {},
      error: (message, error) => logged.push(`${message}: ${error}`),
    },
  });
  assert.equal((await gateway.handle(request)).status, 200);
  assert.deepEqual(logged, ["A decision record was lost: Error: no room"]);
});

test("a stage's access log has a line of every request that reaches it, whatever becomes of it", async () => {
  const lines: string[] = [];
  const accessLog = {
    logGroupName: "g",
    format: "$context.stage $context.status $context.error.responseType",
  };
  const { gateway } = createHarness({
    stages: [
      restStage({
        accessLog,
        methods: [method(), method({ resourcePath: "/iam", authorization: { type: "AWS_IAM" } })],
      }),
      restStage({ stageName: "silent" }),
    ],
    accessLogs: { write: ({ logGroupName }, { message }) => lines.push(`${logGroupName} ${message}`) },
    webAcls: {
      find: (stageArn) => {
        if (stageArn.endsWith("/prod") && broken) throw new Error("inner workings");
        return undefined;
      },
    },
  });
  let broken = false;
  const call = (path: string) => gateway.handle({ ...request, path: `/_aws/execute-api/abc${path}` });
  await call("/prod/");
  await call("/prod/nowhere");
  await call("/prod/iam");
  broken = true;
  await call("/prod/");
  await call("/silent/");
  await call("/no-stage/");
  assert.deepEqual(lines, [
    "g prod 200 -",
    "g prod 403 MISSING_AUTHENTICATION_TOKEN",
    "g prod 403 MISSING_AUTHENTICATION_TOKEN",
    "g prod 500 -",
  ]);
});

test("an access log that throws changes no answer", async () => {
  const { gateway } = createHarness({
    stages: [restStage({ accessLog: { logGroupName: "g", format: "$context.requestId" } })],
    accessLogs: {
      write: () => {
        throw new Error("full");
      },
    },
  });
  assert.equal((await gateway.handle(request)).status, 200);
});

test("a mock is answered without a promise", () => {
  assert.ok(!(createHarness().gateway.handle(request) instanceof Promise));
});

test("an upstream error carries its reason", () => {
  assert.equal(new UpstreamError("saturated", "x").reason, "saturated");
});
