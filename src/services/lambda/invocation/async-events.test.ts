import assert from "node:assert/strict";
import { createSecretKey } from "node:crypto";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { AwsError } from "../../../aws/aws-error.ts";
import { ManualClock } from "../../../base/clock.ts";
import { silentLogger } from "../../../base/logger.ts";
import { SeededRandom } from "../../../base/random.ts";
import { MemoryResourceStore } from "../../../store/memory-resource-store.ts";
import { AesVault } from "../../../vault/aes-vault.ts";
import { LambdaRecords } from "../state/lambda-records.ts";
import type { FunctionRecord } from "../state/records.ts";
import { AsyncEvents } from "./async-events.ts";
import type { CallOutcome, FunctionCall, FunctionCalls } from "./function-calls.ts";

const reference = { accountId: "111122223333", region: "us-east-1", name: "later" };
const EVENTS = { service: "lambda", type: "async-event" };
const report = Promise.resolve({ durationMs: 1, billedMs: 1, maxMemoryMb: 1, logTail: "" });
const FAILED: CallOutcome = { kind: "failed", cause: "function", document: Buffer.from("{}"), report };
const RETURNED: CallOutcome = { kind: "returned", payload: Buffer.from("1"), report };
const THROTTLED: CallOutcome = {
  kind: "throttled",
  reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
};

describe("events that are handled later", () => {
  let clock: ManualClock;
  let store: MemoryResourceStore;
  let records: LambdaRecords;
  let events: AsyncEvents;
  let calls: FunctionCall[];
  /** How calls end; those of `undefined` go on until {@link release}. */
  let outcome: CallOutcome | undefined;
  let release: () => void;

  const makeEvents = () =>
    new AsyncEvents({
      store,
      vault: new AesVault([createSecretKey(Buffer.alloc(32, 7))], new SeededRandom("vault")),
      records,
      calls: {
        call: async (call: FunctionCall) => {
          calls.push(call);
          if (!outcome) await new Promise<void>((resolve) => (release = resolve));
          return outcome ?? RETURNED;
        },
      } as unknown as FunctionCalls,
      clock,
      random: new SeededRandom("events"),
      logger: silentLogger,
    });
  const define = (more: Partial<FunctionRecord> = {}) =>
    records.change(reference, () => ({
      edits: [
        {
          type: "function",
          id: "later",
          record: {
            ...reference,
            latest: {},
            aliases: {},
            policies: {},
            eventConfigs: {},
            ...more,
          } as FunctionRecord,
        },
      ],
      result: undefined,
    }));
  const enqueue = async (bytes = 2): Promise<string> => {
    try {
      await events.enqueue({
        reference,
        invokedFunctionArn: "arn",
        payload: Buffer.alloc(bytes, "1"),
        requestId: "r",
      });
      return "taken";
    } catch (error) {
      return (error as AwsError).code;
    }
  };
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  };
  const waiting = async (): Promise<number> => (await store.list(EVENTS)).length;
  /** Advances in steps of a second, and lets what fell due be handled. */
  const advance = async (seconds: number, stepS = 1) => {
    for (let at = 0; at < seconds; at += stepS) {
      clock.advance(stepS * 1000);
      await settle();
    }
  };

  beforeEach(async () => {
    clock = new ManualClock(Date.UTC(2026, 0, 1));
    store = new MemoryResourceStore({ logger: silentLogger });
    records = new LambdaRecords(store);
    await records.load();
    await define();
    calls = [];
    outcome = undefined;
    release = () => {};
    events = makeEvents();
  });
  afterEach(async () => {
    const stopped = events.stop();
    release();
    records.close();
    void stopped;
  });

  it("are fifty at the same time, and ten thousand in all", async () => {
    for (let n = 0; n < 10_000; n++) assert.equal(await enqueue(), "taken");
    await settle();
    assert.equal(calls.length, 50);
    assert.equal(await enqueue(), "TooManyRequestsException");
  });

  it("are 64 MB in all, and make room once they are handled", async () => {
    const megabyte = 1024 * 1024;
    for (let n = 0; n < 64; n++) assert.equal(await enqueue(megabyte), "taken");
    assert.equal(await enqueue(1), "TooManyRequestsException");
    outcome = RETURNED;
    release();
    await settle();
    assert.equal(await enqueue(megabyte), "taken");
  });

  it("are tried three times, or as often as the function's configuration says", async () => {
    outcome = FAILED;
    await enqueue();
    await advance(400, 10);
    assert.deepEqual([calls.length, await waiting()], [3, 0]);
    await define({ eventConfigs: { "": { retriesMax: 0, modifiedAtMs: 0 } } });
    await enqueue();
    await advance(400, 10);
    assert.deepEqual([calls.length, await waiting()], [4, 0]);
  });

  it("wait longer each time that they are throttled, and are dropped after six hours", async () => {
    outcome = THROTTLED;
    await enqueue();
    await advance(16);
    // After 1, 2, 4 and 8 seconds.
    assert.equal(calls.length, 5);
    await advance(6 * 3600, 60);
    assert.equal(await waiting(), 0);
    // Every five minutes at most.
    assert.ok(calls.length > 70 && calls.length < 90, String(calls.length));
  });

  it("are dropped at the age that the function's configuration says", async () => {
    await define({ eventConfigs: { "": { eventAgeSMax: 60, modifiedAtMs: 0 } } });
    outcome = THROTTLED;
    await enqueue();
    await advance(61);
    assert.equal(await waiting(), 0);
  });

  it("are dropped when their function is gone", async () => {
    outcome = FAILED;
    await enqueue();
    await settle();
    await records.change(reference, () => ({
      edits: [{ type: "function", id: "later" }],
      result: undefined,
    }));
    await advance(61, 61);
    assert.deepEqual([calls.length, await waiting()], [1, 0]);
  });

  it("are taken up by the next run only where they are sealed as what they are stored as", async () => {
    await enqueue();
    await settle();
    const [kept] = await store.list<object>(EVENTS);
    const moved = { ...kept!.key, id: "00000000-0000-4000-8000-000000000000" };
    await store.put(moved, kept!.value, "absent");
    await store.put({ ...kept!.key, id: "unreadable" }, { ...kept!.value, sealed: "AAAA" }, "absent");
    void events.stop();
    release();
    await settle();
    assert.equal(await enqueue(), "TooManyRequestsException");
    calls = [];
    outcome = RETURNED;
    await store.put({ ...kept!.key }, kept!.value, "anything");
    events = makeEvents();
    await events.start();
    await advance(3);
    assert.equal(calls.length, 1);
    assert.equal(await waiting(), 2);
  });
});
