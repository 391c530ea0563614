import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type FixedToken, parsePattern } from "./pattern.ts";
import { compileWildcard } from "./wildcard.ts";

const compile = (pattern: string) =>
  compileWildcard(parsePattern(pattern, { wildcards: true, variables: false }, "") as readonly FixedToken[]);

/** The definition, word for word; exponential, which is why it stays in the test. */
function matchesByDefinition(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  const rest = pattern.slice(1);
  if (pattern[0] === "*") {
    for (let at = 0; at <= text.length; at++) {
      if (matchesByDefinition(rest, text.slice(at))) return true;
    }
    return false;
  }
  return (
    text !== "" && (pattern[0] === "?" || pattern[0] === text[0]) && matchesByDefinition(rest, text.slice(1))
  );
}

describe("wildcards", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["", "", true],
    ["", "a", false],
    ["*", "", true],
    ["*", "anything", true],
    ["?", "", false],
    ["?", "a", true],
    ["a*", "a", true],
    ["*a", "ba", true],
    ["a*a", "a", false],
    ["a*a", "aa", true],
    ["a*b*c", "a-b-b-c", true],
    ["a*bc*bc", "abc", false],
    ["a?c*e?", "abcdef", true],
    ["*?b*", "b", false],
    ["*?b*", "bb", true],
    ["s3:Get*", "s3:PutObject", false],
  ];
  for (const [pattern, text, expected] of cases) {
    it(`${JSON.stringify(pattern)} ${expected ? "matches" : "does not match"} ${JSON.stringify(text)}`, () => {
      assert.equal(compile(pattern)(text), expected);
    });
  }

  it("agrees with the definition", () => {
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 10 });
    fc.assert(
      fc.property(pattern, text, (p, t) => {
        assert.equal(compile(p)(t), matchesByDefinition(p, t));
      }),
      { numRuns: 3000 },
    );
  });

  it("ends on patterns that make a backtracking matcher run for ever", () => {
    const pattern = `${"a*".repeat(400)}b`;
    assert.equal(compile(pattern)("a".repeat(2000)), false);
    assert.equal(compile(`${"a?*".repeat(200)}b`)("a".repeat(1000)), false);
  });
});
