import type { ByteSet } from "./syntax.ts";

/** The set of the bytes for which `holds` is true. */
export function byteSet(holds: (byte: number) => boolean): ByteSet {
  const set = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) set[byte] = holds(byte) ? 1 : 0;
  return set;
}

export const complement = (set: ByteSet): ByteSet => set.map((flag) => 1 - flag);

/** Adds what `more` holds to `set`. */
export function include(set: ByteSet, more: ByteSet): void {
  for (let byte = 0; byte < 256; byte++) set[byte]! |= more[byte]!;
}

/** Adds the other case of each letter in `set`. */
export function foldCase(set: ByteSet): void {
  for (let upper = 65; upper <= 90; upper++) {
    const either = set[upper]! | set[upper + 32]!;
    set[upper] = either;
    set[upper + 32] = either;
  }
}

const between = (low: string, high: string) => (byte: number) =>
  byte >= low.charCodeAt(0) && byte <= high.charCodeAt(0);
const isDigit = between("0", "9");
const isUpper = between("A", "Z");
const isLower = between("a", "z");
const isAlpha = (byte: number) => isUpper(byte) || isLower(byte);
const isAlnum = (byte: number) => isAlpha(byte) || isDigit(byte);
const isGraph = between("!", "~");
const isSpace = (byte: number) => (byte >= 9 && byte <= 13) || byte === 32;
const isBlank = (byte: number) => byte === 9 || byte === 32;

/** Whether `\w` matches the byte. */
export const isWordByte = (byte: number): boolean => isAlnum(byte) || byte === 95;

export const NEWLINE = 10;
export const ANY: ByteSet = byteSet(() => true);
export const NOT_NEWLINE: ByteSet = byteSet((byte) => byte !== NEWLINE);

const DIGITS = byteSet(isDigit);
const WORDS = byteSet(isWordByte);
const SPACES = byteSet(isSpace);
const BLANKS = byteSet(isBlank);
const VERTICAL = byteSet((byte) => byte >= 10 && byte <= 13);

/** Escapes that stand for a set, in PCRE's C locale. */
export const ESCAPED_SETS: ReadonlyMap<string, ByteSet> = new Map([
  ["d", DIGITS],
  ["D", complement(DIGITS)],
  ["w", WORDS],
  ["W", complement(WORDS)],
  ["s", SPACES],
  ["S", complement(SPACES)],
  ["h", BLANKS],
  ["H", complement(BLANKS)],
  ["v", VERTICAL],
  ["V", complement(VERTICAL)],
  ["N", NOT_NEWLINE],
]);

/** POSIX classes, as in `[[:alpha:]]`. */
export const POSIX_SETS: ReadonlyMap<string, ByteSet> = new Map([
  ["alnum", byteSet(isAlnum)],
  ["alpha", byteSet(isAlpha)],
  ["ascii", byteSet((byte) => byte < 128)],
  ["blank", BLANKS],
  ["cntrl", byteSet((byte) => byte < 32 || byte === 127)],
  ["digit", DIGITS],
  ["graph", byteSet(isGraph)],
  ["lower", byteSet(isLower)],
  ["print", byteSet((byte) => isGraph(byte) || byte === 32)],
  ["punct", byteSet((byte) => isGraph(byte) && !isAlnum(byte))],
  ["space", SPACES],
  ["upper", byteSet(isUpper)],
  ["word", WORDS],
  ["xdigit", byteSet((byte) => isDigit(byte) || between("a", "f")(byte | 32))],
]);
