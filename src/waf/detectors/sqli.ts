import type { DetectorMatch } from "../detector.ts";
import { evidenceOf, mayBeSql } from "./evidence.ts";
import { ShapeGate } from "./shape-gate.ts";
import { isCredible } from "./sql-credibility.ts";
import { type FoldedSql, foldSql } from "./sql-fold.ts";
import type { SqlToken } from "./sql-kinds.ts";
import { SQL_SHAPES, type SqlShape } from "./sql-shapes.ts";
import type { SqlDialect } from "./sql-tokens.ts";

/** How readily a text is taken for an injection. HIGH finds more, and more that is none. */
export type SqliSensitivity = "LOW" | "HIGH";

/** Most pieces of the text that a match repeats, and the most characters of each. */
const PIECES_MAX = 8;
const PIECE_LENGTH_MAX = 64;

/** Where a query may put the text: as it is, or into a string of one of two kinds. */
const QUOTE_CONTEXTS = ["", "'", '"'] as const;

/**
 * Looks for SQL that was injected into a value. The text is read as SQL in three contexts: put into a query as it is,
 * into a string in single quotes, into one in double quotes. In each, its folded tokens must take the shape of an
 * injection; a keyword or a quote alone never does.
 *
 * @param evidence What `evidenceOf` says of the text, where it is known already.
 *
 * `detectSqli("1' OR 'a'='a", "LOW")` → `{ kind: "SQL_INJECTION", matchedData: ["1'", "OR", "'a'", "=", "'a"], … }`
 */
export function detectSqli(
  text: string,
  sensitivity: SqliSensitivity,
  evidence: number = evidenceOf(text),
): DetectorMatch | undefined {
  if (!mayBeSql(evidence, sensitivity)) return undefined;
  for (const quote of QUOTE_CONTEXTS) {
    const match = detectIn(text, quote, "comments", sensitivity);
    if (match) return match;
    if (!DIALECTS_DIFFER.test(text)) continue;
    const other = detectIn(text, quote, "operators", sensitivity);
    if (other) return other;
  }
  return undefined;
}

const SHAPE_GATE = new ShapeGate(SQL_SHAPES);

const DIALECTS_DIFFER = /--[^\s]|#/;

function detectIn(
  text: string,
  quote: "" | "'" | '"',
  dialect: SqlDialect,
  sensitivity: SqliSensitivity,
): DetectorMatch | undefined {
  const before = breakout(text, quote);
  if (quote !== "" && before === undefined) return undefined;
  const folded = foldSql(text, before?.end ?? 0, dialect, before);
  for (const shape of SHAPE_GATE.candidates(folded.fingerprint)) {
    if (shape.sensitivity === "HIGH" && sensitivity === "LOW") continue;
    const found = shape.pattern.exec(folded.fingerprint);
    if (found && isCredible(shape, text, folded))
      return describe(text, folded, shape, found.index, found[0].length);
  }
  return undefined;
}

/** The text up to the quote that ends the string it is put into. A doubled quote does not end it. */
function breakout(text: string, quote: "" | "'" | '"'): SqlToken | undefined {
  if (quote === "") return undefined;
  let index = text.indexOf(quote);
  while (index >= 0 && text[index + 1] === quote && text[index - 1] !== "\\")
    index = text.indexOf(quote, index + 2);
  if (index < 0) return undefined;
  return { kind: quote, start: 0, end: index + 1 };
}

function describe(
  text: string,
  folded: FoldedSql,
  shape: SqlShape,
  at: number,
  length: number,
): DetectorMatch {
  const pieces = folded.tokens.slice(at, at + Math.min(length, PIECES_MAX));
  return {
    kind: "SQL_INJECTION",
    matchedData: pieces.map((token) =>
      text.slice(token.start, Math.min(token.end, token.start + PIECE_LENGTH_MAX)),
    ),
    detail: `${shape.name}, fingerprint ${folded.fingerprint.slice(0, 32)}`,
  };
}
