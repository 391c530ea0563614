import assert from "node:assert/strict";
import { test } from "node:test";
import { hasNestedRepetition } from "./pattern-review.ts";

test("finds a repetition inside of a repetition", () => {
  for (const pattern of ["(a+)+", "(a*b)*", "((a+)b)*", "(?:a{2,})+", "(a|b+)*c", "([a-z]+,){1,}"]) {
    assert.ok(hasNestedRepetition(pattern), pattern);
  }
});

test("passes what can only be split in one way, or repeats a bounded number of times", () => {
  for (const pattern of ["a+b+", "(a)+", "([a-z]{3})*", "(a+){1,5}", "(\\+)+", "([+*])+", "(a+)?"]) {
    assert.ok(!hasNestedRepetition(pattern), pattern);
  }
});
