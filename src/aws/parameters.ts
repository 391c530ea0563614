import { WireFault } from "./decode/wire-fault.ts";

/** Names to values, in the order they came. A repeated name keeps every value. */
export type Parameters = ReadonlyMap<string, readonly string[]>;

/** Most parameters of one query string or form. PutMetricData's largest documented call has some 60,000. */
const PARAMETERS_MAX = 100_000;

/**
 * Reads a query string or a form (`application/x-www-form-urlencoded`): `a=1&a=2&b` gives `a: ["1", "2"], b: [""]`.
 * Throws {@link WireFault} past the bound. Broken percent-encoding decodes as the URL standard says and never throws.
 */
export function parseParameters(text: string): Parameters {
  const parameters = new Map<string, string[]>();
  if (text === "") return parameters;
  refuseTooMany(text);
  for (const [name, value] of new URLSearchParams(text)) {
    const values = parameters.get(name);
    if (values) values.push(value);
    else parameters.set(name, [value]);
  }
  return parameters;
}

/** Counted before anything is built: a form of ten million ampersands would fill the memory. */
function refuseTooMany(text: string): void {
  let count = 1;
  for (let at = text.indexOf("&"); at >= 0; at = text.indexOf("&", at + 1)) {
    if (++count > PARAMETERS_MAX) throw new WireFault("Too many parameters in the request.");
  }
}
