import type { InspectedRequest } from "../request.ts";
import { type IpAddress, parseIpAddress } from "./ip-address.ts";

/** Which address of a forwarding header a statement looks at. */
export type ForwardedPosition = "FIRST" | "LAST" | "ANY";

/** Most addresses looked at where any counts; of more, the last ones. Source: IPSetForwardedIPConfig. */
const ADDRESSES_MAX = 10;

/** The client's address as the connection reported it. */
export const clientAddress = (request: InspectedRequest): IpAddress | undefined =>
  parseIpAddress(request.input.clientIp);

/**
 * The addresses of a forwarding header, `10.1.1.1, 127.0.0.1`, at a position; undefined in place of one that is not
 * an address. The result is undefined where the request has no such header: the rule then does not apply at all.
 */
export function forwardedAddresses(
  request: InspectedRequest,
  lowerCaseHeader: string,
  position: ForwardedPosition,
): readonly (IpAddress | undefined)[] | undefined {
  const lines = request.header(lowerCaseHeader);
  if (lines.length === 0) return undefined;
  const parts = lines.join(",").split(",");
  return selectPosition(parts, position).map((part) => parseIpAddress(part.trim()));
}

function selectPosition(parts: readonly string[], position: ForwardedPosition): readonly string[] {
  switch (position) {
    case "FIRST":
      return parts.slice(0, 1);
    case "LAST":
      return parts.slice(-1);
    case "ANY":
      return parts.slice(-ADDRESSES_MAX);
  }
}
