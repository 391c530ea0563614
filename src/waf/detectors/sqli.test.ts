import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { evidenceOf, mayBeSql } from "./evidence.ts";
import { foldSql } from "./sql-fold.ts";
import { SQL_SHAPES } from "./sql-shapes.ts";
import { detectSqli } from "./sqli.ts";

for (const shape of SQL_SHAPES) {
  test(`SQL shape ${shape.name}`, () => {
    assert.ok(detectSqli(shape.stops, shape.sensitivity), `must stop ${shape.stops}`);
    assert.equal(detectSqli(shape.allows, "LOW"), undefined, `must allow ${shape.allows}`);
    if (shape.sensitivity === "HIGH") assert.equal(detectSqli(shape.stops, "LOW"), undefined);
  });
}

/** Fingerprints of texts, as they are and after a single quote. */
const FINGERPRINTS: readonly (readonly [text: string, fingerprint: string])[] = [
  ["1+(2)*3 OR sin(1) = 'a' -- x", "1&f=sc"],
  ["1 UNION/**/ALL SELECT 1,2,(3)", "1UE1"],
  ["1 /*!50000UNION*/ select 1", "1UE1"],
  ["-1 --\nunion select 1", "1UE1"],
  ["select * from a.b order by 1", "EnKnB1"],
  ["ascii(substring(version(),1,1))", "G"],
  ["$$x$$ || q'[it's]' || U&'a'", "s|s|s"],
  ["@@version-@`a`", "v"],
  ["1e0union", "1U"],
  ["three words here", "w"],
  ["'unended", "q"],
];

for (const [text, fingerprint] of FINGERPRINTS) {
  test(`fingerprint of ${text}`, () => assert.equal(foldSql(text, 0, "comments").fingerprint, fingerprint));
}

/** One attack, disguised. */
const EVASIONS: readonly string[] = [
  "1' or 1=1-- -",
  "1' oR 1=1-- -",
  "1'/**/or/**/1=1#",
  "1'\tor\n1=1--",
  "1'\u000bor\u000c1=1--",
  "1'\xa0or\xa01=1--",
  "1'||1=1#",
  "1'&&1=1#",
  "1' or(1)=(1)#",
  "1' or+1=+1#",
  "1' or 2>1#",
  "1' or 'a'='a",
  "1' or 'a' like 'a",
  "1' or 0x31=0x31#",
  "1' or 1e0=1e0#",
  "1' or not 1=2#",
  "1' or -1=-1#",
  "1' /*!or*/ 1=1#",
  "1'/*!50000or*/1=1#",
  "1' or @@version=@@version#",
  "1' or true#",
  `1" or "a"="a`,
  `1") or ("a"="a`,
  "1)) or ((1=1",
  "0 or ((((1))))=((((1))))",
  "5=5 or 1=1",
  "'<id or 1=1-- ",
  "'><id or 1=1-- ",
  "date '2020-01-01' or 1=1",
  "_utf8 'a' union select 1,2",
];

for (const text of EVASIONS) {
  test(`evasion: ${JSON.stringify(text)}`, () => assert.ok(detectSqli(text, "LOW")));
}

test("a match says what gave it away, and repeats only so much of it", () => {
  const match = detectSqli(`1' OR '${"a".repeat(1000)}'='a`, "LOW")!;
  assert.equal(match.kind, "SQL_INJECTION");
  assert.ok(match.matchedData.length <= 8 && match.matchedData.every((piece) => piece.length <= 64));
  assert.match(match.detail, /fingerprint '&s=q/);
});

/** Words, signs and pieces of which both SQL and prose are made. */
const PIECES =
  "' \" ` ( ) , ; -- # /* */ /*! = < > || && + - * / 1 0x1 a or and not union select from where order by group having in like case when end @ @@ $ $$ [ ] { } \\ . \n % sleep( ascii( if( exec".split(
    " ",
  );
const soup = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 });

test("no text makes it throw", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 200 }),
        soup.map((pieces) => pieces.join(" ")),
        soup.map((pieces) => pieces.join("")),
      ),
      (text) => {
        detectSqli(text, "LOW");
        detectSqli(text, "HIGH");
      },
    ),
    { numRuns: 2000 },
  );
});

test("what LOW finds, HIGH finds", () => {
  fc.assert(
    fc.property(soup, (pieces) => {
      const text = pieces.join(" ");
      assert.ok(detectSqli(text, "LOW") === undefined || detectSqli(text, "HIGH") !== undefined);
    }),
    { numRuns: 2000 },
  );
});

test("the gate lets every attack through to the detector", () => {
  for (const text of [...EVASIONS, ...SQL_SHAPES.map(({ stops }) => stops)])
    assert.ok(mayBeSql(evidenceOf(text), "HIGH"), text);
});

test("the gate keeps plain text from the detector", () => {
  for (const text of ["hello world", "2024-01-01", "the quick brown fox", "a1b2-c3"]) {
    assert.equal(mayBeSql(evidenceOf(text), "LOW"), false, text);
  }
});

/** Worst cases: a text twice as long must not fold to more than twice as many tokens, nor hang. */
test("64 KB of any one piece is read to its end", () => {
  for (const piece of [
    ...PIECES,
    "(1",
    "f(",
    "1,",
    "'a' ",
    "a.",
    "(select ",
    "f((1=1),",
    "union ",
    "/*!",
    "1 or ",
    "@'",
    "$a$",
    "select */*",
    "case 1 ",
    "1 1 ",
    "= ",
    "x=x&",
    "(1=1),",
    "f(1=1,",
    "((1),",
  ]) {
    detectSqli(piece.repeat(65_536 / piece.length), "HIGH");
  }
});
