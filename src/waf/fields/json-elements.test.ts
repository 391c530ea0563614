import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeUtf8, encodeUtf8 } from "../byte-string.ts";
import { type JsonPaths, readJson } from "./json-elements.ts";

const keys = (text: string, paths?: JsonPaths) =>
  readJson(text, paths)
    .elements.filter(({ isKey }) => isKey)
    .map(({ text }) => text);
const values = (text: string, paths?: JsonPaths) =>
  readJson(text, paths)
    .elements.filter(({ isKey }) => !isKey)
    .map(({ text }) => text);

test("the guide's lenient examples are two pairs", () => {
  const texts = [
    '{"key1":"value1""key2":"value2"}',
    '{"key1":"value1","key2""value2"}',
    '{"key1"::"value1","key2""value2"}',
  ];
  for (const text of texts) {
    assert.deepEqual(
      [keys(text), values(text)],
      [
        ["key1", "key2"],
        ["value1", "value2"],
      ],
      text,
    );
    assert.equal(readJson(text).valid, true, text);
  }
});

test("the guide's example of an included path", () => {
  const text = '{ "a":{ "c":"d", "b":{ "e":{ "f":"g" } } } }';
  assert.deepEqual(keys(text, [["a", "b"]]), ["e", "f"]);
  assert.deepEqual(values(text, [["a", "b"]]), ["g"]);
});

test("included paths go through arrays and end at values", () => {
  const text = '{"dogs":[{"name":"rex","age":3},{"name":"ada"}],"cat":"tom"}';
  assert.deepEqual(values(text, [["dogs", "0", "name"], ["dogs", "1", "name"], ["cat"]]), [
    "rex",
    "ada",
    "tom",
  ]);
  assert.deepEqual(values(text, [["dogs", "0"]]), ["rex", "3"]);
  assert.deepEqual(values(text, [["dogs", "2"]]), []);
});

test("strings are decoded, and pointers say where they were", () => {
  const { elements } = readJson(
    '{"a\\u0062":["\\u003cscript\\u003e\\n\\"","\\ud83d\\ude00",1.5e3,true,null]}',
  );
  assert.deepEqual(elements[0], { isKey: true, text: "ab", pointer: "" });
  assert.deepEqual(
    elements.slice(1).map(({ text, pointer }) => [decodeUtf8(text), pointer]),
    [
      ['<script>\n"', "/ab/0"],
      ["😀", "/ab/1"],
      ["1.5e3", "/ab/2"],
      ["true", "/ab/3"],
      ["null", "/ab/4"],
    ],
  );
});

test("both values of a repeated key are seen", () => {
  assert.deepEqual(values('{"id":1,"id":"1 or 1=1"}'), ["1", "1 or 1=1"]);
});

test("a byte order mark hides nothing", () => {
  assert.deepEqual(readJson('\xef\xbb\xbf{"a":"b"}'), readJson('{"a":"b"}'));
});

test("what comes before an error is given, and that there was one", () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['{"a":"1","b":"tru', ["1", "tru"]],
    ['{"a":"1"', ["1"]],
    ['{"a":"1"}{"b":"2"}', ["1"]],
    ['["a"}', ["a"]],
    ['"scalar"', ["scalar"]],
    ["[nope,1]", ["nope"]],
    ["{1:2}", []],
    ['{"a"}', []],
    ["", []],
    ["[".repeat(300), []],
  ];
  for (const [text, expected] of rows) {
    assert.deepEqual(values(text), expected, text);
    assert.equal(readJson(text).valid, false, text);
  }
});

test("of any JSON document every string is found", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())),
      (document) => {
        const strings: string[] = [];
        const text = JSON.stringify(document, (_, value) => {
          if (typeof value === "string") strings.push(encodeUtf8(value));
          return value;
        });
        const reading = readJson(encodeUtf8(text));
        assert.equal(reading.valid, true);
        const found = new Set(reading.elements.map(({ text }) => text));
        for (const string of strings) assert.ok(found.has(string), string);
      },
    ),
    { seed: 2 },
  );
});

test("64 KB of the worst characters are read", () => {
  for (const unit of ["[", "{", '"', "\\", '{"a":', '"\\', ",", "1 ", '["\\u0041",']) {
    assert.equal(typeof readJson(unit.repeat(65_536 / unit.length)).valid, "boolean");
  }
});
