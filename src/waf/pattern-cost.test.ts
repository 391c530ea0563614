import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SQL_SHAPES } from "./detectors/sql-shapes.ts";
import { findAmbiguity } from "./pattern-ambiguity.fixture.ts";
import { patternsIn } from "./source-patterns.fixture.ts";

const cases: readonly (readonly [pattern: string, costs: boolean])[] = [
  ["\\blocation\\s*[=(]\\s*[\"'`]?\\s*javascript:", true],
  ["\\blocation\\s*[=(]\\s*(?:[\"'`]\\s*)?javascript:", false],
  ["(?:and|or)\\s+(?:\\(?\\s*select\\s+)?sleep", true],
  ["(?:and|or)\\s+(?:(?:\\(\\s*)?select\\s+)?sleep", false],
  ["\\w+\\(", true],
  ["\\b\\w+\\(", false],
  ["^\\w+\\(", false],
  ["\\w+", false],
  ["\\w+$", true],
  ["(?=\\w+;)a", true],
  ["(?<=\\w+);", true],
  ["<[^>]*>", true],
  ["<[^<>]*>", false],
  ["(?:ab)+", false],
  ["x(?:\\s*y?\\s*z)?", true],
  ["(?:a+)+b", true],
  ["^(?:a+)+b", true],
  ["^(?:a|a)*b", true],
  ["^(?:ab|a)*c", false],
  ["^(?:\\W{0,4}url\\(\\W{0,2})*x", true],
  ["^(?:\\s*,\\s*x)*y", false],
];

for (const [pattern, costs] of cases) {
  test(`${pattern} takes ${costs ? "more than" : "no more than"} linear time`, () => {
    assert.equal(findAmbiguity(pattern, "i") !== undefined, costs);
  });
}

/** What is found in these does not cost what it seems to, for the reason given. */
const BOUNDED: Readonly<Record<string, string>> = {
  "\\(\\?<?[=!](?:\\\\.|\\[[^\\]]*\\]|[^\\\\[\\]()])*\\)": "reads our own expressions, once",
  "^\\s*\\S*(?:\\s+\\S{1,12})?\\s*$": "reads 32 characters at most",
  "(?<![0-9a-f])0(?::0(?![0-9a-f]))+": "reads an address as we write it",
  "(?<![\\w-])eyJ[\\w-]{8,}\\.[\\w-]+|(?:AKIA|ASIA)[A-Z0-9]{16}|gh[oprsu]_\\w{20}|github_pat_\\w{20}|glpat-[\\w-]{16}|xox[abeprs]-[\\w-]{10}|[rs]k_(?:live|test)_\\w{10}":
    "begins only where no such run goes on from before",
  "[;|&\\s]+$": "reads 32 characters at most",
};

/** Files that put expressions together from parts when they are loaded: shapes are looked at below, names in their own test. */
const ASSEMBLED = new Set(["sql-shapes.ts", "secret-names.ts"]);

/** Folders of the engine whose expressions read what clients send. */
const folders = ["", "addresses", "detectors", "fields", "managed", "puzzles", "rate", "transformations"];

for (const folder of folders) {
  test(`every expression of waf/${folder} takes linear time on every text`, () => {
    const path = join(import.meta.dirname, folder);
    const names = readdirSync(path).filter((name) => /^[\w-]+\.ts$/.test(name) && !ASSEMBLED.has(name));
    const found = names.flatMap((name) =>
      patternsIn(readFileSync(join(path, name), "utf8")).flatMap(({ source, flags, line }) => {
        // What is no expression by itself would not be looked at as it is run.
        new RegExp(source, flags);
        const ambiguity = source in BOUNDED ? undefined : findAmbiguity(source, flags);
        return ambiguity ? [`${name}:${line}: ${ambiguity.first} and ${ambiguity.second} in ${source}`] : [];
      }),
    );
    assert.deepEqual(found, []);
  });
}

for (const { name, pattern } of SQL_SHAPES) {
  test(`the shape ${name} takes linear time on every fingerprint`, () => {
    // Looking back from the end of the text happens once.
    const source = pattern.source.replace(/\$\(\?<=[^()]*\)/g, "$");
    assert.equal(findAmbiguity(source, pattern.flags), undefined);
  });
}

test("expressions are found wherever they stand", () => {
  const text = readFileSync(join(import.meta.dirname, "managed", "file-signatures.ts"), "utf8");
  const sources = patternsIn(text).map(({ source }) => source);
  assert.ok(sources.length >= 25);
  assert.ok(
    sources.some((source) => source.startsWith("(?:\\.{2,4}")),
    "with constants in their places",
  );
  const places =
    'const half = 1 / 2 / 3; // a/b/\nconst a = /x"\\/[/]/i;\nf(`/no/`, "/no/", [/y/]); return /z/.test(b);';
  assert.deepEqual(
    patternsIn(places).map(({ source, flags, line }) => [source, flags, line]),
    [
      ['x"\\/[/]', "i", 2],
      ["y", "", 3],
      ["z", "", 3],
    ],
  );
});
