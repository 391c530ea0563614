import assert from "node:assert/strict";
import { test } from "node:test";
import { BodyCollector } from "./body-collector.ts";

test("a body is kept whole up to its limit, and nothing of it past that", () => {
  const collector = new BodyCollector(4);
  collector.add(Buffer.from("ab"));
  collector.add(Buffer.from("cd"));
  assert.deepEqual([collector.overflowed, collector.bytesSeen], [false, 4]);
  collector.add(Buffer.from("e"));
  collector.add(Buffer.from("f"));
  assert.deepEqual([collector.overflowed, collector.bytesSeen, collector.take().length], [true, 6, 0]);
});
