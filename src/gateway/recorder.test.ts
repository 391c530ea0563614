import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "../base/clock.ts";
import { silentLogger } from "../base/logger.ts";
import type { DecisionRecord } from "./decision-record.ts";
import { DecisionRecorder } from "./recorder.ts";

const record = { requestId: "r" } as DecisionRecord;

test("records are delivered together, a little later", () => {
  const batches: number[] = [];
  const clock = new ManualClock(0);
  const recorder = new DecisionRecorder(
    { write: (batch) => batches.push(batch.length) },
    clock,
    silentLogger,
  );
  recorder.record(record);
  recorder.record(record);
  assert.deepEqual(batches, []);
  clock.advance(50);
  recorder.record(record);
  clock.advance(50);
  assert.deepEqual(batches, [2, 1]);
});

test("past the bound records are dropped and counted", () => {
  let delivered = 0;
  const recorder = new DecisionRecorder(
    {
      write: (batch) => {
        delivered += batch.length;
      },
    },
    new ManualClock(0),
    silentLogger,
  );
  for (let count = 0; count < 20_003; count++) recorder.record(record);
  assert.equal(recorder.droppedCount, 3);
  recorder.flush();
  assert.equal(delivered, 20_000);
});

test("a sink that throws loses its batch, counted, and nothing else", () => {
  const clock = new ManualClock(0);
  const recorder = new DecisionRecorder(
    {
      write: () => {
        throw new Error("disk full");
      },
    },
    clock,
    silentLogger,
  );
  recorder.record(record);
  clock.advance(50);
  assert.equal(recorder.droppedCount, 1);
});
