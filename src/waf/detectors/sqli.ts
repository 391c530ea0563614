import type { DetectorMatch } from "../detector.ts";
import { evidenceOf, mayBeSql } from "./evidence.ts";
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
  for (const shape of SQL_SHAPES) {
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

/** Whether the text bears out a shape that harmless texts have as well. */
function isCredible(shape: SqlShape, text: string, folded: FoldedSql): boolean {
  if (MARKUP_SHAPES.has(shape.name) && isMarkup(text, folded.tokens[0]!)) return false;
  if (shape.name === "constant-chain")
    return /^(?:or|xor|\|\|)$/i.test(
      textOf(text, folded.tokens.find(({ kind }) => kind === "&" || kind === "|")!),
    );
  if (shape.name === "select-star") return /\bselect\b[\s\w./*(]{0,64}\*\s*from\b/i.test(text);
  if (shape.name === "stacked-procedure") return isProcedureCall(text, folded);
  if (shape.name === "reopened-string" && /^.[o=~]/.test(folded.fingerprint)) {
    return SHORT_WORDS.test(textOf(text, folded.tokens[0]!).slice(0, -1));
  }
  if (shape.name === "quoted-operator") return isImplicitConversion(text, folded.tokens);
  if (!/^(?:comment-cut|group-comment|value-comment)$/.test(shape.name)) return true;
  const comment = text.slice(folded.tokens.at(-1)!.start);
  if (shape.name === "value-comment") {
    const value = text.slice(0, text.length - comment.length);
    return /^(?:--\s*|\/\*.*)$/.test(comment) && (!/[A-Za-z,]/.test(value) || /[@(']/.test(value));
  }
  if (/^(?:--[\s+-]*|\/\*[\s*/]*)$/.test(comment)) return true;
  const word = text.slice(0, folded.tokens[0]!.end - 1).trim();
  return !/[\s'"]/.test(word) && /^(?:--\s|\/\*|#$)[^'"]*$/.test(comment);
}

/** `use`, `print`, `if` and the like are prose where no semicolon stands before them. */
function isProcedureCall(text: string, { fingerprint, tokens }: FoldedSql): boolean {
  const at = /^['"]?X/.exec(fingerprint);
  if (at === null) return true;
  const word = textOf(text, tokens[at[0].length - 1]!);
  return (at[0].length === 1 ? /^(?:exec|execute|declare|shutdown)$/i : /^(?!use|print|go\b)/i).test(word);
}

/** Shapes that markup has too: `"><b class="x`. Other shapes are injections after a tag as well. */
const MARKUP_SHAPES: ReadonlySet<string> = new Set([
  "reopened-string",
  "comparison-chain",
  "quoted-comparison",
  "quoted-arithmetic",
  "quoted-operator",
]);

const isMarkup = (text: string, { kind, end }: SqlToken): boolean =>
  (kind === "'" || kind === '"') && MARKUP.test(text.slice(end, end + 16));

/** What follows a quote around a tag, or before the end of one. */
const MARKUP = /^\s*\/?>\s*(?:<|[A-Za-z]*<|$)|^<\/?[A-Za-z][\w:-]*>?/;

/** `a' - 'b`: short words on both sides, where code and prose that mention an operator have more. */
function isImplicitConversion(text: string, tokens: readonly SqlToken[]): boolean {
  const first = textOf(text, tokens[0]!).slice(0, -1);
  const last = textOf(text, tokens.at(-1)!).slice(1);
  return (
    SHORT_WORDS.test(first) &&
    SHORT_WORDS.test(last) &&
    !/^(?:in|is|match|between)$/i.test(textOf(text, tokens[1]!))
  );
}

const SHORT_WORDS = /^[\w\s@.%-]{0,24}$/;

const textOf = (text: string, token: SqlToken): string => text.slice(token.start, token.end);

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
