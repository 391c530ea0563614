import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeForms } from "./decode.ts";

/** Values as lax servers decode them, and the form that does harm there. */
const LAX: readonly (readonly [how: string, value: string, form: string])[] = [
  ["slashes of mathematics, by code", "..%u2215..%u2216x", "../..\\x"],
  ["slashes of mathematics, in UTF-8", "..\xe2\x88\x95x", "../x"],
  ["typographic quotes by code", "1%u2019 or", "1' or"],
  ["two bytes for one", "..\xc0\xafx", "../x"],
  ["two bytes, the second plain", "..%c0%2fx", "../x"],
  ["three bytes for one", "..%e0%80%afx", "../x"],
  ["four bytes for one", "..%f0%80%80%afx", "../x"],
  ["five bytes for one", "..%f8%80%80%80%afx", "../x"],
  ["six bytes for one", "..%fc%80%80%80%80%afx", "../x"],
  ["half a character before a quote", "1%bf' or 1", "1' or 1"],
  ["plus signs of a form that was encoded again", "1'+or+'a'='a", "1' or 'a'='a"],
];

for (const [how, value, form] of LAX) {
  test(`decoded: ${how}`, () => {
    const forms = decodeForms(value);
    assert.ok(forms.includes(form), JSON.stringify(forms));
  });
}

test("what resembles an encoding and is none has one form", () => {
  for (const value of ["stra\xc3\x9fe's", "1 + 1", "C+D+E", "a or b + c", "caf\xc3\xa9"]) {
    assert.deepEqual(decodeForms(value), [value]);
  }
});
