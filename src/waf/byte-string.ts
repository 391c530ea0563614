/**
 * The engine inspects *byte strings*: JavaScript strings whose characters are 0–255, one per byte. Node delivers
 * request lines and headers that way, V8 stores them in one byte a character, and a search string of arbitrary bytes
 * compares with them directly.
 */

/** The bytes as a byte string. */
export const fromBytes = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");

let scratch = Buffer.alloc(65_536);

/**
 * The text's characters as bytes, at the beginning of a buffer that the next call writes over: a loop reads bytes in a
 * third of the time of a string. Of characters past 255 it is the low byte.
 */
export function scratchBytes(text: string): Uint8Array {
  if (text.length > scratch.length) scratch = Buffer.alloc(text.length * 2);
  scratch.write(text, 0, "latin1");
  return scratch;
}

/** Text as the byte string of its UTF-8 form; text within 0–255 is taken to be bytes already. */
export const toByteString = (text: string): string =>
  /[^\x00-\xff]/.test(text) ? Buffer.from(text, "utf8").toString("latin1") : text;

/** Text as the byte string of its UTF-8 form: `é` becomes two bytes. */
export const encodeUtf8 = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/** A byte string read as UTF-8, for logs; bytes that are not UTF-8 become U+FFFD. */
export const decodeUtf8 = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");

/** Lower-cases A–Z only: bytes past 127 are parts of characters that we do not know. */
export function asciiLower(bytes: string): string {
  if (!/[\x80-\xff]/.test(bytes)) return bytes.toLowerCase();
  return bytes.replace(/[A-Z]+/g, (upper) => upper.toLowerCase());
}

/** Upper-cases a–z only. */
export function asciiUpper(bytes: string): string {
  if (!/[\x80-\xff]/.test(bytes)) return bytes.toUpperCase();
  return bytes.replace(/[a-z]+/g, (lower) => lower.toUpperCase());
}

/** The value 0–15 of a hexadecimal digit's character code, or -1. */
export function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 0x20;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** The byte that two hexadecimal digits at `index` spell, or -1 if they are not two. */
export function hexByte(text: string, index: number): number {
  if (index + 1 >= text.length) return -1;
  const high = hexDigit(text.charCodeAt(index));
  const low = hexDigit(text.charCodeAt(index + 1));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}
