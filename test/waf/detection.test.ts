import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type CorpusClass,
  hasTraining,
  isDetected,
  ownCorpora,
  rulesThatStop,
  trainingCorpora,
} from "./corpora.ts";

const skip = hasTraining ? false : "the training corpora are not beside this checkout";

/** The share of lines of a class in which the detectors see something. */
function share(kind: CorpusClass): number {
  const lines = trainingCorpora()
    .filter((corpus) => corpus.kind === kind)
    .flatMap((corpus) => corpus.lines);
  assert.ok(lines.length > 100);
  return lines.filter((line) => isDetected(kind, line)).length / lines.length;
}

test("at least 99% of the training lines with SQL injection are detected", { skip }, () => {
  assert.ok(share("SQL injection") >= 0.99);
});

test("at least 99% of the training lines with script injection are detected", { skip }, () => {
  assert.ok(share("script injection") >= 0.99);
});

test("at most 1% of the known false positives are detected", { skip }, () => {
  assert.ok(share("harmless") <= 0.01);
});

for (const { file, kind, lines } of ownCorpora("attacks")) {
  test(`some managed rule stops every line of ${file}`, () => {
    assert.deepEqual(
      lines.filter((line) => rulesThatStop(line).length === 0),
      [],
    );
    if (kind !== "attack")
      assert.ok(lines.filter((line) => isDetected(kind, line)).length >= lines.length * 0.97);
  });
}

for (const { file, kind, lines } of ownCorpora("benign")) {
  test(`the detectors see nothing in ${file}`, () => {
    assert.deepEqual(
      lines.filter((line) => isDetected(kind, line)),
      [],
    );
  });
}
