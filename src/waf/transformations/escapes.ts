import { fullWidthByte } from "./full-width.ts";

const CONTROL: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const byte = (digits: string, radix: number): string =>
  String.fromCharCode(Number.parseInt(digits, radix) & 0xff);

/** ESCAPE_SEQ_DECODE: ANSI C escapes. `\x41\101\n` gives `AA` and a line feed; invalid ones stay as they are. */
export const escapeSeqDecode = (text: string): string =>
  text.replace(
    /\\(?:([abfnrtv\\?'"])|x([0-9a-f]{2})|([0-7]{1,3}))/gi,
    (whole, letter: string | undefined, hex: string | undefined, octal: string | undefined) => {
      if (hex !== undefined) return byte(hex, 16);
      if (octal !== undefined) return byte(octal, 8);
      // Letters are escapes in lower case only; `\N` is not one.
      return letter === undefined || /[A-Z]/.test(letter) ? whole : (CONTROL[letter] ?? letter);
    },
  );

/** JS_DECODE: JavaScript escapes. `\u003cscript\x3e` gives `<script>`; any other `\c` gives `c`. */
export const jsDecode = (text: string): string =>
  text.replace(
    /\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-3][0-7]{0,2}|[4-7][0-7]?)|([\s\S]))/g,
    (
      _,
      unicode: string | undefined,
      hex: string | undefined,
      octal: string | undefined,
      other: string | undefined,
    ) => {
      if (unicode !== undefined) return fullWidthByte(Number.parseInt(unicode, 16));
      if (hex !== undefined) return byte(hex, 16);
      if (octal !== undefined) return byte(octal, 8);
      return CONTROL[other!] ?? other!;
    },
  );

/**
 * JS_DECODE_EXT: JS_DECODE and the code point form, `\u{3c}` for `<`. AWS names this transformation without
 * describing it; the form is ECMAScript's only other escape.
 */
export const jsDecodeExt = (text: string): string =>
  jsDecode(
    text.replace(/\\u\{0{0,8}([0-9A-Fa-f]{1,4})\}/g, (_, hex: string) => `\\u${hex.padStart(4, "0")}`),
  );

/**
 * CSS_DECODE: CSS 2 escapes. `\3c script` gives `<script`, `ja\vascript` gives `javascript`. At most two bytes of a
 * code are used; one white-space character after the digits belongs to the escape.
 */
export const cssDecode = (text: string): string =>
  text.replace(
    /\\(?:([0-9a-f]{1,6})[\t\n\v\f\r ]?|\n|([\s\S])|$)/gi,
    (_, hex: string | undefined, other: string | undefined) =>
      hex === undefined ? (other ?? "") : fullWidthByte(Number.parseInt(hex, 16) & 0xffff),
  );
