import { parseIpAddress } from "./ip-address.ts";
import type { GeoLookup } from "./maxmind.ts";
import { MaxmindFormatError } from "./maxmind-data.ts";

/**
 * The country of an address, `192.0.2.1`, for logs and samples; undefined where it is not known. No decision hangs on
 * it, so a damaged record is one that is not known, where a rule would refuse the request.
 */
export function countryOf(geo: GeoLookup | undefined, clientIp: string): string | undefined {
  const address = parseIpAddress(clientIp);
  if (!geo || !address) return undefined;
  try {
    return geo.locate(address)?.country;
  } catch (error) {
    if (error instanceof MaxmindFormatError) return undefined;
    throw error;
  }
}
