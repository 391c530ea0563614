import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findConsecutiveStep, findTotpStep, totpCode, totpStep } from "./totp.ts";

const seed = Buffer.from("12345678901234567890");

describe("one-time passwords", () => {
  // RFC 6238, appendix B, SHA-1; the last six of its eight digits.
  const vectors: readonly (readonly [seconds: number, code: string])[] = [
    [59, "287082"],
    [1111111109, "081804"],
    [1111111111, "050471"],
    [1234567890, "005924"],
    [2000000000, "279037"],
    [20000000000, "353130"],
  ];
  for (const [seconds, code] of vectors) {
    it(`are ${code} at ${seconds} s`, () => assert.equal(totpCode(seed, totpStep(seconds * 1000)), code));
  }

  const nowMs = 1111111111_000;
  const now = totpStep(nowMs);
  const near: readonly (readonly [offset: number, accepted: boolean])[] = [
    [-2, false],
    [-1, true],
    [0, true],
    [1, true],
    [2, false],
  ];
  for (const [offset, accepted] of near) {
    it(`${accepted ? "are taken" : "are refused"} ${offset} steps from now`, () => {
      const found = findTotpStep(seed, totpCode(seed, now + offset), nowMs, 0);
      assert.equal(found, accepted ? now + offset : undefined);
    });
  }

  it("are taken once", () => {
    const code = totpCode(seed, now);
    assert.equal(findTotpStep(seed, code, nowMs, now), undefined);
    assert.equal(findTotpStep(seed, code, nowMs, now - 1), now);
  });

  for (const code of ["000000", "", "12345", "0504711", "５０４７１０"]) {
    it(`are not ${JSON.stringify(code)}`, () => assert.equal(findTotpStep(seed, code, nowMs, 0), undefined));
  }

  it("prove a clock by two that follow each other", () => {
    const pair = (a: number, b: number) => [totpCode(seed, now + a), totpCode(seed, now + b)] as const;
    assert.equal(findConsecutiveStep(seed, pair(-1, 0), nowMs, 0), now);
    assert.equal(findConsecutiveStep(seed, pair(0, 1), nowMs, 0), now + 1);
    for (const [a, b] of [
      [0, 0],
      [0, -1],
      [-1, 1],
      [-3, -2],
    ] as const) {
      assert.equal(findConsecutiveStep(seed, pair(a, b), nowMs, 0), undefined);
    }
  });
});
