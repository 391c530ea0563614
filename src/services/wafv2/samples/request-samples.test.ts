import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "../../../base/random.ts";
import { SAMPLES_KEPT_MS } from "./account-samples.ts";
import { RequestSamples } from "./request-samples.ts";

const NOW_MS = Date.UTC(2026, 0, 1, 12);
const MINUTE_MS = 60_000;

const allSamples = () => new RequestSamples(new SeededRandom("samples"));
const samples = () => allSamples().of("111122223333");
const numberOf = ({ json }: { readonly json: Buffer }): number => JSON.parse(json.toString()).number;

/** Offers `count` numbered requests of a rule. */
function offer(to: ReturnType<typeof samples>, count: number, rule = "rule", nowMs = NOW_MS): void {
  for (let number = 0; number < count; number++) to.offer(rule, nowMs, () => ({ number }));
}

test("few requests are all kept, each standing for itself", () => {
  const kept = samples();
  offer(kept, 100);
  const { samples: found, population } = kept.list(["rule"], NOW_MS, NOW_MS + 1);
  assert.deepEqual(
    found.map(numberOf),
    Array.from({ length: 100 }, (_, number) => number),
  );
  assert.deepEqual([population, new Set(found.map(({ weight }) => weight))], [100, new Set([1])]);
});

test("of many, a hundred are kept that come from all of the minute, and weigh as much as all", () => {
  const kept = samples();
  offer(kept, 10_000);
  const { samples: found, population } = kept.list(["rule"], NOW_MS, NOW_MS + 1);
  assert.deepEqual([found.length, found[0]?.weight, population], [100, 100, 10_000]);
  // Each quarter has 25 on average; the seed is fixed.
  for (const quarter of [0, 1, 2, 3]) {
    const own = found.filter((sample) => Math.floor(numberOf(sample) / 2500) === quarter);
    assert.ok(own.length >= 10, `quarter ${quarter} has ${own.length}`);
  }
});

test("what is not kept is not even told", () => {
  const kept = samples();
  let told = 0;
  for (let count = 0; count < 10_000; count++) {
    kept.offer("rule", NOW_MS, () => {
      told++;
      return {};
    });
  }
  assert.ok(told < 1000, String(told));
});

test("a question is answered of its rules and its time window", () => {
  const kept = samples();
  offer(kept, 3, "a", NOW_MS);
  offer(kept, 5, "a", NOW_MS + 90_000);
  offer(kept, 7, "b", NOW_MS);
  const population = (rules: string[], fromMs: number, untilMs: number) =>
    kept.list(rules, fromMs, untilMs).population;
  assert.equal(population(["a"], NOW_MS, NOW_MS + 90_000), 3);
  assert.equal(population(["a"], NOW_MS, NOW_MS + 90_001), 8);
  assert.equal(population(["a"], NOW_MS + 1, NOW_MS + 90_001), 5);
  assert.equal(population(["a", "b"], NOW_MS, NOW_MS + 1), 10);
  assert.equal(population(["c"], NOW_MS, NOW_MS + 90_001), 0);
});

test("choosing leaves as many as are asked for, none twice, in order", () => {
  const kept = samples();
  offer(kept, 50);
  const all = kept.list(["rule"], NOW_MS, NOW_MS + 1).samples;
  const chosen = kept.choose(all, 20).map(numberOf);
  assert.equal(new Set(chosen).size, 20);
  assert.equal(kept.choose(all, 50).length, 50);
});

test("samples are forgotten after three hours", () => {
  const kept = samples();
  offer(kept, 1);
  const population = () => kept.list(["rule"], 0, NOW_MS + 1).population;
  offer(kept, 1, "rule", NOW_MS + SAMPLES_KEPT_MS);
  assert.equal(population(), 1);
  offer(kept, 1, "rule", NOW_MS + SAMPLES_KEPT_MS + MINUTE_MS);
  assert.equal(population(), 0);
});

test("large requests do not fill the memory: the oldest minutes go, and the newest stay", () => {
  const kept = samples();
  const text = "x".repeat(1024 * 1024);
  const offerLarge = (rule: string, nowMs: number) => kept.offer(rule, nowMs, () => ({ text }));
  for (let minute = 0; minute < 60; minute++) offerLarge("rule", NOW_MS + minute * MINUTE_MS);
  const found = kept.list(["rule"], 0, NOW_MS + 60 * MINUTE_MS).samples;
  assert.ok(found.length > 20 && found.length < 32, String(found.length));
  assert.equal(found.at(-1)?.timestampMs, NOW_MS + 59 * MINUTE_MS);
  // Nor do they within one minute.
  const last = NOW_MS + 60 * MINUTE_MS;
  for (let rule = 0; rule < 60; rule++) offerLarge(`rule ${rule}`, last);
  const rules = Array.from({ length: 60 }, (_, rule) => `rule ${rule}`);
  assert.ok(kept.list(rules, last, last + 1).samples.length < 32);
});

test("one account's samples do not push out another's", () => {
  const kept = allSamples();
  const text = "x".repeat(1024 * 1024);
  const [quiet, busy] = [kept.of("111122223333"), kept.of("222233334444")];
  offer(quiet, 10);
  const count = (of: typeof quiet, rules: readonly string[]) => of.list(rules, 0, NOW_MS + 1).samples.length;
  const rules = Array.from({ length: 60 }, (_, rule) => `rule ${rule}`);
  for (const rule of rules) busy.offer(rule, NOW_MS, () => ({ text }));
  assert.equal(count(quiet, ["rule"]), 10);
  // Nor from being kept at all: the account that has most makes room.
  offer(quiet, 10, "late");
  quiet.offer("large", NOW_MS, () => ({ text }));
  assert.deepEqual([count(quiet, ["late"]), count(quiet, ["large"])], [10, 1]);
});
