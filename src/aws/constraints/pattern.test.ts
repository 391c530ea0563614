import assert from "node:assert/strict";
import { test } from "node:test";
import { compilePattern } from "./pattern.ts";

const rows: readonly (readonly [pattern: string, value: string, matches: boolean])[] = [
  ["[a-z]+", "ab", true],
  ["[a-z]+", "ab1", false],
  ["a|b", "ab", false],
  ["\\p{L}+", "äß", true],
  [".*\\S.*", "one line", true],
  [".*\\S.*", '{\n  "Version": "2012-10-17"\n}', true],
  [".*\\S.*", " \n ", false],
];

for (const [pattern, value, matches] of rows) {
  test(`${pattern} ${matches ? "takes" : "refuses"} ${JSON.stringify(value)}`, () => {
    assert.equal(compilePattern(pattern).test(value), matches);
  });
}
