import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { GatheredBody } from "./gathered-body.ts";

test("pieces are put together in their order, and none of them is written to", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 30 }), (sent) => {
      const pieces = sent.map((piece) => Buffer.from(piece));
      const body = new GatheredBody();
      for (const piece of pieces) body.add(piece);
      const all = Buffer.concat(sent);
      assert.deepEqual([body.length, body.bytes().toString("hex")], [all.length, all.toString("hex")]);
      assert.deepEqual(
        pieces.map((piece) => [...piece]),
        sent.map((piece) => [...piece]),
      );
    }),
    { seed: 20260131 },
  );
});

test("a body of single bytes holds little more than its bytes", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const heldBytes = (): number => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const piece = Buffer.from("x");
  const body = new GatheredBody();
  const before = heldBytes();
  for (let count = 0; count < 1_000_000; count++) body.add(piece.subarray(0, 1));
  assert.ok(heldBytes() - before < 10_000_000);
  assert.equal(body.length, 1_000_000);
});
