import type { AuthenticatedExchange, Exchange } from "../exchange.ts";

/**
 * What mapping templates overrode, by the names of a variable: `requestOverride.header.X-Tenant`,
 * `responseOverride.status`. Undefined where nothing is overridden under them.
 */
export function overrideOf(
  x: Exchange & Partial<AuthenticatedExchange>,
  [side, place = "", name = ""]: readonly string[],
): string | number | undefined {
  const { overrides } = x;
  if (!overrides) return undefined;
  if (side === "responseOverride") {
    if (place === "status") return overrides.responseStatus;
    return place === "header" ? overrides.responseHeaders.get(name) : undefined;
  }
  return place === "header" || place === "path" || place === "querystring"
    ? overrides.request(place).get(name)
    : undefined;
}
