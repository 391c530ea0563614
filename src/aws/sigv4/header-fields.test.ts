import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseHeaderFields } from "./header-fields.ts";

const names = ["Host", "host", ":authority", "Date", "X-Amz-Date", "x-amz-meta-a", "Accept", "accept", "X-B"];
const rawHeaders = fc
  .array(
    fc.tuple(fc.constantFrom(...names), fc.string({ unit: fc.constantFrom("a", " ", "\t", ",", "à") })),
    {
      maxLength: 12,
    },
  )
  .map((fields) => fields.flat());
/** Enough to have the fields looked up in another way. */
const fillers = Array.from({ length: 40 }, (_, n) => [`filler-${n}`, "x"]).flat();

test("few fields are read as many are", () => {
  fc.assert(
    fc.property(rawHeaders, (sent) => {
      const few = parseHeaderFields(sent);
      const many = parseHeaderFields([...sent, ...fillers]);
      if (few.kind === "duplicate" || many.kind === "duplicate") {
        assert.deepEqual(few, many);
        return;
      }
      for (const name of ["host", "date", "x-amz-date", "x-amz-meta-a", "accept", "x-b", "filler-0x"]) {
        assert.equal(few.fields.get(name), many.fields.get(name));
        assert.equal(few.fields.has(name), many.fields.has(name));
      }
      const told = [...new Set(few.fields.keys())];
      assert.deepEqual(told, [...many.fields.keys()].slice(0, told.length));
    }),
    { seed: 20260131, numRuns: 2000 },
  );
});

test("values are folded as they are signed", () => {
  const parsed = parseHeaderFields(["A", " b \t c\t", "a", "d  e", "B", "\u00a0f\u00a0"]);
  assert.ok(parsed.kind === "fields");
  assert.deepEqual([parsed.fields.get("a"), parsed.fields.get("b")], ["b c,d e", "\u00a0f\u00a0"]);
});
