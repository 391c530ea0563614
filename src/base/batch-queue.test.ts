import assert from "node:assert/strict";
import { test } from "node:test";
import { BatchQueue } from "./batch-queue.ts";
import { ManualClock } from "./clock.ts";

/** A queue of texts, as heavy as they are long, two a turn and ten characters in all. */
function setUp() {
  const clock = new ManualClock(0);
  const batches: (readonly string[])[] = [];
  const told: number[] = [];
  const queue = new BatchQueue<string>({
    ...{ clock, waitingMax: 10, weightOf: (text) => text.length },
    ...{ gatherMs: 50, perTurn: 2, turnMs: 1 },
    deliver: (batch) => batches.push(batch),
    onDropped: (count) => told.push(count),
  });
  return { clock, batches, told, queue };
}

test("items gather, and go on in order, in turns", () => {
  const { clock, batches, queue } = setUp();
  for (const text of ["a", "b", "c"]) queue.add(text);
  clock.advance(49);
  assert.deepEqual(batches, []);
  clock.advance(1);
  assert.deepEqual(batches, [["a", "b"]]);
  clock.advance(1);
  assert.deepEqual(batches, [["a", "b"], ["c"]]);
});

test("what does not fit is dropped, counted, and told of once; room comes back", () => {
  const { clock, batches, told, queue } = setUp();
  for (const text of ["123456", "78901", "2345"]) queue.add(text);
  assert.equal(queue.droppedCount, 1);
  clock.advance(50);
  assert.deepEqual(batches, [["123456", "2345"]]);
  assert.deepEqual(told, [1]);
  queue.add("1234567890");
  queue.drop(2);
  clock.advance(50);
  assert.equal(batches.length, 2);
  assert.deepEqual([told, queue.droppedCount], [[1, 2], 3]);
});

test("an item that never fits is told of, too", () => {
  const { clock, told, queue } = setUp();
  queue.add("x".repeat(11));
  clock.advance(50);
  assert.deepEqual(told, [1]);
});

test("a flush hands on all that waits, at once", () => {
  const { clock, batches, queue } = setUp();
  for (const text of ["a", "b", "c"]) queue.add(text);
  queue.flush();
  clock.advance(100);
  assert.deepEqual(batches, [["a", "b"], ["c"]]);
});
