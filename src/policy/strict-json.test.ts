import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseStrictJson } from "./strict-json.ts";

describe("strict JSON", () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['{"Effect":"Deny","Effect":"Allow"}', /"Effect" twice/],
    ['{"a":{"b":[{"c":1,"c":2}]}}', /"c" twice/],
    ['{"Effect":"Deny","\\u0045ffect":"Allow"}', /"Effect" twice/],
    ['{"a" : 1, "a"\n\t: 2}', /"a" twice/],
    ["{", /invalid Json/],
    ["", /invalid Json/],
    [`"${"x".repeat(131_072)}"`, /longer than/],
  ];
  for (const [text, problem] of refused) {
    it(`refuses ${text.slice(0, 40)}`, () => {
      assert.throws(() => parseStrictJson(text), { name: "PolicyDocumentError", message: problem });
    });
  }

  it("allows the same member in different objects, and values that look like members", () => {
    assert.deepEqual(parseStrictJson('{"a":{"a":[{"a":1},{"a":2}]},"b":"a\\":","c":["b","b"]}'), {
      a: { a: [{ a: 1 }, { a: 2 }] },
      b: 'a":',
      c: ["b", "b"],
    });
  });

  it("reads whatever JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        assert.deepEqual(parseStrictJson(JSON.stringify(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
