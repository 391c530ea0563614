import { decodePercent } from "../detectors/decode.ts";
import type { Pair } from "../pairs.ts";

const PARAMETER = /;\s*([^\s=;"]{1,64})\s*=\s*(?:"((?:[^"\\]|\\[\s\S])*)"?|([^;]*))/g;

/**
 * The parameters of a header such as Content-Type, names in lower case (RFC 9110, section 5.6.6; RFC 2231 for `name*`
 * and for values in pieces). A value that can be read in two ways is there twice: with and without its backslashes.
 *
 * `form-data; name="a\"b"; filename*=utf-8''%27c` gives `[["name", 'a"b'], ["name", 'a\\"b'], ["filename", "'c"]]`.
 */
export function readParameters(header: string): readonly Pair[] {
  const parameters: Pair[] = [];
  const pieces = new Map<string, string>();
  for (const [, rawName, quoted, token] of header.matchAll(PARAMETER)) {
    const [name, piece] = rawName!.toLowerCase().split("*", 2) as [string, string | undefined];
    const text = quoted === undefined ? token!.trim() : quoted.replace(/\\([\s\S])/g, "$1");
    const value = rawName!.endsWith("*") ? decodePercent(text.replace(/^[^']*'[^']*'/, "")) : text;
    parameters.push([name, value]);
    if (quoted?.includes("\\")) parameters.push([name, quoted]);
    if (piece) pieces.set(name, (pieces.get(name) ?? "") + value);
  }
  return [...parameters, ...pieces];
}

/** Every value of one parameter, each once. */
export const parameterValues = (headers: readonly string[], lowerCaseName: string): readonly string[] => [
  ...new Set(
    headers
      .flatMap(readParameters)
      .filter(([name, value]) => name === lowerCaseName && value !== "")
      .map(([, value]) => value),
  ),
];
