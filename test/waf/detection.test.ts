import assert from "node:assert/strict";
import { test } from "node:test";
import { type CorpusClass, hasTraining, isDetected, ownCorpora, trainingCorpora } from "./corpora.ts";
import { type Delivery, isStopped, rulesThatStop } from "./deliveries.ts";
import { generatedAttacks, generatedBenign } from "./generated/generated-corpora.ts";

const skip = hasTraining ? false : "the training corpora are not beside this checkout";

const shareOf = (texts: readonly string[], isTrue: (text: string) => boolean): number =>
  texts.filter(isTrue).length / texts.length;

/** The share of training lines of a class in which the detectors see something. */
function share(kind: CorpusClass): number {
  const lines = trainingCorpora()
    .filter((corpus) => corpus.kind === kind)
    .flatMap((corpus) => corpus.lines);
  assert.ok(lines.length > 100);
  return shareOf(lines, (line) => isDetected(kind, line));
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

/** Files of which some lines are known to get through: they were written to find such. */
const FLOORS: Readonly<Record<string, number>> = {
  "attacks/sql-clauses.txt": 0.95,
  "attacks/sql-dialects.txt": 0.93,
  "attacks/command-variety.txt": 0.97,
  "attacks/script-variety.txt": 0.95,
};

for (const { file, kind, lines } of ownCorpora("attacks")) {
  const floor = FLOORS[file];
  if (floor === undefined) {
    test(`some managed rule stops every line of ${file}`, () => {
      assert.deepEqual(
        lines.filter((line) => !isStopped(line, "query")),
        [],
      );
    });
  } else {
    test(`managed rules stop at least ${100 * floor}% of ${file}`, () => {
      assert.ok(shareOf(lines, (line) => isStopped(line, "query")) >= floor);
    });
  }
  if (kind !== "attack") {
    test(`the detector alone sees at least 93% of ${file}`, () => {
      assert.ok(shareOf(lines, (line) => isDetected(kind, line)) >= 0.93);
    });
  }
}

/** Harmless lines that a managed rule stops, known and few: shell scripts and templates of PHP are what they are. */
const KNOWN_FALSE_ALARMS: Readonly<Record<string, number>> = { "benign/source-code.txt": 4 };

for (const { file, kind, lines } of ownCorpora("benign")) {
  test(`the detectors see nothing in ${file}, and no managed rule stops more than is known`, () => {
    assert.deepEqual(
      lines.filter((line) => isDetected(kind, line)),
      [],
    );
    for (const delivery of ["query", "JSON", "cookie", "header"] as const) {
      const stopped = lines.filter((line) => isStopped(line, delivery));
      assert.ok(
        stopped.length <= (KNOWN_FALSE_ALARMS[file] ?? 0),
        stopped
          .map((line) => `${delivery}: ${line} by ${rulesThatStop(line, delivery).join(", ")}`)
          .join("\n"),
      );
    }
  });
}

/** Of each class of generated attacks, the least share that is stopped, on the half that was never looked at. */
const HELD_OUT_FLOORS: Readonly<Record<string, readonly [floor: number, ...deliveries: Delivery[]]>> = {
  "SQL injection": [0.95, "query", "form", "JSON", "cookie", "header", "path"],
  "script injection": [0.98, "query", "form", "JSON", "cookie", "path"],
  "command injection": [0.96, "query", "form", "JSON"],
  "path traversal and inclusion": [0.97, "query", "form", "JSON", "path"],
  "Log4j lookup": [0.9, "query", "form", "JSON", "cookie", "header", "path"],
  "Java deserialization": [0.95, "query", "form", "JSON", "cookie", "header", "path"],
  "PHP code": [0.9, "query", "form", "JSON", "header"],
  "server template": [0.9, "query", "form", "JSON", "header"],
  "XML entity": [0.9, "query", "form", "JSON", "cookie"],
  "other query": [0.7, "query", "form", "JSON"],
};

for (const { name, heldOut } of generatedAttacks()) {
  const [floor, ...deliveries] = HELD_OUT_FLOORS[name]!;
  for (const delivery of deliveries) {
    test(`at least ${100 * floor}% of generated attacks are stopped: ${name} by ${delivery}`, () => {
      assert.ok(shareOf(heldOut, (text) => isStopped(text, delivery)) >= floor);
    });
  }
}

test("at most 0.5% of generated harmless texts are stopped", () => {
  const { heldOut } = generatedBenign(8000);
  for (const delivery of ["query", "JSON", "cookie", "header"] as const) {
    assert.ok(shareOf(heldOut, (text) => isStopped(text, delivery)) <= 0.005, delivery);
  }
});

test("HIGH sees what LOW leaves for the sake of prose", () => {
  for (const text of ["1 or 1", "1 or not 0", "1||1", "1 xor 0", "1;table users", "1=1", "select x from y"]) {
    assert.equal(isDetected("SQL injection", text, "LOW"), false, text);
    assert.equal(isDetected("SQL injection", text, "HIGH"), true, text);
  }
});
