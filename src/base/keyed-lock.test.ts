import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KeyedLock } from "./keyed-lock.ts";

describe("KeyedLock", () => {
  it("runs tasks of one key one after another, in order", async () => {
    const lock = new KeyedLock();
    const events: string[] = [];
    const task = (name: string) => async () => {
      events.push(`${name} starts`);
      await new Promise(setImmediate);
      events.push(`${name} ends`);
    };
    await Promise.all(["a", "b", "c"].map((name) => lock.run("key", task(name))));
    assert.deepEqual(events, ["a starts", "a ends", "b starts", "b ends", "c starts", "c ends"]);
  });

  it("runs tasks of different keys at the same time", async () => {
    const lock = new KeyedLock();
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = lock.run("one", () => promise);
    await lock.run("two", async () => resolve());
    await waiting;
  });

  it("goes on after a task that failed", async () => {
    const lock = new KeyedLock();
    await assert.rejects(
      lock.run("key", () => Promise.reject(new Error("failed"))),
      /failed/,
    );
    assert.equal(await lock.run("key", async () => "next"), "next");
  });
});
