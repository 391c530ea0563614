import assert from "node:assert/strict";
import { test } from "node:test";
import { isRoundDone, isWorkDone } from "./proof-of-work.ts";
import { findNonces } from "./solve.fixture.ts";

const WORK = { rounds: 3, zeroBits: 6 };
const SIGNATURE = "c2lnbmF0dXJl";
const right = findNonces(WORK, `payload.${SIGNATURE}`);

/** The first nonce that does not do a round. */
const wrongIn = (round: number): string => {
  for (let nonce = 0; ; nonce++) {
    if (!isRoundDone(WORK.zeroBits, SIGNATURE, round, String(nonce))) return String(nonce);
  }
};

test("a digest is that of signature, round and nonce, and its leading bits count", () => {
  // SHA-256 of "a:0:0" begins with 0x4f6763ab: one zero bit.
  assert.equal(isRoundDone(1, "a", 0, "0"), true);
  assert.equal(isRoundDone(2, "a", 0, "0"), false);
});

const cases: readonly (readonly [name: string, nonces: readonly string[], done: boolean])[] = [
  ["a right nonce for each round", right, true],
  ["one wrong nonce", [wrongIn(0), right[1]!, right[2]!], false],
  ["a round missing", right.slice(1), false],
  ["a nonce too many", [...right, "0"], false],
  ["the rounds in another order", [right[1]!, right[2]!, right[0]!], false],
  ["no nonces", [], false],
  ["a nonce that is no number", [`${right[0]}x`, right[1]!, right[2]!], false],
  ["a nonce too long", [right[0]!.padStart(9, "0"), right[1]!, right[2]!], false],
];

for (const [name, nonces, done] of cases) {
  test(`${name}: ${done ? "the work is done" : "refused"}`, () => {
    assert.equal(isWorkDone(WORK, SIGNATURE, nonces), done);
  });
}

test("work for one puzzle is none for another", () => {
  assert.equal(isWorkDone(WORK, "YW5vdGhlcg", right), false);
});
