import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  dateFromEpochSeconds,
  parseBase64,
  parseBoolean,
  parseNumber,
  parseTimestamp,
  type TimestampFormat,
} from "./scalars.ts";
import { WireFault } from "./wire-fault.ts";

const moment = "2026-01-02T03:04:05.000Z";

const dates: readonly (readonly [TimestampFormat, string, string | undefined])[] = [
  ["date-time", "2026-01-02T03:04:05Z", moment],
  ["date-time", "2026-01-02T03:04:05", moment],
  ["date-time", "2026-01-02t03:04:05.000z", moment],
  ["date-time", "2026-01-02T05:04:05+02:00", moment],
  ["date-time", "2026-01-02T03:04Z", "2026-01-02T03:04:00.000Z"],
  ["date-time", "2026-01-02", "2026-01-02T00:00:00.000Z"],
  ["date-time", "2026-13-02T03:04:05Z", undefined],
  ["date-time", "2026-01-02T25:04:05Z", undefined],
  ["date-time", "tomorrow", undefined],
  ["date-time", "1767323045", undefined],
  ["date-time", "", undefined],
  ["http-date", "Fri, 02 Jan 2026 03:04:05 GMT", moment],
  ["http-date", "Fri, 02 Jan 2026 03:04:05 PST", undefined],
  ["http-date", "2026-01-02", undefined],
  ["epoch-seconds", "1767323045", moment],
  ["epoch-seconds", "1767323045.000", moment],
  ["epoch-seconds", "9e99", undefined],
];

describe("timestamps", () => {
  for (const [format, text, expected] of dates) {
    test(`${format}: ${text}`, () => {
      if (expected === undefined) assert.throws(() => parseTimestamp(text, format), WireFault);
      else assert.equal(parseTimestamp(text, format).toISOString(), expected);
    });
  }
});

test("seconds since the epoch, within what a date can hold", () => {
  assert.equal(dateFromEpochSeconds(1767323045.25).toISOString(), "2026-01-02T03:04:05.250Z");
  for (const seconds of [1e13, -1e13, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => dateFromEpochSeconds(seconds), WireFault);
  }
});

test("numbers are decimal and finite", () => {
  assert.deepEqual(["1", "-1.5", "+.5", "1e3"].map(parseNumber), [1, -1.5, 0.5, 1000]);
  for (const text of ["", " ", "1 ", "abc", "NaN", "Infinity", "0x10", "1e999", "1_000", "1".repeat(65)]) {
    assert.throws(() => parseNumber(text), WireFault, text);
  }
});

test("booleans are true or false, in any case", () => {
  assert.deepEqual(["true", "False", "TRUE"].map(parseBoolean), [true, false, true]);
  for (const text of ["", "1", "yes", "truetrue"]) assert.throws(() => parseBoolean(text), WireFault, text);
});

test("bytes are standard base64", () => {
  assert.deepEqual(parseBase64("AP/+"), Buffer.from([0, 255, 254]));
  assert.deepEqual(parseBase64("AA=="), parseBase64("AA"));
  for (const text of ["A", "A-_A", "AA A", "AA=A", "====", `${"=".repeat(2_000_000)}A`])
    assert.throws(() => parseBase64(text), WireFault, text.slice(0, 8));
});
