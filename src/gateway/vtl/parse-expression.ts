import type { Accessor, BinaryOperator, Expression, Reference } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]*(?:-+[A-Za-z0-9_]+)*/y;

/** Binary operators, loosest first. Words are Velocity's other spelling. */
const levels: readonly (readonly (readonly [RegExp, BinaryOperator])[])[] = [
  [[/\|\||or\b/y, "||"]],
  [[/&&|and\b/y, "&&"]],
  [
    [/==|eq\b/y, "=="],
    [/!=|ne\b/y, "!="],
  ],
  [
    [/<=|le\b/y, "<="],
    [/>=|ge\b/y, ">="],
    [/<|lt\b/y, "<"],
    [/>|gt\b/y, ">"],
  ],
  [
    [/\+/y, "+"],
    [/-/y, "-"],
  ],
  [
    [/\*/y, "*"],
    [/\//y, "/"],
    [/%/y, "%"],
  ],
];

export function parseExpression(cursor: Cursor): Expression {
  return cursor.nested(() => parseLevel(cursor, 0));
}

function parseLevel(cursor: Cursor, level: number): Expression {
  const operators = levels[level];
  if (!operators) return parseUnary(cursor);
  let left = parseLevel(cursor, level + 1);
  for (;;) {
    cursor.skipSpace();
    const operator = operators.find(([pattern]) => cursor.match(pattern) !== undefined)?.[1];
    if (!operator) return left;
    left = { kind: "binary", operator, left, right: parseLevel(cursor, level + 1) };
  }
}

function parseUnary(cursor: Cursor): Expression {
  cursor.skipSpace();
  if (cursor.match(/!|not\b/y) !== undefined) {
    return { kind: "not", operand: cursor.nested(() => parseUnary(cursor)) };
  }
  return parsePrimary(cursor);
}

function parsePrimary(cursor: Cursor): Expression {
  cursor.skipSpace();
  if (cursor.take("(")) {
    const inner = parseExpression(cursor);
    cursor.skipSpace();
    cursor.expect(")");
    return inner;
  }
  if (cursor.startsWith("[")) return parseListOrRange(cursor);
  if (cursor.startsWith("{")) return parseMap(cursor);
  if (cursor.startsWith('"')) return parseInterpolation(cursor);
  if (cursor.startsWith("'")) return { kind: "literal", value: parseQuoted(cursor, "'") };
  if (cursor.startsWith("$")) {
    const found = parseReference(cursor);
    return found
      ? { kind: "reference", reference: found.reference }
      : cursor.fail("a reference is malformed");
  }
  const number = cursor.match(/-?\d{1,15}(?:\.\d{1,15})?(?!\w)/y);
  if (number !== undefined) return { kind: "literal", value: Number(number) };
  const word = cursor.match(/(?:true|false|null)\b/y);
  if (word === undefined) cursor.fail("an expression is malformed");
  return { kind: "literal", value: word === "null" ? null : word === "true" };
}

/** `'it''s'`: the quote itself is doubled, nothing else is escaped. */
function parseQuoted(cursor: Cursor, quote: string): string {
  cursor.expect(quote);
  let content = "";
  for (;;) {
    content += cursor.match(quote === "'" ? /[^']*/y : /[^"]*/y);
    if (cursor.ended) cursor.fail("a string is not closed");
    cursor.expect(quote);
    if (!cursor.take(quote)) return content;
    content += quote;
  }
}

/** A string in double quotes is a template of its own. */
function parseInterpolation(cursor: Cursor): Expression {
  const content = parseQuoted(cursor, '"');
  if (!/[$#]/.test(content)) return { kind: "literal", value: content };
  return cursor.nested(() => ({ kind: "interpolation", nodes: cursor.parseNested(content) }));
}

function parseListOrRange(cursor: Cursor): Expression {
  cursor.expect("[");
  cursor.skipSpace();
  if (cursor.take("]")) return { kind: "list", items: [] };
  const first = parseExpression(cursor);
  cursor.skipSpace();
  if (!cursor.take("..")) return { kind: "list", items: [first, ...parseMore(cursor, "]", parseExpression)] };
  const to = parseExpression(cursor);
  cursor.skipSpace();
  cursor.expect("]");
  return { kind: "range", from: first, to };
}

function parseMap(cursor: Cursor): Expression {
  cursor.expect("{");
  return { kind: "map", entries: parseSequence(cursor, "}", parseEntry) };
}

function parseEntry(cursor: Cursor): readonly [Expression, Expression] {
  const key = parseExpression(cursor);
  cursor.skipSpace();
  cursor.expect(":");
  return [key, parseExpression(cursor)];
}

/** Items separated by commas, up to and with `close`. */
function parseSequence<T>(cursor: Cursor, close: string, item: (cursor: Cursor) => T): T[] {
  cursor.skipSpace();
  if (cursor.take(close)) return [];
  const first = item(cursor);
  return [first, ...parseMore(cursor, close, item)];
}

function parseMore<T>(cursor: Cursor, close: string, item: (cursor: Cursor) => T): T[] {
  const items: T[] = [];
  for (;;) {
    cursor.skipSpace();
    if (cursor.take(close)) return items;
    cursor.expect(",");
    items.push(item(cursor));
  }
}

/** A reference as it stands in a template. */
export interface FoundReference {
  readonly reference: Reference;
  /** `$!name`: nothing is written when there is no value. */
  readonly quiet: boolean;
  readonly source: string;
}

/** `$name`, `$!name`, `${name.property}`. Undefined, and nothing consumed, when no reference begins here. */
export function parseReference(cursor: Cursor): FoundReference | undefined {
  const start = cursor.at;
  cursor.expect("$");
  const quiet = cursor.take("!");
  const braced = cursor.take("{");
  const name = cursor.match(IDENTIFIER);
  if (name === undefined) {
    cursor.reset(start);
    return undefined;
  }
  const accessors: Accessor[] = [];
  for (let next = parseAccessor(cursor); next; next = parseAccessor(cursor)) accessors.push(next);
  if (braced && !cursor.take("}")) {
    cursor.reset(start);
    return undefined;
  }
  return { reference: { name, accessors }, quiet, source: cursor.text.slice(start, cursor.at) };
}

function parseAccessor(cursor: Cursor): Accessor | undefined {
  const start = cursor.at;
  if (cursor.take("[")) {
    const index = parseExpression(cursor);
    cursor.skipSpace();
    cursor.expect("]");
    return { kind: "index", index };
  }
  if (!cursor.take(".")) return undefined;
  const name = cursor.match(IDENTIFIER);
  if (name === undefined) {
    // A full stop after a reference is text.
    cursor.reset(start);
    return undefined;
  }
  if (!cursor.take("(")) return { kind: "property", name };
  return { kind: "call", name, arguments: parseSequence(cursor, ")", parseExpression) };
}
