/** What counts as white space: C's isspace(), and byte 160. `Â ` (two bytes) is the same character in UTF-8. */
const RUNS = /(?:[\t\n\v\f\r \xa0]|\xc2\xa0)+/g;

/** COMPRESS_WHITE_SPACE: each run becomes one space. */
export const compressWhiteSpace = (text: string): string => text.replace(RUNS, " ");

/** REMOVE_WHITESPACE. */
export const removeWhiteSpace = (text: string): string => text.replace(RUNS, "");

const isSpace = (code: number): boolean => (code >= 9 && code <= 13) || code === 32;

/** TRIM_LEFT. */
export function trimLeft(text: string): string {
  let start = 0;
  while (start < text.length && isSpace(text.charCodeAt(start))) start++;
  return text.slice(start);
}

/** TRIM_RIGHT. */
export function trimRight(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

/** TRIM. */
export const trim = (text: string): string => trimLeft(trimRight(text));
