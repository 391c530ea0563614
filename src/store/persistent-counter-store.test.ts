import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { ManualClock } from "../base/clock.ts";
import { silentLogger } from "../base/logger.ts";
import { SeededRandom } from "../base/random.ts";
import { MemoryCounterStore } from "./memory-counter-store.ts";
import { PersistentCounterStore } from "./persistent-counter-store.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-counters-"));
after(() => rmSync(folder, { recursive: true }));
const dayMs = 86_400_000;

const open = (name: string, clock: ManualClock): PersistentCounterStore =>
  new PersistentCounterStore({
    path: join(folder, name),
    counters: new MemoryCounterStore({ random: new SeededRandom(name) }),
    clock,
    logger: silentLogger,
  });

describe("PersistentCounterStore", () => {
  it("keeps a day's count over a restart, and no minute's", async () => {
    const clock = new ManualClock(0);
    const before = open("restart", clock);
    assert.equal(before.increment("key", 0, dayMs, 40), 40);
    assert.equal(before.increment("key", 0, dayMs, 2), 42);
    before.increment("key", 0, 60_000, 9);
    await before.close();
    const again = open("restart", clock);
    assert.equal(again.increment("key", 0, dayMs, 1), 43);
    assert.equal(again.increment("key", 0, 60_000, 1), 1);
    await again.close();
  });

  it("forgets a window once the next one is over too", async () => {
    const clock = new ManualClock(0);
    const before = open("forget", clock);
    before.increment("key", 0, dayMs, 5);
    await before.close();
    clock.advance(2 * dayMs - 1);
    const then = open("forget", clock);
    assert.equal(then.increment("key", 0, dayMs, 0), 5);
    await then.close();
    clock.advance(1);
    const later = open("forget", clock);
    assert.equal(later.increment("key", 0, dayMs, 0), 0);
    await later.close();
  });

  it("lets tokens through as the counters below do", async () => {
    const store = open("tokens", new ManualClock(0));
    const limit = { ratePerSecond: 1, burst: 1 };
    assert.deepEqual([store.takeToken("a", limit, 0), store.takeToken("a", limit, 0)], [true, false]);
    await store.close();
  });
});
