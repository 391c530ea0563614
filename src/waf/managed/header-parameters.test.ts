import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pair } from "../pairs.ts";
import { readParameters } from "./header-parameters.ts";

const CASES: readonly (readonly [header: string, parameters: readonly Pair[]])[] = [
  ["text/plain", []],
  ["multipart/form-data; boundary=B", [["boundary", "B"]]],
  ["a/b;BOUNDARY = B ; c", [["boundary", "B"]]],
  [
    "a/b; xboundary=A; boundary=B",
    [
      ["xboundary", "A"],
      ["boundary", "B"],
    ],
  ],
  [
    'a/b; x="; boundary=A"; boundary=B',
    [
      ["x", "; boundary=A"],
      ["boundary", "B"],
    ],
  ],
  [
    'form-data; name="a\\"b"',
    [
      ["name", 'a"b'],
      ["name", 'a\\"b'],
    ],
  ],
  ['form-data; name="a', [["name", "a"]]],
  ["form-data; filename*=utf-8'en'%27c", [["filename", "'c"]]],
  [
    "form-data; filename*0=a; filename*1*=%27b",
    [
      ["filename", "a"],
      ["filename", "'b"],
      ["filename", "a'b"],
    ],
  ],
];

for (const [header, parameters] of CASES) {
  test(`parameters of ${header}`, () => assert.deepEqual(readParameters(header), parameters));
}
