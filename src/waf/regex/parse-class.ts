import { byteSet, complement, foldCase, include, POSIX_SETS } from "./byte-sets.ts";
import { parseSetEscape } from "./parse-escape.ts";
import type { PatternReader } from "./pattern-reader.ts";
import type { ByteSet } from "./syntax.ts";

/** What follows `[`, to the closing bracket. `[^a-f\d_]` is all bytes but a–f, digits and `_`. */
export function parseClass(reader: PatternReader, ignoreCase: boolean): ByteSet {
  const negated = reader.take("^");
  const set = new Uint8Array(256);
  // A closing bracket that comes first is a member.
  let first = true;
  while (first || reader.peek() !== "]") {
    if (reader.atEnd) reader.fail("A character class is not closed");
    first = false;
    include(set, parsePosixClass(reader) ?? parseMembers(reader));
  }
  reader.next();
  if (ignoreCase) foldCase(set);
  return negated ? complement(set) : set;
}

/** `[:alpha:]` or `[:^alpha:]`. */
function parsePosixClass(reader: PatternReader): ByteSet | undefined {
  return reader.tryTake(() => {
    if (!reader.take("[:")) return undefined;
    const negated = reader.take("^");
    const name = reader.takeWhile(/[a-z]/);
    if (!reader.take(":]")) return undefined;
    const set = POSIX_SETS.get(name) ?? reader.fail(`Unknown POSIX class ${name}`);
    return negated ? complement(set) : set;
  });
}

/** One member, or a range of two. */
function parseMembers(reader: PatternReader): ByteSet {
  const low = parseMember(reader);
  if (reader.peek() !== "-" || reader.peek(1) === "]" || typeof low !== "number") return asSet(low);
  reader.next();
  const high = parseMember(reader);
  if (typeof high !== "number") {
    const set = asSet(low);
    include(set, asSet("-".charCodeAt(0)));
    include(set, high);
    return set;
  }
  if (high < low) reader.fail("A range in a character class is out of order");
  return byteSet((byte) => byte >= low && byte <= high);
}

/** A byte, or a set that an escape stands for. */
function parseMember(reader: PatternReader): number | ByteSet {
  if (reader.take("\\")) {
    // Inside a class, `\b` is the backspace character.
    if (reader.take("b")) return 8;
    const set = parseSetEscape(reader);
    const only = set.indexOf(1);
    return only >= 0 && set.lastIndexOf(1) === only ? only : set;
  }
  const code = reader.next().codePointAt(0) ?? reader.fail("A character class is not closed");
  return code < 128 ? code : reader.fail("A character class can hold ASCII characters and \\x escapes only");
}

const asSet = (member: number | ByteSet): ByteSet =>
  typeof member === "number" ? byteSet((byte) => byte === member) : new Uint8Array(member);
