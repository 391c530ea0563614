import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compileLinearRegex, RegexError } from "./linear-regex.ts";

const atom = fc.constantFrom("a", "b", ".", "\\d", "[ab]", "[^a]", "(a|b)", "(?:ab)", "\\w");
const quantifier = fc.constantFrom("", "*", "+", "?", "{2}", "{1,2}", "*?", "+?");
const pattern = fc
  .array(fc.tuple(atom, quantifier), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([piece, times]) => piece + times).join(""));
const alternatives = fc.array(pattern, { minLength: 1, maxLength: 3 }).map((options) => options.join("|"));
const text = fc.array(fc.constantFrom("a", "b", "1", "-"), { maxLength: 8 }).map((parts) => parts.join(""));

test("law: it matches what JavaScript's engine matches", () => {
  fc.assert(
    fc.property(alternatives, text, (source, subject) => {
      assert.equal(compileLinearRegex(source).matches(subject), new RegExp(`^(?:${source})$`).test(subject));
    }),
    { numRuns: 2_000 },
  );
});

test("law: it finds the matches that JavaScript's engine finds", () => {
  fc.assert(
    fc.property(alternatives, text, (source, subject) => {
      const expected = subject.replace(new RegExp(source, "g"), (match) => `<${match}>`);
      assert.equal(compileLinearRegex(source).replaceAll(subject, "<$0>"), expected);
    }),
    { numRuns: 2_000 },
  );
});

const replacements: readonly [text: string, pattern: string, replacement: string, expected: string][] = [
  ["it\\'s", "\\\\'", "'", "it's"],
  ["2024-05-06", "(\\d+)-(\\d+)", "$2/$1", "05/2024-06"],
  ["a.b", "\\.", "\\$", "a$b"],
  ["aaa", "", "-", "-a-a-a-"],
];
for (const [subject, source, replacement, expected] of replacements) {
  test(`${subject} with ${source || "nothing"} replaced by ${replacement}`, () => {
    assert.equal(compileLinearRegex(source).replaceAll(subject, replacement), expected);
  });
}

test("split keeps empty parts inside", () => {
  assert.deepEqual(compileLinearRegex("/").split("/a//b/"), ["", "a", "", "b", ""]);
});

for (const source of [
  "(",
  ")",
  "[",
  "a**",
  "*a",
  "(?=a)",
  "(?i)a",
  "\\1",
  "\\",
  "a{2,1}",
  "a{2000}",
  "(".repeat(40),
  "a".repeat(2_000),
]) {
  test(`${source.slice(0, 20)} is refused`, () =>
    assert.throws(() => compileLinearRegex(source), RegexError));
}

test("nested repetitions of nothing cost nothing", () => {
  assert.equal(compileLinearRegex(`${"(?:".repeat(20)}a{0}${"){1000}".repeat(20)}`).matches(""), true);
});

test("a pattern that makes backtracking engines hang is answered, and too much work is refused", () => {
  assert.equal(compileLinearRegex("(a+)+b").matches("a".repeat(50_000)), false);
  assert.throws(() => compileLinearRegex("(a|b|c|d)*e").matches("a".repeat(10_000_000)), RegexError);
});
