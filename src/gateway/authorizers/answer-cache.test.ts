import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "../../base/clock.ts";
import { AnswerCache } from "./answer-cache.ts";
import { answerOf } from "./authorizer.fixture.ts";
import { type Asked, refuse } from "./authorizer.ts";
import { parseAnswer } from "./authorizer-answer.ts";

const startMs = Date.UTC(2026, 0, 1);
const answered = (principalId: string): Asked => ({
  kind: "answered",
  answer: parseAnswer(answerOf({ principalId }), "gate"),
});

function cacheOf(ttlMs: number) {
  const clock = new ManualClock(startMs);
  return { clock, cache: new AnswerCache(ttlMs, () => clock.nowMs()) };
}

test("an answer is kept until its time is over, and not a millisecond longer", async () => {
  const { clock, cache } = cacheOf(1_000);
  await cache.ask("ann", async () => answered("ann"));
  clock.advance(999);
  assert.equal(cache.find("ann", clock.nowMs())?.principalId, "ann");
  clock.advance(1);
  assert.equal(cache.find("ann", clock.nowMs()), undefined);
});

test("the time counts from the answer, not from the question", async () => {
  const { clock, cache } = cacheOf(1_000);
  const late = Promise.withResolvers<Asked>();
  const asking = cache.ask("ann", () => late.promise);
  clock.advance(900);
  late.resolve(answered("ann"));
  await asking;
  clock.advance(999);
  assert.ok(cache.find("ann", clock.nowMs()));
});

test("a refusal is not kept, and neither is a throw", async () => {
  const { cache } = cacheOf(1_000);
  await cache.ask("ann", async () => refuse("authorizer_failed", "failed"));
  await assert.rejects(
    cache.ask("ann", async () => {
      throw new Error("bug");
    }),
  );
  assert.equal(cache.find("ann", startMs), undefined);
  const asked = await cache.ask("ann", async () => answered("ann"));
  assert.equal(asked.kind, "answered");
});

test("who asks while a question is under way waits for its answer", async () => {
  const { cache } = cacheOf(1_000);
  let questions = 0;
  const late = Promise.withResolvers<Asked>();
  const ask = () =>
    cache.ask("ann", () => {
      questions++;
      return late.promise;
    });
  const all = [ask(), ask(), ask()];
  const other = cache.ask("bob", async () => answered("bob"));
  late.resolve(answered("ann"));
  const names = (await Promise.all([...all, other])).map(
    (asked) => asked.kind === "answered" && asked.answer.principalId,
  );
  assert.deepEqual(names, ["ann", "ann", "ann", "bob"]);
  assert.equal(questions, 1);
});

test("what was asked before a flush is not kept after it, nor waited for", async () => {
  const { cache } = cacheOf(1_000);
  const stale = Promise.withResolvers<Asked>();
  const before = cache.ask("ann", () => stale.promise);
  cache.flush();
  const after = await cache.ask("ann", async () => answered("new"));
  stale.resolve(answered("old"));
  await before;
  assert.equal(after.kind === "answered" && after.answer.principalId, "new");
  assert.equal(cache.find("ann", startMs)?.principalId, "new");
});

test("no more callers are kept than there is room for", async () => {
  const { cache } = cacheOf(1_000);
  const one = answered("ann");
  for (let i = 0; i <= 4_096; i++) await cache.ask(String(i), async () => one);
  assert.equal(cache.find("0", startMs), undefined);
  assert.ok(cache.find("4096", startMs));
});
