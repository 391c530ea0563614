import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { ManualClock } from "../../base/clock.ts";
import { restStage } from "../gateway.fixture.ts";
import type { FunctionOutcome } from "../ports.ts";
import type { RejectionCode } from "../rejections.ts";
import type { LambdaAuthorizerSnapshot } from "../snapshot.ts";
import { answerOf, arnOf, policyOf, requestAuthorizer, tokenAuthorizer } from "./authorizer.fixture.ts";
import { failed, guard, lastRecord, returned, token } from "./guarded-gateway.fixture.ts";

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
  test(`a function that ${name}: ${status} ${code ?? ""}`, async (t) => {
    const { harness } = await guard(t, { answers: () => outcome });
    const answer = await harness.call("/", token());
    assert.deepEqual([answer.status, JSON.parse(answer.text)], [status, body]);
    assert.equal(lastRecord(harness).rejection, code);
  });
}

test("a function that never answers is given up after ten seconds", async (t) => {
  const clock = new ManualClock(Date.UTC(2026, 0, 1, 12));
  const { harness, asked } = await guard(t, { clock, answers: () => new Promise(() => {}) });
  const calling = harness.call("/", token());
  while (asked.length === 0) await turn();
  clock.advance(10_000);
  assert.equal((await calling).status, 500);
  assert.equal(lastRecord(harness).rejection, "authorizer_timed_out");
  assert.ok(asked[0]!.signal.aborted);
});

test("a method ARN of more than 1,600 bytes is refused before the function is asked", async (t) => {
  const { harness, asked } = await guard(t);
  assert.equal((await harness.call(`/${"a".repeat(1_600)}`, token())).status, 414);
  assert.equal(asked.length, 0);
});

test("an authorizer that needs a stage variable lets nobody in before the stage has it", async (t) => {
  const functionArn = "arn:aws:lambda:us-east-1:123456789012:function:${stageVariables.name}";
  const { harness, asked } = await guard(t, { authorizer: { functionArn } });
  assert.equal((await harness.call("/", token())).status, 500);
  assert.equal(lastRecord(harness).rejection, "authorizer_misconfigured");
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
  test(`a stage with ${name} is refused`, async (t) => {
    const { harness } = await guard(t);
    const stage = restStage({ authorizers: [tokenAuthorizer(authorizer)] });
    assert.throws(() => harness.gateway.sink.publish(stage), { name: "CompileError", message });
  });
}

test("a trial asks the function and keeps nothing", async (t) => {
  const { harness, asked } = await guard(t, { answers: () => returned(answerOf({ context: { a: "b" } })) });
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
