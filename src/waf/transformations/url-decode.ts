import { fullWidthByte } from "./full-width.ts";

/** URL_DECODE. `a%20b+c%zz` gives `a b c%zz`: what is not an encoding stays. */
export const urlDecode = (text: string): string =>
  text.replace(/\+|%([0-9a-f]{2})/gi, (_, hex: string | undefined) =>
    hex === undefined ? " " : String.fromCharCode(Number.parseInt(hex, 16)),
  );

/** URL_DECODE_UNI: also Microsoft's `%uHHHH`, of which one byte remains. `%u0027%uff1c` gives `'<`. */
export const urlDecodeUni = (text: string): string =>
  text.replace(
    /\+|%u([0-9a-f]{4})|%([0-9a-f]{2})/gi,
    (_, unicode: string | undefined, hex: string | undefined) => {
      if (unicode !== undefined) return fullWidthByte(Number.parseInt(unicode, 16));
      return hex === undefined ? " " : String.fromCharCode(Number.parseInt(hex, 16));
    },
  );

/**
 * UTF8_TO_UNICODE: every multi-byte sequence becomes `%u` and at least four hexadecimal digits. `Ã©` (two bytes of
 * `é`) gives `%u00e9`. Overlong forms are converted as well: a decoder behind us might accept them.
 */
export const utf8ToUnicode = (text: string): string =>
  text.replace(
    /[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf7][\x80-\xbf]{3}/g,
    (sequence) => `%u${codePoint(sequence).toString(16).padStart(4, "0")}`,
  );

function codePoint(sequence: string): number {
  // The lead byte holds 5, 4 or 3 bits for a sequence of 2, 3 or 4 bytes.
  let value = sequence.charCodeAt(0) & (0x7f >> sequence.length);
  for (let i = 1; i < sequence.length; i++) value = value * 64 + (sequence.charCodeAt(i) & 0x3f);
  return value;
}
