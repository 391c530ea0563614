import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LiteralAutomaton } from "./literal-automaton.ts";

function found(literals: readonly string[], text: string): string[] {
  const hits = new Uint8Array(literals.length);
  new LiteralAutomaton(literals).scan(text, hits);
  return literals.filter((_, index) => hits[index] === 1);
}

test("literals are found in any case, also within and across each other", () => {
  const literals = ["he", "she", "his", "hers", "\xc3\xa9", "../"];
  assert.deepEqual(found(literals, "uSHErs"), ["he", "she", "hers"]);
  assert.deepEqual(found(literals, "shis"), ["his"]);
  assert.deepEqual(found(literals, "caf\xc3\xa9 ../x"), ["\xc3\xa9", "../"]);
  assert.deepEqual(found(literals, "\xe3\xa9 h e"), []);
});

test("of a long literal the beginning is enough", () => {
  assert.deepEqual(found(["abcdefghijklmnop"], "abcdefghijkl"), ["abcdefghijklmnop"]);
  assert.deepEqual(found(["abcdefghijklmnop"], "bcdefghijklmnop"), []);
});

test("it finds what looking for each literal finds", () => {
  const word = fc
    .array(fc.constantFrom("a", "b", "B", "\xe9"), { minLength: 1, maxLength: 6 })
    .map((letters) => letters.join(""));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), fc.array(word), (literals, words) => {
      const text = words.join("");
      const expected = literals.filter((literal) => text.toLowerCase().includes(literal.toLowerCase()));
      assert.deepEqual(found(literals, text), expected);
    }),
    { numRuns: 500, seed: 6 },
  );
});

test("so many literals that their table would be too large do not fit", () => {
  assert.equal(LiteralAutomaton.fits(new Array<string>(1000).fill("a")), true);
  assert.equal(LiteralAutomaton.fits(new Array<string>(2000).fill("a")), false);
});
