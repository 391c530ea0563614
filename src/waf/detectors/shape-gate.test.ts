import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ShapeGate } from "./shape-gate.ts";
import { SQL_SHAPES } from "./sql-shapes.ts";

const KINDS = [..."n1sqvwfFGI'\"&|=~o!UEDXBHLKJOCTWAQc(),;p"];

test("a shape that matches is among the candidates", () => {
  const gate = new ShapeGate(SQL_SHAPES);
  const fingerprint = fc.array(fc.constantFrom(...KINDS), { maxLength: 12 }).map((kinds) => kinds.join(""));
  fc.assert(
    fc.property(fingerprint, (text) => {
      const candidates = gate.candidates(text);
      const missed = SQL_SHAPES.filter(({ pattern }) => pattern.test(text)).filter(
        (shape) => !candidates.includes(shape),
      );
      assert.deepEqual(missed, []);
    }),
    { seed: 1, numRuns: 5000 },
  );
});

test("prose and code have few candidates, in the order of the shapes", () => {
  const gate = new ShapeGate(SQL_SHAPES);
  for (const text of ["w", "ns", "w1", "'n", "n,w;"]) assert.deepEqual(gate.candidates(text), []);
  const candidates = gate.candidates("'&1=1");
  assert.ok(candidates.length > 0 && candidates.length < SQL_SHAPES.length / 2);
  assert.deepEqual(
    candidates,
    SQL_SHAPES.filter((shape) => candidates.includes(shape)),
  );
});

test("a shape that any fingerprint may have is always a candidate", () => {
  const anything = { ...SQL_SHAPES[0]!, name: "anything", pattern: /^n?$/ };
  assert.deepEqual(new ShapeGate([...SQL_SHAPES, anything]).candidates("p"), [anything]);
});
