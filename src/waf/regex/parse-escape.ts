import { ANY, byteSet, ESCAPED_SETS } from "./byte-sets.ts";
import type { PatternReader } from "./pattern-reader.ts";
import type { Assertion, ByteSet, RegexNode } from "./syntax.ts";

const CONTROLS: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: "textStart",
  z: "textEnd",
  b: "wordBoundary",
  B: "notWordBoundary",
};

/** PCRE escapes that AWS WAF does not accept, or that have no meaning over bytes. */
const REFUSED: Readonly<Record<string, string>> = {
  C: "The \\C directive is not supported",
  R: "The \\R directive is not supported",
  K: "The \\K directive is not supported",
  G: "The \\G assertion is not supported",
  X: "The \\X directive is not supported",
  p: "Unicode properties are not supported",
  P: "Unicode properties are not supported",
  g: "Back references and subroutines are not supported",
  k: "Back references are not supported",
};

/** What follows a backslash outside a class; `set` makes a node of a set. */
export function parseEscape(reader: PatternReader, set: (bytes: ByteSet) => RegexNode): RegexNode {
  const letter = reader.peek();
  if (letter === "Z") {
    reader.next();
    return lastNewlineOrEnd();
  }
  const assertion = ASSERTIONS[letter];
  if (assertion) {
    reader.next();
    return { kind: "assertion", assertion };
  }
  if (/[1-9]/.test(letter)) return reader.fail("Back references are not supported");
  return set(parseSetEscape(reader));
}

/**
 * `$` and `\Z`: the end, or a newline and then the end. Taking the newline is the same as looking at it unless the
 * expression goes on after `$`.
 */
export const lastNewlineOrEnd = (): RegexNode => ({
  kind: "sequence",
  items: [
    { kind: "repeat", item: { kind: "bytes", set: byteSet((byte) => byte === 10) }, min: 0, max: 1 },
    { kind: "assertion", assertion: "textEnd" },
  ],
});

/** What follows a backslash and stands for bytes, inside a class or outside. */
export function parseSetEscape(reader: PatternReader): ByteSet {
  if (reader.atEnd) return reader.fail("A backslash must be followed by a character");
  const letter = reader.next();
  const refusal = REFUSED[letter];
  if (refusal) return reader.fail(refusal);
  const set = ESCAPED_SETS.get(letter);
  if (set) return set;
  const code = parseCode(reader, letter);
  return byteSet((byte) => byte === code);
}

function parseCode(reader: PatternReader, letter: string): number {
  if (letter === "x") return parseHexCode(reader);
  if (letter === "c") return reader.next().toUpperCase().charCodeAt(0) ^ 64;
  if (/[0-7]/.test(letter)) {
    return Number.parseInt(letter + reader.takeWhile(/[0-7]/, 2), 8) & 0xff;
  }
  const control = CONTROLS[letter];
  if (control !== undefined) return control;
  if (/[A-Za-z]/.test(letter)) return reader.fail(`Unknown escape sequence \\${letter}`);
  const code = letter.codePointAt(0)!;
  return code < 128 ? code : reader.fail("Only ASCII characters can be escaped");
}

function parseHexCode(reader: PatternReader): number {
  if (!reader.take("{")) return Number.parseInt(reader.takeWhile(/[0-9a-f]/i, 2) || "0", 16);
  const code = Number.parseInt(reader.takeWhile(/[0-9a-f]/i), 16);
  if (!reader.take("}") || !(code < ANY.length)) {
    return reader.fail("\\x{…} must be a hexadecimal number up to ff");
  }
  return code;
}
