import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../base/clock.ts";
import { environmentsFixture } from "./environments.fixture.ts";

describe("the pool of function environments", () => {
  const COUNTER = {
    "task/index.js":
      "let calls = 0; exports.handler = async (e) => { await new Promise((r) => setTimeout(r, e.waitMs ?? 0)); return ++calls }",
  };

  it("queues at most so many calls, and throttles the rest", async () => {
    const fixture = await environmentsFixture({ limits: { environmentsMax: 1, queueMax: 1 } });
    const spec = fixture.define(COUNTER);
    await fixture.call(spec);
    const calls = [1, 2, 3].map(() => fixture.call(spec, { waitMs: 50 }));
    assert.deepEqual(
      (await Promise.all(calls)).map((result) => result.kind),
      ["returned", "returned", "throttled"],
    );
    await fixture.stop();
  });

  it("lets a call that waits go when its caller does", async () => {
    const fixture = await environmentsFixture({ limits: { environmentsMax: 1 } });
    const spec = fixture.define(COUNTER);
    await fixture.call(spec);
    const gone = new AbortController();
    const first = fixture.call(spec, { waitMs: 50 });
    const second = fixture.call(spec, {}, { signal: gone.signal });
    gone.abort();
    assert.equal((await second).kind, "abandoned");
    assert.equal((await first).body, 2);
    await fixture.stop();
  });

  it("makes room for another function by ending what is idle", async () => {
    const fixture = await environmentsFixture({ limits: { environmentsMax: 1 } });
    const [a, b] = [fixture.define(COUNTER), fixture.define(COUNTER)];
    assert.equal((await fixture.call(a)).body, 1);
    assert.equal((await fixture.call(b)).body, 1);
    assert.equal((await fixture.call(a)).body, 1);
    await fixture.stop();
  });

  it("ends environments that were idle for long", async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 1));
    const fixture = await environmentsFixture({ clock, limits: { idleMs: 1000 } });
    const spec = fixture.define(COUNTER);
    assert.equal((await fixture.call(spec)).body, 1);
    assert.equal((await fixture.call(spec)).body, 2);
    clock.advance(1001);
    assert.equal((await fixture.call(spec)).body, 1);
    await fixture.stop();
  });

  it("lets calls under way finish when it stops, and takes no more", async () => {
    const fixture = await environmentsFixture();
    const spec = fixture.define(COUNTER);
    await fixture.call(spec);
    const running = fixture.call(spec, { waitMs: 100 });
    const stopped = fixture.environments.stop(5000);
    assert.equal((await fixture.call(spec)).kind, "throttled");
    assert.equal((await running).body, 2);
    await stopped;
    await fixture.stop();
  });
});
