import type { FoldedSql } from "./sql-fold.ts";
import type { SqlToken } from "./sql-kinds.ts";
import type { SqlShape } from "./sql-shapes.ts";

type Check = (text: string, folded: FoldedSql) => boolean;

const textOf = (text: string, token: SqlToken): string => text.slice(token.start, token.end);

/** Whether the text bears out a shape that harmless texts have as well. */
export function isCredible(shape: SqlShape, text: string, folded: FoldedSql): boolean {
  if (MARKUP_SHAPES.has(shape.name) && isMarkup(text, folded.tokens[0]!)) return false;
  return CHECKS.get(shape.name)?.(text, folded) ?? true;
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

/** Operators whose right side is a pattern, and no word of prose. */
const PATTERN_OPERATOR = /^(?:not\s+)?(?:r?like|ilike|regexp|glob|similar\s+to)$/i;
const SHORT_PATTERN = /^[\w\s@.%*?^$+|()[\]-]{0,24}$/;

const SHORT_WORDS = /^[\w\s@.%-]{0,24}$/;

const isLogic: Check = (text, { tokens }) =>
  /^(?:or|xor|\|\|)$/i.test(textOf(text, tokens.find(({ kind }) => kind === "&" || kind === "|")!));

/** A list of columns, or all of them, from one table: prose selects a thing from a list. */
const isSelect: Check = (text) =>
  /\bselect\b[\s\w./*(]{0,64}\*\s*from\b|^\W{0,4}select\s+[\w.]{1,64}(?:\s?,\s?[\w.]{1,64}){1,32}\s+from\s+[\w.]{1,64}\s*(?:$|;|where\b|--)/i.test(
    text,
  );

/** A statement by one word, which is prose or code unless it is one of few. */
const isStackedWord: Check = (text, { fingerprint, tokens }) => {
  const verb = tokens[fingerprint.indexOf(";") + 1]!;
  return /^(?:exec|execute|call|update|copy|attach|rename|handler)\b/i.test(textOf(text, verb));
};

/** `use`, `print`, `if` and the like are prose where no semicolon stands before them, and calls are code. */
const isProcedureCall: Check = (text, { fingerprint, tokens }) => {
  const at = fingerprint.indexOf("X");
  const word = at < 0 ? "" : textOf(text, tokens[at]!);
  if (at === 0 || /^[1sv]\)+X/.test(fingerprint)) return /^(?:exec|execute|declare|shutdown)$/i.test(word);
  if (!/^['"]X/.test(fingerprint)) return true;
  // In prose, too, a quote may stand before the word: then others stand before the quote.
  const isProse = /\s/.test(textOf(text, tokens[0]!).trim()) && !/^['"]X[vGDI]/.test(fingerprint);
  return !isProse && !/^(?:use|print|go|goto|call|while|revert)$/i.test(word);
};

const isReopened: Check = (text, { fingerprint, tokens }) =>
  !/^.[o=~]/.test(fingerprint) || SHORT_WORDS.test(textOf(text, tokens[0]!).slice(0, -1));

/** `a' - 'b`: short words on both sides, where code and prose that mention an operator have more. */
const isImplicitConversion: Check = (text, { tokens }) => {
  const first = textOf(text, tokens[0]!).slice(0, -1);
  const last = textOf(text, tokens.at(-1)!).slice(1);
  const operator = textOf(text, tokens[1]!);
  return (
    SHORT_WORDS.test(first) &&
    (SHORT_WORDS.test(last) || (PATTERN_OPERATOR.test(operator) && SHORT_PATTERN.test(last))) &&
    !/^(?:in|is|match|between)$/i.test(operator)
  );
};

const commentOf = (text: string, { tokens }: FoldedSql): string => text.slice(tokens.at(-1)!.start);

/** A number and a comment: with words in either, it is prose. */
const isValueComment: Check = (text, folded) => {
  const comment = commentOf(text, folded);
  const value = text.slice(0, text.length - comment.length);
  return /^(?:--\s*|\/\*.*)$/.test(comment) && (!/[A-Za-z,]/.test(value) || /[@(']/.test(value));
};

/** A word, a quote and a comment. The comment is empty, or nothing in the word has another reason for the quote. */
const isCut: Check = (text, folded) => {
  const comment = commentOf(text, folded);
  if (/^(?:--[\s+-]{0,6}|\/\*[\s*/]*)$/.test(comment)) return true;
  const word = text.slice(0, folded.tokens[0]!.end - 1).trim();
  return !/[\s'"]/.test(word) && /^(?:--\s|\/\*|#$)[^'"]*$/.test(comment);
};

/** What a statement may begin with, where a comment ends the text after it. */
const VERBS = new Set(
  (
    "truncate rename lock unlock flush show describe desc explain analyze optimize kill copy vacuum pragma attach detach " +
    "print table reconfigure dbcc notify listen do perform handler reset purge start install import comment security prepare " +
    "deallocate commit rollback revoke set call begin exec execute merge grant deny checkpoint update drop alter create " +
    "shutdown declare if while use insert delete replace select repair check reindex cluster discard load unload refresh"
  ).split(" "),
);

const isStatement: Check = (text, folded) => {
  const verb = folded.tokens[folded.fingerprint.indexOf(";") + 1];
  if (verb === undefined || !/^(?:--\s*[\w+-]{0,8}|#\w{0,8}|\/\*.*)$/.test(commentOf(text, folded)))
    return false;
  return VERBS.has(/^\w*/.exec(textOf(text, verb))![0].toLowerCase());
};

/** MySQL and PostgreSQL take `TABLE name` for a query. */
const isUnionTable: Check = (text) =>
  /\b(?:union|except|intersect)\s+(?:all\s+|distinct\s+)?table\s+[\w.$`]+/i.test(text);

const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ["constant-chain", isLogic],
  ["select-star", isSelect],
  ["stacked-procedure", isProcedureCall],
  ["stacked-word", isStackedWord],
  ["reopened-string", isReopened],
  ["quoted-operator", isImplicitConversion],
  ["comment-cut", isCut],
  ["group-comment", isCut],
  ["value-comment", isValueComment],
  ["stacked-verb", isStatement],
  ["union-table", isUnionTable],
  ["stacked-table", (text) => /;\s*table\s+[\w.$`]+/i.test(text)],
  ["collation", (text, { tokens }) => /^collate$/i.test(textOf(text, tokens[1]!))],
  ["word-operator", (text, { tokens }) => /^(?:div|mod|collate)$/i.test(textOf(text, tokens[1]!))],
  ["equal-strings", (text) => /^(['"])(\w{0,16})\1\s*=\s*\1\2\1?$/.test(text)],
  [
    "bare-probe",
    (text) =>
      /^\s*@@[a-z_]{4,}|^[\d\s=<>!,(-]{0,16}(?:(?:if|elt|ifnull)\s*\([^'"]{0,24})?\bsleep\s*\(\s*\d/i.test(
        text,
      ),
  ],
]);
