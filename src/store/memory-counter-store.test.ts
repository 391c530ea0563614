import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { SeededRandom } from "../base/random.ts";
import { MemoryCounterStore } from "./memory-counter-store.ts";

const open = (entriesMax?: number, sharedSlots?: number): MemoryCounterStore =>
  new MemoryCounterStore({
    random: new SeededRandom("counters"),
    ...(entriesMax !== undefined && { entriesMax }),
    ...(sharedSlots !== undefined && { sharedSlots }),
  });

/** How many of `tries` tokens can be taken at `nowMs`. */
function take(
  store: MemoryCounterStore,
  id: string,
  limit: [number, number],
  nowMs: number,
  tries: number,
): number {
  let taken = 0;
  for (let n = 0; n < tries; n++) {
    if (store.takeToken(id, { ratePerSecond: limit[0], burst: limit[1] }, nowMs)) taken++;
  }
  return taken;
}

describe("token buckets", () => {
  it("hold the burst and fill at the rate, up to the burst", () => {
    const store = open();
    assert.equal(take(store, "a", [10, 5], 0, 9), 5);
    assert.equal(take(store, "a", [10, 5], 99, 9), 0);
    assert.equal(take(store, "a", [10, 5], 100, 9), 1);
    assert.equal(take(store, "a", [10, 5], 350, 9), 2);
    assert.equal(take(store, "a", [10, 5], 60_000, 9), 5);
  });

  it("are apart for each id", () => {
    const store = open();
    assert.equal(take(store, "a", [1, 2], 0, 9), 2);
    assert.equal(take(store, "b", [1, 2], 0, 9), 2);
  });

  const closed: [string, [number, number], number][] = [
    ["without a burst nothing passes", [100, 0], 0],
    ["without a rate the burst passes once", [0, 3], 3],
  ];
  for (const [what, limit, passes] of closed) {
    it(what, () => {
      const store = open();
      assert.equal(take(store, "a", limit, 0, 9) + take(store, "a", limit, 1e9, 9), passes);
    });
  }

  it("gain nothing from a clock that goes back", () => {
    const store = open();
    assert.equal(take(store, "a", [1, 2], 10_000, 9), 2);
    assert.equal(take(store, "a", [1, 2], 0, 9), 0);
    assert.equal(take(store, "a", [1, 2], 10_000, 9), 0);
  });

  it("take a changed limit at once", () => {
    const store = open();
    assert.equal(take(store, "a", [1, 100], 0, 10), 10);
    assert.equal(take(store, "a", [1, 3], 0, 10), 3);
  });

  it("never let more through than burst plus rate times time", () => {
    const steps = fc.array(fc.tuple(fc.nat(3000), fc.integer({ min: 1, max: 20 })), { maxLength: 30 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 0, max: 50 }),
        steps,
        (rate, burst, list) => {
          const store = open(4, 1);
          let nowMs = 0;
          let taken = 0;
          for (const [byMs, tries] of list) {
            nowMs += byMs;
            taken += take(store, "a", [rate, burst], nowMs, tries);
          }
          assert.ok(taken <= burst + (rate * nowMs) / 1000 + 1e-6);
        },
      ),
      { seed: 1 },
    );
  });
});

describe("windows", () => {
  it("count by id, start and length", () => {
    const store = open();
    assert.equal(store.increment("a", 0, 60_000, 2), 2);
    assert.equal(store.increment("a", 0, 60_000, 3), 5);
    assert.equal(store.increment("a", 60_000, 60_000, 1), 1);
    assert.equal(store.increment("a", 0, 30_000, 1), 1);
    assert.equal(store.increment("b", 0, 60_000, 1), 1);
  });

  it("can be read for one window after they ended", () => {
    const store = open(1, 1);
    store.increment("a", 0, 60_000, 7);
    store.increment("b", 119_999, 60_000, 1);
    assert.equal(store.increment("a", 0, 60_000, 0), 7);
  });
});

describe("a flood of made-up ids", () => {
  it("does not refill the bucket of the one who sends it", () => {
    const store = open(100, 8);
    assert.equal(take(store, "attacker", [1, 5], 0, 9), 5);
    for (let n = 0; n < 10_000; n++) take(store, `flood-${n}`, [1, 5], 0, 1);
    assert.equal(take(store, "attacker", [1, 5], 0, 9), 0);
  });

  it("does not reset the window of the one who sends it", () => {
    const store = open(100, 8);
    store.increment("attacker", 0, 60_000, 1000);
    for (let n = 0; n < 10_000; n++) store.increment(`flood-${n}`, 0, 60_000, 1);
    assert.equal(store.increment("attacker", 0, 60_000, 1), 1001);
  });

  it("lets strangers through together no more often than the shared counters hold", () => {
    const store = open(0, 8);
    let taken = 0;
    for (let n = 0; n < 1000; n++) taken += take(store, `flood-${n}`, [1, 5], 0, 1);
    assert.equal(taken, 8 * 5);
    const counts = Array.from({ length: 1000 }, (_, n) => store.increment(`flood-${n}`, 0, 60_000, 1));
    assert.ok(Math.max(...counts) >= 1000 / 8);
  });

  it("stays within the memory set aside, and refuses past it", () => {
    const store = open(100, 8);
    for (let n = 0; n < 5000; n++) {
      take(store, `flood-${n}`, [1, 5 + n], 0, 1);
      store.increment(`flood-${n}`, n, 60_000, 1);
    }
    assert.equal(store.size, 2 * (100 + 8 * 16));
    assert.equal(take(store, "stranger", [1, 999_999], 0, 1), 0);
    assert.equal(store.increment("stranger", 1, 77_777, 1), Number.POSITIVE_INFINITY);
  });

  it("is forgotten once it has no effect any more", () => {
    const store = open(100, 8);
    for (let n = 0; n < 100; n++) take(store, `flood-${n}`, [1, 5], 0, 5);
    assert.equal(take(store, "a", [1, 5], 5000, 9), 5);
    assert.equal(take(store, "b", [1, 5], 5000, 9), 5);
    assert.equal(store.size, 86);
  });
});
