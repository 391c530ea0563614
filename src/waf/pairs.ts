/** A name and its value, both byte strings as sent. */
export type Pair = readonly [name: string, value: string];

/** Most pairs read from one query string or cookie header unless told otherwise; the rest is the value of the last one. */
const PAIRS_MAX = 1000;

/**
 * The arguments of a query string, undecoded and in order. `a=1&b&=2` gives `[["a","1"],["b",""],["","2"]]`.
 * Past 1,000 arguments the remainder is one value, so that nothing escapes inspection by number.
 */
export function parseQueryString(queryString: string, pairsMax: number = PAIRS_MAX): readonly Pair[] {
  return queryString === "" ? [] : splitPairs(queryString, "&", pairsMax).map(splitPair);
}

/** The cookies of a `Cookie` header, undecoded and in order. `a=1; b=2` gives `[["a","1"],["b","2"]]`. */
export function parseCookies(header: string, pairsMax: number = PAIRS_MAX): readonly Pair[] {
  return splitPairs(header, ";", pairsMax)
    .map((text) => splitPair(text.trim()))
    .filter(([name, value]) => name !== "" || value !== "");
}

function splitPairs(text: string, separator: string, pairsMax: number): string[] {
  const parts: string[] = [];
  let start = 0;
  while (parts.length < pairsMax - 1) {
    const end = text.indexOf(separator, start);
    if (end < 0) break;
    if (end > start) parts.push(text.slice(start, end));
    start = end + 1;
  }
  if (start < text.length) parts.push(text.slice(start));
  return parts;
}

function splitPair(text: string): Pair {
  const equals = text.indexOf("=");
  return equals < 0 ? [text, ""] : [text.slice(0, equals), text.slice(equals + 1)];
}
