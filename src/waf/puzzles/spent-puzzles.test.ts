import assert from "node:assert/strict";
import { test } from "node:test";
import { SpentPuzzles } from "./spent-puzzles.ts";

const START_MS = 1_700_000_000_000;
const at = (id: string, afterMs: number) => ({ id, issuedAtMs: START_MS + afterMs });

test("a puzzle can be tried once", () => {
  const spent = new SpentPuzzles(START_MS, 1000);
  assert.equal(spent.spend(at("a", 0), START_MS), true);
  assert.equal(spent.spend(at("a", 0), START_MS + 1), false);
  assert.equal(spent.spend(at("b", 0), START_MS + 1), true);
});

test("a puzzle from before the start is refused: it may have been tried then", () => {
  assert.equal(new SpentPuzzles(START_MS, 1000).spend(at("a", -1), START_MS), false);
});

test("a full memory forgets the oldest, and nothing as old as that counts any more", () => {
  const spent = new SpentPuzzles(START_MS, 1000, 2);
  for (const [id, afterMs] of [
    ["a", 10],
    ["b", 20],
    ["c", 30],
  ] as const) {
    assert.equal(spent.spend(at(id, afterMs), START_MS + 40), true);
  }
  assert.equal(spent.spend(at("a", 10), START_MS + 40), false, "forgotten, and not accepted again");
  assert.equal(spent.spend(at("d", 10), START_MS + 40), false, "as old as what was forgotten");
  assert.equal(spent.spend(at("b", 20), START_MS + 40), false, "remembered");
  assert.equal(spent.spend(at("e", 31), START_MS + 40), true);
});

test("what has expired makes room without shutting out others", () => {
  const spent = new SpentPuzzles(START_MS, 1000, 2);
  spent.spend(at("a", 10), START_MS + 10);
  spent.spend(at("b", 10), START_MS + 10);
  assert.equal(spent.spend(at("c", 500), START_MS + 1100), true);
  // Had one been forgotten for want of room, nothing from its time would count.
  assert.equal(spent.spend(at("d", 10), START_MS + 1100), true);
});
