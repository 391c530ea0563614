import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "../base/random.ts";
import { DIFFICULTY_BITS, isSolution, ProofOfWork } from "./proof-of-work.ts";

const NOW_MS = 1_700_000_000_000;
const work = new ProofOfWork(Buffer.alloc(32, 3), new SeededRandom("puzzles"));

/** The first nonce that solves a puzzle, or, where `right` is false, the first that does not. */
function findNonce(puzzle: string, right = true): string {
  for (let nonce = 0; ; nonce++) {
    if (isSolution(puzzle, String(nonce), DIFFICULTY_BITS.CHALLENGE) === right) return String(nonce);
  }
}

test("a right solution in time earns a token's claims", () => {
  const puzzle = work.issue("CHALLENGE", "shop.example.com", NOW_MS);
  const claims = work.redeem(puzzle, findNonce(puzzle), NOW_MS + 2000);
  assert.equal(claims?.domain, "shop.example.com");
  assert.equal(claims?.challengeSolvedAtEpochS, NOW_MS / 1000 + 2);
  assert.equal(claims?.captchaSolvedAtEpochS, undefined);
});

test("wrong, late, foreign and changed solutions earn nothing", () => {
  const puzzle = work.issue("CHALLENGE", "shop.example.com", NOW_MS);
  const nonce = findNonce(puzzle);
  assert.equal(work.redeem(puzzle, findNonce(puzzle, false), NOW_MS), undefined);
  assert.equal(work.redeem(puzzle, nonce, NOW_MS + 301_000), undefined);
  assert.equal(work.redeem(puzzle, `${nonce}${" ".repeat(40)}`, NOW_MS), undefined);
  assert.equal(work.redeem(`${puzzle}x`, nonce, NOW_MS), undefined);
  const foreign = new ProofOfWork(Buffer.alloc(32, 4), new SeededRandom("foreign")).issue(
    "CHALLENGE",
    "a.b",
    NOW_MS,
  );
  assert.equal(work.redeem(foreign, findNonce(foreign), NOW_MS), undefined);
});

test("no two puzzles are the same", () => {
  assert.notEqual(work.issue("CAPTCHA", "a.b", NOW_MS), work.issue("CAPTCHA", "a.b", NOW_MS));
});
