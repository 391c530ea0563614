import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { silentLogger } from "../../../base/logger.ts";
import { MemoryResourceStore } from "../../../store/memory-resource-store.ts";
import { LambdaRecords } from "../state/lambda-records.ts";
import type { FunctionRecord } from "../state/records.ts";
import { ACCOUNT_CONCURRENCY, ConcurrencyLimits } from "./concurrency-limits.ts";

const scope = { accountId: "111122223333", region: "us-east-1" };
const record = (name: string, more: Partial<FunctionRecord> = {}): FunctionRecord =>
  ({ ...scope, name, incarnation: name, ...more }) as FunctionRecord;

describe("concurrent calls", () => {
  let records: LambdaRecords;
  let limits: ConcurrencyLimits;
  beforeEach(async () => {
    records = new LambdaRecords(new MemoryResourceStore({ logger: silentLogger }));
    limits = new ConcurrencyLimits(records);
    await records.load();
  });
  const store = (stored: FunctionRecord) =>
    records.change(stored, () => ({
      edits: [{ type: "function", id: stored.name, record: stored }],
      result: undefined,
    }));
  /** How many calls begin before one is refused, and why that one is. */
  function fill(called: FunctionRecord): [begun: number, reason: string] {
    for (let begun = 0; begun <= 2000; begun++) {
      const entered = limits.enter(called);
      if (typeof entered === "string") return [begun, entered];
    }
    return [Number.POSITIVE_INFINITY, "none"];
  }

  it("are at most a thousand of an account in a region", () => {
    assert.deepEqual(fill(record("a")), [ACCOUNT_CONCURRENCY, "ConcurrentInvocationLimitExceeded"]);
    assert.equal(limits.enter(record("b")), "ConcurrentInvocationLimitExceeded");
    assert.equal(typeof limits.enter(record("b", { region: "eu-west-1" })), "function");
    assert.equal(typeof limits.enter(record("b", { accountId: "444455556666" })), "function");
  });

  it("have what others reserved taken from their share, until it is given back", async () => {
    const reserving = record("r", { reservedConcurrency: 900 });
    await store(reserving);
    assert.deepEqual(fill(record("a")), [100, "ConcurrentInvocationLimitExceeded"]);
    assert.deepEqual(fill(reserving), [900, "ReservedFunctionConcurrentInvocationLimitExceeded"]);
    await store(record("r", { reservedConcurrency: 800 }));
    assert.deepEqual(fill(record("a")), [100, "ConcurrentInvocationLimitExceeded"]);
    await store(record("r"));
    assert.equal(limits.unreservedLimit(scope), ACCOUNT_CONCURRENCY);
  });

  it("make room once each, however often their end is told", () => {
    const reserving = record("r", { reservedConcurrency: 2 });
    const leave = limits.enter(reserving);
    limits.enter(reserving);
    assert.ok(typeof leave === "function");
    leave();
    leave();
    assert.equal(fill(reserving)[0], 1);
  });
});
