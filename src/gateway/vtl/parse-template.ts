import type { Branch, Node, Reference } from "./ast.ts";
import { Cursor, VtlError } from "./cursor.ts";
import { parseExpression, parseReference } from "./parse-expression.ts";

/** Longest template, in characters. Source: API Gateway important notes, "The maximum size of a mapping template". */
const TEMPLATE_CHARACTERS_MAX = 300 * 1024;

/**
 * Parses a mapping template in AWS's part of the Velocity Template Language: references, `#set`, `#if`, `#elseif`,
 * `#else`, `#foreach`, `#break`, `#stop`, `#end`, comments and `#[[literal]]#`. Throws {@link VtlError} on any other
 * directive. Source: Apache Velocity, "VTL Reference".
 */
export function parseTemplate(text: string): readonly Node[] {
  if (text.length > TEMPLATE_CHARACTERS_MAX) throw new VtlError("the template is larger than 300 KB");
  return parseNodes(cursorOver(text));
}

const cursorOver = (text: string): Cursor => new Cursor(text, (content) => parseNodes(cursorOver(content)));

/** Everything up to the end of the text. */
function parseNodes(cursor: Cursor): readonly Node[] {
  const nodes = parseBlock(cursor);
  if (!cursor.ended) cursor.fail("a directive has no beginning");
  return nodes;
}

const END_OF_BLOCK = /#(?:\{)?(?:end|else|elseif)\b/y;
/** Velocity's directives. A `#` before any other word is text, such as a colour. */
const DIRECTIVE =
  /#(?:(?:set|if|foreach|break|stop|macro|parse|include|evaluate|define|return)\b|\{(?:set|if|foreach|break|stop)\})/y;
const LITERAL_TEXT = /[^$#\\]+/y;

/** Everything up to a directive that ends or continues a block, which is left standing. */
function parseBlock(cursor: Cursor): readonly Node[] {
  const nodes: Node[] = [];
  while (!cursor.ended) {
    const text = cursor.match(LITERAL_TEXT) ?? parseEscape(cursor);
    if (text !== undefined) {
      pushText(nodes, text);
      continue;
    }
    if (cursor.peek() === "$") pushReference(cursor, nodes);
    else {
      const at = cursor.at;
      if (cursor.match(END_OF_BLOCK) !== undefined) {
        cursor.reset(at);
        return nodes;
      }
      pushDirective(cursor, nodes);
    }
  }
  return nodes;
}

/** A backslash before a reference or a directive makes it text; any other stands for itself. */
function parseEscape(cursor: Cursor): string | undefined {
  if (!cursor.take("\\")) return undefined;
  return cursor.match(/[$#](?=[A-Za-z!{])/y) ?? "\\";
}

function pushText(nodes: Node[], text: string): void {
  const last = nodes.at(-1);
  if (last?.kind === "text") nodes[nodes.length - 1] = { kind: "text", text: last.text + text };
  else nodes.push({ kind: "text", text });
}

function pushReference(cursor: Cursor, nodes: Node[]): void {
  const found = parseReference(cursor);
  if (found) nodes.push({ kind: "output", ...found });
  else {
    cursor.expect("$");
    pushText(nodes, "$");
  }
}

function pushDirective(cursor: Cursor, nodes: Node[]): void {
  if (cursor.match(/##[^\n]*\n?/y) !== undefined || skipBlockComment(cursor)) return;
  const literal = cursor.match(/#\[\[[\s\S]*?\]\]#/y);
  if (literal !== undefined) {
    pushText(nodes, literal.slice(3, -3));
    return;
  }
  const word = cursor.match(DIRECTIVE)?.replace(/[#{}]/g, "");
  if (word === undefined) {
    cursor.expect("#");
    pushText(nodes, "#");
    return;
  }
  nodes.push(cursor.nested(() => parseDirective(cursor, word)));
}

function skipBlockComment(cursor: Cursor): boolean {
  if (!cursor.take("#*")) return false;
  if (cursor.match(/[\s\S]*?\*#/y) === undefined) cursor.fail("a comment is not closed");
  return true;
}

function parseDirective(cursor: Cursor, word: string): Node {
  switch (word) {
    case "set":
      return parseSet(cursor);
    case "if":
      return parseIf(cursor);
    case "foreach":
      return parseForeach(cursor);
    case "break":
    case "stop":
      endDirective(cursor);
      return { kind: word };
    default:
      return cursor.fail(`the directive #${word} is not supported`);
  }
}

/** A directive at the end of a line takes the line break with it, as Velocity does. */
function endDirective(cursor: Cursor): void {
  cursor.match(/[ \t]*\r?\n/y);
}

function parseSet(cursor: Cursor): Node {
  openParenthesis(cursor);
  const target = expectReference(cursor);
  cursor.skipSpace();
  cursor.expect("=");
  const value = parseExpression(cursor);
  closeParenthesis(cursor);
  return { kind: "set", target, value };
}

function parseIf(cursor: Cursor): Node {
  const branches: Branch[] = [parseBranch(cursor)];
  let otherwise: readonly Node[] = [];
  for (;;) {
    const word = cursor.match(END_OF_BLOCK)?.replace(/[#{]/g, "");
    if (word !== undefined) cursor.take("}");
    if (word === "elseif") branches.push(parseBranch(cursor));
    else if (word === "else") {
      endDirective(cursor);
      otherwise = parseBlock(cursor);
    } else if (word === "end") {
      endDirective(cursor);
      return { kind: "if", branches, otherwise };
    } else cursor.fail("#if has no #end");
  }
}

function parseBranch(cursor: Cursor): Branch {
  openParenthesis(cursor);
  const condition = parseExpression(cursor);
  closeParenthesis(cursor);
  return { condition, body: parseBlock(cursor) };
}

function parseForeach(cursor: Cursor): Node {
  openParenthesis(cursor);
  const { name, accessors } = expectReference(cursor);
  if (accessors.length > 0) cursor.fail("#foreach needs a plain variable");
  cursor.skipSpace();
  if (cursor.match(/in\b/y) === undefined) cursor.fail('"in" is missing');
  const items = parseExpression(cursor);
  closeParenthesis(cursor);
  const body = parseBlock(cursor);
  if (cursor.match(/#end\b|#\{end\}/y) === undefined) cursor.fail("#foreach has no #end");
  endDirective(cursor);
  return { kind: "foreach", variable: name, items, body };
}

function expectReference(cursor: Cursor): Reference {
  cursor.skipSpace();
  const found = cursor.peek() === "$" ? parseReference(cursor) : undefined;
  return found?.reference ?? cursor.fail("a reference is missing");
}

function openParenthesis(cursor: Cursor): void {
  cursor.skipSpace();
  cursor.expect("(");
}

function closeParenthesis(cursor: Cursor): void {
  cursor.skipSpace();
  cursor.expect(")");
  endDirective(cursor);
}
