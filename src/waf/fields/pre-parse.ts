import { parseQueryString } from "../pairs.ts";
import { urlDecode, urlDecodeUni } from "../transformations/url-decode.ts";
import type { PreParseName } from "./field.ts";

const STEPS: Readonly<Record<PreParseName, (queryString: string) => string>> = {
  NONE: (queryString) => queryString,
  URL_DECODE: urlDecode,
  URL_DECODE_UNI: urlDecodeUni,
  REPLACE_SEMICOLONS_WITH_AMPERSANDS: (queryString) => queryString.replaceAll(";", "&"),
  COMBINE_DUPLICATE_QUERY_ARGS_BY_COMMA: combineDuplicates,
};

/** Applies pre-parse transformations to a query string, in order. */
export const preParse = (queryString: string, names: readonly PreParseName[]): string =>
  names.reduce((text, name) => STEPS[name](text), queryString);

/** `a=1&b=2&a=3` gives `a=1,3&b=2`, as servers do that join repeated arguments. */
function combineDuplicates(queryString: string): string {
  const values = new Map<string, string[]>();
  for (const [name, value] of parseQueryString(queryString)) {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return [...values].map(([name, all]) => `${name}=${all.join(",")}`).join("&");
}
