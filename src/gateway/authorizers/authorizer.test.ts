import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setTimeout as delay, setImmediate as turn } from "node:timers/promises";
import { ManualClock } from "../../base/clock.ts";
import {
  type HarnessOptions,
  lambdaProxy,
  method,
  mock,
  type RunningHarness,
  restStage,
  startHarness,
} from "../gateway.fixture.ts";
import type { FunctionInvocation, FunctionOutcome } from "../ports.ts";
import type { RejectionCode } from "../rejections.ts";
import type { LambdaAuthorizerSnapshot, RestStageSnapshot } from "../snapshot.ts";
import { answerOf, arnOf, policyOf, requestAuthorizer, tokenAuthorizer } from "./authorizer.fixture.ts";

let harness: RunningHarness;
afterEach(() => harness.stop());

const startMs = Date.UTC(2026, 0, 1, 12);
const returned = (payload: Buffer): FunctionOutcome => ({ kind: "returned", payload });
const failed = (document: unknown): FunctionOutcome => ({
  kind: "failed",
  payload: Buffer.from(JSON.stringify(document)),
});
const eventOf = ({ payload }: FunctionInvocation) => JSON.parse(payload.toString());
const token = (value = "t") => ({ headers: { Auth: value } });

interface Guard {
  readonly authorizer?: Partial<LambdaAuthorizerSnapshot>;
  readonly answers?: (invocation: FunctionInvocation) => FunctionOutcome | Promise<FunctionOutcome>;
  readonly stage?: Partial<RestStageSnapshot>;
  readonly clock?: HarnessOptions["clock"];
}

/** Starts a gateway whose every method below `/` an authorizer guards. Returns what its function was told. */
async function guard({ authorizer, answers, stage, clock }: Guard = {}): Promise<FunctionInvocation[]> {
  const asked: FunctionInvocation[] = [];
  const guarded = { authorization: { type: "CUSTOM", authorizerId: "auth1" } } as const;
  harness = await startHarness({
    ...(clock && { clock }),
    function: (invocation) => {
      if (!invocation.functionArn.endsWith(":auth")) {
        return returned(Buffer.from(JSON.stringify({ body: invocation.payload.toString() })));
      }
      asked.push(invocation);
      return answers?.(invocation) ?? returned(answerOf());
    },
    stages: [
      restStage({
        methods: [
          method(guarded),
          method({ ...guarded, resourcePath: "/{path+}", httpMethod: "ANY" }),
          method({ ...guarded, resourcePath: "/event", integration: lambdaProxy() }),
        ],
        authorizers: [tokenAuthorizer(authorizer)],
        ...stage,
      }),
    ],
  });
  return asked;
}

const lastRecord = () => harness.records().at(-1)!;

/** How each answer of the function ends for its caller. */
const endings: readonly [
  name: string,
  outcome: FunctionOutcome,
  status: number,
  body: unknown,
  code?: RejectionCode,
][] = [
  ["allows", returned(answerOf()), 200, { ok: true }],
  [
    "denies",
    returned(answerOf({ policyDocument: policyOf("Deny", arnOf("*")) })),
    403,
    { Message: "User is not authorized to access this resource with an explicit deny" },
    "access_denied_explicitly",
  ],
  [
    "is silent",
    returned(answerOf({ policyDocument: policyOf("Allow", arnOf("GET/other")) })),
    403,
    { Message: "User is not authorized to access this resource" },
    "access_denied",
  ],
  [
    "says Unauthorized",
    failed({ errorMessage: "Unauthorized" }),
    401,
    { message: "Unauthorized" },
    "authorizer_unauthorized",
  ],
  ["throws", failed({ errorMessage: "Unauthorized!" }), 500, { message: null }, "authorizer_failed"],
  [
    "throws a long tale",
    failed({ errorMessage: "Unauthorized", trace: "x".repeat(64 * 1024) }),
    500,
    { message: null },
    "authorizer_failed",
  ],
  ["throws a text", failed("Unauthorized"), 500, { message: null }, "authorizer_failed"],
  [
    "returns Unauthorized",
    returned(Buffer.from('"Unauthorized"')),
    500,
    { message: null },
    "authorizer_response_malformed",
  ],
  [
    "returns nonsense",
    returned(Buffer.from("<html>")),
    500,
    { message: null },
    "authorizer_response_malformed",
  ],
  [
    "returns too much",
    returned(answerOf({ context: { a: "x".repeat(8 * 1024) } })),
    500,
    { message: null },
    "authorizer_response_too_large",
  ],
  ["runs out of time", { kind: "timed-out" }, 500, { message: null }, "authorizer_timed_out"],
  ["is throttled", { kind: "throttled" }, 500, { message: null }, "authorizer_throttled"],
  [
    "may not be called",
    { kind: "refused", detail: "no permission" },
    500,
    { message: null },
    "authorizer_refused",
  ],
];
for (const [name, outcome, status, body, code] of endings) {
  test(`a function that ${name}: ${status} ${code ?? ""}`, async () => {
    await guard({ answers: () => outcome });
    const answer = await harness.call("/", token());
    assert.deepEqual([answer.status, JSON.parse(answer.text)], [status, body]);
    assert.equal(lastRecord().rejection, code);
  });
}

test("a function that never answers is given up after ten seconds", async () => {
  const clock = new ManualClock(startMs);
  const asked = await guard({ clock, answers: () => new Promise(() => {}) });
  const calling = harness.call("/", token());
  while (asked.length === 0) await turn();
  clock.advance(10_000);
  assert.equal((await calling).status, 500);
  assert.equal(lastRecord().rejection, "authorizer_timed_out");
  assert.ok(asked[0]!.signal.aborted);
});

test("the policy is kept, never the verdict: an Allow for one method opens no other", async () => {
  const asked = await guard({
    answers: (invocation) =>
      returned(answerOf({ policyDocument: policyOf("Allow", eventOf(invocation).methodArn) })),
  });
  assert.equal((await harness.call("/mine", token())).status, 200);
  assert.equal((await harness.call("/mine", token())).status, 200);
  assert.equal((await harness.call("/theirs", token())).status, 403);
  assert.equal((await harness.call("/mine", { ...token(), method: "DELETE" })).status, 403);
  assert.equal(asked.length, 1);
});

test("a Deny is kept, too", async () => {
  const asked = await guard({ answers: () => returned(answerOf({ policyDocument: policyOf("Deny", "*") })) });
  for (let i = 0; i < 2; i++) assert.equal((await harness.call("/", token())).status, 403);
  assert.equal(asked.length, 1);
});

test("conditions of a kept policy see each request anew", async () => {
  const policyDocument = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "execute-api:Invoke",
        Resource: "*",
        Condition: { StringEquals: { "aws:UserAgent": "known" } },
      },
    ],
  };
  await guard({ answers: () => returned(answerOf({ policyDocument })) });
  const from = (agent: string) => harness.call("/", { headers: { Auth: "t", "User-Agent": agent } });
  assert.equal((await from("known")).status, 200);
  assert.equal((await from("other")).status, 403);
});

test("an answer is kept for its time and for its token, and a refusal is not", async () => {
  const clock = new ManualClock(startMs);
  let outcome: FunctionOutcome = failed({ errorMessage: "Unauthorized" });
  const asked = await guard({ clock, answers: () => outcome });
  assert.equal((await harness.call("/", token())).status, 401);
  outcome = returned(answerOf());
  assert.equal((await harness.call("/", token())).status, 200);
  clock.advance(299_999);
  assert.equal((await harness.call("/", token())).status, 200);
  assert.equal(asked.length, 2);
  assert.equal((await harness.call("/", token("other"))).status, 200);
  assert.equal(asked.length, 3);
  clock.advance(1);
  assert.equal((await harness.call("/", token())).status, 200);
  assert.equal(asked.length, 4);
  harness.gateway.sink.flushAuthorizers("abc", "prod");
  assert.equal((await harness.call("/", token())).status, 200);
  assert.equal(asked.length, 5);
});

test("identical tokens at the same time are asked about once", async () => {
  const late = Promise.withResolvers<FunctionOutcome>();
  const asked = await guard({ answers: () => late.promise });
  const calls = ["/a", "/b", "/c"].map((path) => harness.call(path, token()));
  while (asked.length === 0) await turn();
  late.resolve(returned(answerOf()));
  assert.deepEqual(
    (await Promise.all(calls)).map(({ status }) => status),
    [200, 200, 200],
  );
  assert.equal(asked.length, 1);
});

test("without a cache every request is asked about: an answer for one path is not lent to another", async () => {
  const together = Promise.withResolvers<void>();
  const asked = await guard({
    authorizer: { resultTtlS: 0 },
    answers: async (invocation) => {
      // All at the same time, when there would be an answer to lend.
      await together.promise;
      const allowed = eventOf(invocation).methodArn.endsWith("/GET/mine");
      return returned(answerOf({ policyDocument: policyOf(allowed ? "Allow" : "Deny", "*") }));
    },
  });
  const calls = ["/mine", "/theirs", "/mine"].map((path) => harness.call(path, token()));
  for (let turns = 0; asked.length < calls.length && turns < 500; turns++) await delay(1);
  together.resolve();
  const statuses = (await Promise.all(calls)).map(({ status }) => status);
  assert.deepEqual(statuses, [200, 403, 200]);
  assert.equal(asked.length, 3);
});

test("a path that holds wildcards is handed on without: an echoed ARN opens no other path", async () => {
  const asked = await guard({
    answers: (invocation) => {
      const { methodArn } = eventOf(invocation);
      const secret = methodArn.endsWith("/secret");
      return returned(answerOf({ policyDocument: policyOf(secret ? "Deny" : "Allow", methodArn) }));
    },
  });
  for (const path of ["/*", "/%2A", "/secre%3F", "/$%7Baws:userid%7D"]) await harness.call(path, token());
  for (const { payload } of asked) assert.doesNotMatch(payload.toString(), /"methodArn":"[^"]*(?:[*?]|\$\{)/);
  assert.equal((await harness.call("/secret", token())).status, 403);
});

const unidentified: readonly [
  name: string,
  authorizer: Partial<LambdaAuthorizerSnapshot>,
  path: string,
  headers: Record<string, string>,
  code: RejectionCode,
][] = [
  ["no token", {}, "/", {}, "identity_source_missing"],
  ["an empty token", {}, "/", { Auth: "" }, "identity_source_missing"],
  [
    "a token of another form",
    { identityValidationExpression: "Bearer [a-z]+" },
    "/",
    { Auth: "Basic abc" },
    "identity_token_invalid",
  ],
  [
    "a token that only begins well",
    { identityValidationExpression: "[a-z]+" },
    "/",
    { Auth: "abc1" },
    "identity_token_invalid",
  ],
  ["one source of two", twoSources(), "/", { A: "1" }, "identity_source_missing"],
  ["an empty parameter", twoSources(), "/?b=", { A: "1" }, "identity_source_missing"],
  ["a stage variable that is not set", source("stageVariables.team"), "/", {}, "identity_source_missing"],
  [
    "a context variable that has no value",
    source("context.identity.userArn"),
    "/",
    {},
    "identity_source_missing",
  ],
  [
    "no source, though nothing is kept",
    { ...twoSources(), resultTtlS: 0 },
    "/",
    {},
    "identity_source_missing",
  ],
];
function twoSources(): Partial<LambdaAuthorizerSnapshot> {
  return requestAuthorizer({ identitySources: ["method.request.header.A", "method.request.querystring.b"] });
}
function source(expression: string): Partial<LambdaAuthorizerSnapshot> {
  return requestAuthorizer({ identitySources: [expression] });
}
for (const [name, authorizer, path, headers, code] of unidentified) {
  test(`${name}: 401, and the function is not asked`, async () => {
    const asked = await guard({ authorizer });
    const answer = await harness.call(path, { headers });
    assert.deepEqual([answer.status, answer.text], [401, '{"message":"Unauthorized"}']);
    assert.equal(answer.headers.get("x-amzn-errortype"), "UnauthorizedException");
    assert.equal(lastRecord().rejection, code);
    assert.equal(asked.length, 0);
  });
}

test("a token whose header is sent twice is refused", async () => {
  const asked = await guard();
  const answer = await harness.raw(
    "GET /_aws/execute-api/abc/prod/ HTTP/1.1\r\nHost: localhost\r\nAuth: a\r\nAuth: b\r\nConnection: close\r\n\r\n",
  );
  assert.match(answer, /^HTTP\/1\.1 401 /);
  assert.equal(asked.length, 0);
});

test("all identity sources are the key, and all their values", async () => {
  const asked = await guard({ authorizer: twoSources() });
  const requests: readonly [path: string, a: string][] = [
    ["/?b=1", "x"],
    ["/?b=2", "x"],
    ["/?b=1", "y"],
    // Were one value chosen, the victim's answer would be found, or replaced by one that the function gave for both.
    ["/?b=1&b=2", "x"],
    ["/?b=2&b=1", "x"],
    ["/?b=1%2C2", "x"],
  ];
  for (const [path, a] of requests) await harness.call(path, { headers: { A: a } });
  assert.equal(asked.length, requests.length);
  for (const [path, a] of requests) await harness.call(path, { headers: { A: a } });
  assert.equal(asked.length, requests.length);
});

test("a TOKEN function is told the token and the method", async () => {
  const asked = await guard({ authorizer: { credentials: "arn:aws:iam::123456789012:role/asker" } });
  await harness.call("/pets/7", token("Bearer abc"));
  const [invocation] = asked;
  assert.deepEqual(eventOf(invocation!), {
    type: "TOKEN",
    methodArn: arnOf("GET/pets/7"),
    authorizationToken: "Bearer abc",
  });
  assert.equal(invocation!.credentialsRoleArn, "arn:aws:iam::123456789012:role/asker");
  assert.equal(invocation!.sourceArn, "arn:aws:execute-api:us-east-1:123456789012:abc/authorizers/auth1");
  assert.equal(invocation!.timeoutMs, 10_000);
});

test("a REQUEST function is told the request", async () => {
  const asked = await guard({ authorizer: twoSources(), stage: { variables: { team: "blue" } } });
  await harness.call("/pets/7?b=1&b=2", { headers: { A: "1" }, method: "POST", body: "secret body" });
  const event = eventOf(asked[0]!);
  assert.equal(event.type, "REQUEST");
  assert.equal(event.methodArn, arnOf("POST/pets/7"));
  assert.deepEqual([event.resource, event.path, event.httpMethod], ["/{path+}", "/pets/7", "POST"]);
  assert.equal(event.headers.A, "1");
  assert.deepEqual(event.multiValueHeaders.A, ["1"]);
  assert.deepEqual(event.queryStringParameters, { b: "2" });
  assert.deepEqual(event.multiValueQueryStringParameters, { b: ["1", "2"] });
  assert.deepEqual(event.pathParameters, { path: "pets/7" });
  assert.deepEqual(event.stageVariables, { team: "blue" });
  assert.equal(event.requestContext.identity.sourceIp, "127.0.0.1");
  assert.ok(!("body" in event) && !JSON.stringify(event).includes("secret body"));
});

test("a function's words reach the integration, and cannot replace who it said the caller is", async () => {
  const context = { plan: "gold", seats: 3, principalId: "root", __proto__: "x" };
  await guard({ answers: () => returned(answerOf({ context, usageIdentifierKey: "key-1" })) });
  const event = JSON.parse((await harness.call("/event", token())).text);
  const { integrationLatency, ...authorizer } = event.requestContext.authorizer;
  assert.deepEqual(authorizer, { plan: "gold", seats: "3", principalId: "ann" });
  assert.ok(integrationLatency >= 0);
});

test("templates and mappings read them; a line break in one does not become a header", async () => {
  const requestTemplates = { "application/json": '{"statusCode": 200}' };
  const responseTemplates = {
    "application/json": "$context.authorizer.principalId $context.authorizer.note",
  };
  const responseParameters = { "method.response.header.X-Note": "context.authorizer.note" };
  const guarded = method({
    authorization: { type: "CUSTOM", authorizerId: "auth1" },
    methodResponses: [{ statusCode: "200", responseParameters: { "method.response.header.X-Note": false } }],
    integration: mock({
      requestTemplates,
      responses: [{ statusCode: "200", responseParameters, responseTemplates }],
    }),
  });
  let note = "plain";
  await guard({
    stage: { methods: [guarded] },
    authorizer: { resultTtlS: 0 },
    answers: () => returned(answerOf({ context: { note } })),
  });
  const plain = await harness.call("/", token());
  assert.equal(plain.text, "ann plain");
  assert.equal(plain.headers.get("x-note"), "plain");
  note = "a\r\nSet-Cookie: stolen=1";
  const injected = await harness.call("/", token());
  assert.equal(injected.headers.get("set-cookie"), null);
});

test("a Deny's gateway response may say why, in the function's words", async () => {
  const gatewayResponses = [
    {
      responseType: "ACCESS_DENIED",
      responseParameters: {},
      responseTemplates: { "application/json": '{"why":"$context.authorizer.why"}' },
    },
  ];
  const policyDocument = policyOf("Deny", "*");
  await guard({
    stage: { gatewayResponses },
    answers: () => returned(answerOf({ policyDocument, context: { why: "unpaid" } })),
  });
  assert.equal((await harness.call("/", token())).text, '{"why":"unpaid"}');
});

test("the record says who and how, and holds neither token nor key", async () => {
  await guard({ answers: () => returned(answerOf({ usageIdentifierKey: "key-secret" })) });
  const secret = token("token-secret");
  for (const [how, cache] of [
    ["answered by the function", "miss"],
    ["answered for an earlier request, and kept", "hit"],
  ]) {
    await harness.call("/", secret);
    const { stages } = lastRecord();
    const asked = stages.find(({ stage }) => stage === "authorizer");
    assert.deepEqual([asked?.detail, asked?.cache], [`${how}: the caller is ann`, cache]);
    const deciding = stages.find(({ stage }) => stage === "authorize")?.statement;
    assert.deepEqual([deciding?.layer, deciding?.effect], ["authorizer", "Allow"]);
  }
  assert.doesNotMatch(JSON.stringify(harness.records()), /secret/);
});

test("a method ARN of more than 1,600 bytes is refused before the function is asked", async () => {
  const asked = await guard();
  assert.equal((await harness.call(`/${"a".repeat(1_600)}`, token())).status, 414);
  assert.equal(asked.length, 0);
});

test("an authorizer that needs a stage variable lets nobody in before the stage has it", async () => {
  const functionArn = "arn:aws:lambda:us-east-1:123456789012:function:${stageVariables.name}";
  const asked = await guard({ authorizer: { functionArn } });
  assert.equal((await harness.call("/", token())).status, 500);
  assert.equal(lastRecord().rejection, "authorizer_misconfigured");
  assert.equal(asked.length, 0);
});

const unfit: readonly [name: string, authorizer: Partial<LambdaAuthorizerSnapshot>, message: RegExp][] = [
  ["a type that is none", { type: "JWT" as "TOKEN" }, /JWT/],
  ["a result kept too long", { resultTtlS: 3_601 }, /3601/],
  ["a cache without a key", requestAuthorizer({ identitySources: [] }), /identity source/],
  ["a token in the query", { identitySources: ["method.request.querystring.q"] }, /one header/],
  [
    "a source that is none",
    requestAuthorizer({ identitySources: ["method.request.path.id"] }),
    /not an identity source/,
  ],
  ["an expression that backtracks", { identityValidationExpression: "(a)\\1" }, /authorizer gate/],
  ["a setting that nobody knows", { simple: true } as object, /"simple"/],
];
for (const [name, authorizer, message] of unfit) {
  test(`a stage with ${name} is refused`, async () => {
    await guard();
    const stage = restStage({ authorizers: [tokenAuthorizer(authorizer)] });
    assert.throws(() => harness.gateway.sink.publish(stage), { name: "CompileError", message });
  });
}

test("a trial asks the function and keeps nothing", async () => {
  const asked = await guard({ answers: () => returned(answerOf({ context: { a: "b" } })) });
  const stage = restStage({ stageName: "test", authorizers: [tokenAuthorizer()] });
  const trial = {
    stage,
    headers: ["Auth", "t"],
    path: "/pets",
    rawQuery: "",
    requestId: "r",
    sourceIp: "127.0.0.1",
  };
  for (let i = 0; i < 2; i++) {
    const outcome = await harness.gateway.sink.tryAuthorizer(trial);
    assert.ok(outcome.kind === "answered" && outcome.principalId === "ann");
    assert.deepEqual(JSON.parse(outcome.policyDocument), policyOf("Allow", arnOf("*")));
  }
  assert.equal(asked.length, 2);
  const refused = await harness.gateway.sink.tryAuthorizer({ ...trial, headers: [] });
  assert.deepEqual([refused.kind, "status" in refused && refused.status], ["refused", 401]);
  const ambiguous = await harness.gateway.sink.tryAuthorizer({ ...trial, path: "/../x" });
  assert.equal("status" in ambiguous && ambiguous.status, 400);
});
