import assert from "node:assert/strict";
import { test } from "node:test";
import { JsonPathError, type JsonValue, parseJsonPath } from "./json-path.ts";

const document: JsonValue = {
  pets: [
    { id: 1, name: "Rex", tags: ["a", "b"] },
    { id: 2, name: "Tom" },
  ],
  "odd name": { "a.b": true },
  nothing: null,
};

const cases: readonly [expression: string, expected: unknown][] = [
  ["$", document],
  ["$.pets[0].name", "Rex"],
  ["$.pets[-1].id", 2],
  ["$['odd name']['a.b']", true],
  ['$["pets"][1]["name"]', "Tom"],
  ["pets[0].id", undefined],
  [".pets[0].id", 1],
  ["$.nothing", null],
  ["$.missing", undefined],
  ["$.pets.name", undefined],
  ["$.pets[9]", undefined],
  ["$.__proto__", undefined],
  ["$.constructor", undefined],
  ["$.pets[*].id", [1, 2]],
  ["$.pets.*.name", ["Rex", "Tom"]],
  ["$..name", ["Rex", "Tom"]],
  ["$..tags[0]", ["a"]],
];
for (const [expression, expected] of cases) {
  test(`${expression}`, () => {
    if (!expression.startsWith("$") && !expression.startsWith(".")) {
      assert.throws(() => parseJsonPath(expression), JsonPathError);
    } else assert.deepEqual(parseJsonPath(expression)(document), expected);
  });
}

for (const expression of [
  "$.pets[?(@.id>1)]",
  "$.pets[(@.length-1)]",
  "$.a..",
  "$[",
  "$.pets[0:1]",
  `$.${"a".repeat(2000)}`,
]) {
  test(`${expression.slice(0, 30)} is refused`, () =>
    assert.throws(() => parseJsonPath(expression), JsonPathError));
}

test("deep nesting overflows no stack", () => {
  const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`);
  assert.equal((parseJsonPath("$..a")(deep) as readonly unknown[]).length, 50_000);
});
