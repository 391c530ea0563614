import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay, setImmediate as turn } from "node:timers/promises";
import { ManualClock } from "../../base/clock.ts";
import type { FunctionOutcome } from "../ports.ts";
import { answerOf, policyOf } from "./authorizer.fixture.ts";
import { eventOf, failed, guard, returned, token } from "./guarded-gateway.fixture.ts";

const startMs = Date.UTC(2026, 0, 1, 12);

test("the policy is kept, never the verdict: an Allow for one method opens no other", async (t) => {
  const { harness, asked } = await guard(t, {
    answers: (invocation) =>
      returned(answerOf({ policyDocument: policyOf("Allow", eventOf(invocation).methodArn) })),
  });
  assert.equal((await harness.call("/mine", token())).status, 200);
  assert.equal((await harness.call("/mine", token())).status, 200);
  assert.equal((await harness.call("/theirs", token())).status, 403);
  assert.equal((await harness.call("/mine", { ...token(), method: "DELETE" })).status, 403);
  assert.equal(asked.length, 1);
});

test("a Deny is kept, too", async (t) => {
  const { harness, asked } = await guard(t, {
    answers: () => returned(answerOf({ policyDocument: policyOf("Deny", "*") })),
  });
  for (let i = 0; i < 2; i++) assert.equal((await harness.call("/", token())).status, 403);
  assert.equal(asked.length, 1);
});

test("conditions of a kept policy see each request anew", async (t) => {
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
  const { harness } = await guard(t, { answers: () => returned(answerOf({ policyDocument })) });
  const from = (agent: string) => harness.call("/", { headers: { Auth: "t", "User-Agent": agent } });
  assert.equal((await from("known")).status, 200);
  assert.equal((await from("other")).status, 403);
});

test("an answer is kept for its time and for its token, and a refusal is not", async (t) => {
  const clock = new ManualClock(startMs);
  let outcome: FunctionOutcome = failed({ errorMessage: "Unauthorized" });
  const { harness, asked } = await guard(t, { clock, answers: () => outcome });
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

test("identical tokens at the same time are asked about once", async (t) => {
  const late = Promise.withResolvers<FunctionOutcome>();
  const { harness, asked } = await guard(t, { answers: () => late.promise });
  const calls = ["/a", "/b", "/c"].map((path) => harness.call(path, token()));
  while (asked.length === 0) await turn();
  late.resolve(returned(answerOf()));
  assert.deepEqual(
    (await Promise.all(calls)).map(({ status }) => status),
    [200, 200, 200],
  );
  assert.equal(asked.length, 1);
});

test("without a cache every request is asked about: an answer for one path is not lent to another", async (t) => {
  const together = Promise.withResolvers<void>();
  const { harness, asked } = await guard(t, {
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

test("a path that holds wildcards is handed on without: an echoed ARN opens no other path", async (t) => {
  const { harness, asked } = await guard(t, {
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
