import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { JsonItems } from "./json-items.ts";
import { TextLines } from "./text-lines.ts";

/** Pushes a text in pieces, cut at each of these places. */
function inPieces(text: string, cuts: readonly number[], push: (piece: string) => void): void {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  for (let i = 1; i < places.length; i++) push(text.slice(places[i - 1], places[i]));
}

function itemsOf(text: string, cuts: readonly number[] = []): unknown[] {
  const reader = new JsonItems(["log", "entries"]);
  const items: unknown[] = [];
  inPieces(text, cuts, (piece) => {
    for (const { text: item } of reader.push(piece)) items.push(JSON.parse(item!));
  });
  assert.equal(reader.isCutShort, false);
  return items;
}

const DOCUMENTS: readonly (readonly [string, string, readonly unknown[]])[] = [
  ["a list of objects", '{"log":{"entries":[{"a":1},{"b":[{}]}]}}', [{ a: 1 }, { b: [{}] }]],
  ["white space", '{ "log" :\n { "entries" : [ {"a" : 1 } ] } }', [{ a: 1 }]],
  ["brackets and quotes in text", '{"log":{"x":"]}{[\\"","entries":[{"a":"}]\\"{"}]}}', [{ a: '}]"{' }]],
  ["other lists", '{"log":{"pages":[{"no":1}],"entries":[{"a":1}],"more":[{"no":2}]}}', [{ a: 1 }]],
  ["the same name elsewhere", '{"x":{"entries":[{"no":1}]},"log":{"y":{"entries":[{"no":2}]}}}', []],
  ["a name as a value", '{"log":{"a":"entries","b":[{"no":1}]}}', []],
  ["what is no object", '{"log":{"entries":[1,"x",[{"no":1}],{"a":1}]}}', [{ a: 1 }]],
  ["no list", '{"log":{"entries":{"a":{"no":1}}}}', []],
];
for (const [name, text, expected] of DOCUMENTS) {
  test(`finds the items among ${name}`, () => assert.deepEqual(itemsOf(text), expected));
}

test("wherever the document is cut, the items are the same", () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  const document = fc.record({
    before: value,
    entries: fc.array(fc.dictionary(fc.string(), value)),
    after: value,
  });
  fc.assert(
    fc.property(document, fc.array(fc.nat(), { maxLength: 8 }), (log, cuts) => {
      const text = JSON.stringify({ log });
      assert.deepEqual(itemsOf(text, cuts), JSON.parse(text).log.entries);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("a document that ends within an item is known to", () => {
  const reader = new JsonItems(["events"]);
  assert.deepEqual(
    reader.push('{"events":[{"a":1},{"b"').map(({ text }) => text),
    ['{"a":1}'],
  );
  assert.equal(reader.isCutShort, true);
  assert.equal(reader.count, 2);
});

test("an item too large to keep is passed over, and those after it are read", () => {
  const reader = new JsonItems(["events"]);
  const filler = "x".repeat(1024 * 1024);
  reader.push('{"events":[{"a":"');
  for (let i = 0; i < 65; i++) reader.push(filler);
  assert.deepEqual(
    reader.push('"},{"b":2}]}').map(({ number, text }) => [number, text]),
    [
      [1, undefined],
      [2, '{"b":2}'],
    ],
  );
});

test("lines are the same wherever the text is cut", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "\r\n"), maxLength: 40 });
  fc.assert(
    fc.property(text, fc.array(fc.nat(), { maxLength: 6 }), (whole, cuts) => {
      const reader = new TextLines();
      const lines: (string | undefined)[] = [];
      inPieces(whole, cuts, (piece) => lines.push(...reader.push(piece).map((line) => line.text)));
      lines.push(...reader.end().map((line) => line.text));
      const expected = whole.split("\n").map((line) => line.replace(/\r$/, ""));
      if (whole === "" || whole.endsWith("\n")) expected.pop();
      assert.deepEqual(lines, expected);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("a line too long to keep is passed over, and counted", () => {
  const reader = new TextLines();
  for (let i = 0; i < 5; i++) reader.push("x".repeat(1024 * 1024));
  assert.deepEqual(
    reader.push("\nshort\n").map(({ number, text }) => [number, text]),
    [
      [1, undefined],
      [2, "short"],
    ],
  );
});
