import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "./command.ts";
import { withHeaders } from "./header-option.ts";

const defaults = { "User-Agent": "sallyport/1", "Content-Type": "application/json" };

test("headers are added, and replace what is sent in any case whatever their case", () => {
  assert.deepEqual(withHeaders(["Accept:text/plain ", "user-agent: mine: too", "X-Empty:"], defaults), [
    ...["user-agent", "mine: too"],
    ...["Content-Type", "application/json"],
    ...["Accept", "text/plain"],
    ...["X-Empty", ""],
  ]);
});

const refused: readonly [given: readonly string[], message: RegExp][] = [
  [["Accept"], /"Accept" is no header\. Give 'Name: value'/],
  [[": x"], /is no header/],
  [["A b: x"], /is no header/],
  [["A: x\r\nB: y"], /is no header/],
  [["Authorization: x"], /cannot set Authorization/],
  [["HOST: x"], /cannot set HOST/],
  [["Content-Length: 3"], /cannot set Content-Length/],
  [["A: 1", "a: 2"], /gives a twice/],
];
for (const [given, message] of refused) {
  test(`${JSON.stringify(given)} is refused`, () => {
    assert.throws(
      () => withHeaders(given, defaults),
      (error: unknown) => error instanceof UsageError && message.test(error.message),
    );
  });
}
