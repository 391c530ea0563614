import assert from "node:assert/strict";
import { test } from "node:test";
import { NormalizedSchema } from "@smithy/core/schema";
import { parseParameters } from "../parameters.ts";
import type { SchemaRef } from "../schema.ts";
import { formTree, queryReaders } from "./form.ts";
import { WireFault } from "./wire-fault.ts";

/** A structure with a map from text to text: no input of today's query services has one. */
const schema = NormalizedSchema.of([3, "test", "WithMap", 0, ["Tags"], [128]] as unknown as SchemaRef);

const read = (form: string): unknown => queryReaders.of(schema)(formTree(parseParameters(form)), 0);

test("reads maps by their numbered entries", () => {
  const { Tags } = read("Tags.entry.2.key=b&Tags.entry.2.value=2&Tags.entry.1.key=a&Tags.entry.1.value=") as {
    Tags: object;
  };
  assert.deepEqual(Object.entries(Tags), [
    ["a", ""],
    ["b", "2"],
  ]);
});

test("refuses an entry without its value", () => {
  assert.throws(() => read("Tags.entry.1.key=a"), WireFault);
});

test("__proto__ sets no prototype, as a part of a name or as a key", () => {
  assert.deepEqual(read("__proto__.polluted=1&Tags.__proto__.polluted=1&constructor.prototype.polluted=1"), {
    Tags: Object.create(null),
  });
  assert.throws(() => read("Tags.entry.1.key=__proto__&Tags.entry.1.value=1"), WireFault);
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
});

test("refuses forms that are small to send and large to hold", () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `${index}${".a".repeat(100)}=`);
  assert.throws(() => formTree(parseParameters(names.join("&"))), WireFault);
  assert.throws(() => parseParameters("&".repeat(200_000)), WireFault);
});
