import { clientAddress, forwardedAddresses } from "../addresses/forwarded-address.ts";
import { formatIpAddress, type IpAddress } from "../addresses/ip-address.ts";
import type { IpSet } from "../addresses/ip-set.ts";
import { type AsnLookup, type GeoLookup, UNKNOWN_ASN } from "../addresses/maxmind.ts";
import type { SeenPlace } from "../rule-trace.ts";
import type { ForwardedIp, Statement } from "../rules/model.ts";
import type { Inspection, Matcher } from "./inspection.ts";

/** Stands for a country or region that is not known. */
const UNKNOWN_CODE = "XX";

export function ipSetMatcher(
  set: IpSet,
  forwardedIp: (Statement & { kind: "ipSet" })["forwardedIp"],
): Matcher {
  if (!forwardedIp) {
    return ({ request }) => {
      const address = request.derive(clientAddress);
      return address !== undefined && set.has(address);
    };
  }
  return ({ request }) => {
    const addresses = forwardedAddresses(request, forwardedIp.headerName, forwardedIp.position);
    if (!addresses) return undefined;
    if (addresses.some((address) => address && set.has(address))) return true;
    return addresses.includes(undefined) && forwardedIp.fallback === "MATCH";
  };
}

/** Labels every request that it inspects, whether it matches or not. */
export function geoMatcher(
  geo: GeoLookup,
  countries: ReadonlySet<string>,
  forwardedIp: ForwardedIp | undefined,
): Matcher {
  const namespace = `awswaf:${forwardedIp ? "forwardedip" : "clientip"}:geo:`;
  return addressMatcher(forwardedIp, (address, inspection) => {
    const { country = UNKNOWN_CODE, region = UNKNOWN_CODE } = geo.locate(address) ?? {};
    note(inspection, "country", address, country);
    inspection.pendingLabels.push(
      `${namespace}country:${country}`,
      `${namespace}region:${country}-${region}`,
    );
    return countries.has(country);
  });
}

export function asnMatcher(
  asn: AsnLookup,
  asns: ReadonlySet<number>,
  forwardedIp: ForwardedIp | undefined,
): Matcher {
  return addressMatcher(forwardedIp, (address, inspection) => {
    const found = asn.findAsn(address) ?? UNKNOWN_ASN;
    note(inspection, "autonomous system", address, String(found));
    return asns.has(found);
  });
}

/** Only for whoever asks what rules see: traffic pays nothing. */
function note(inspection: Inspection, kind: SeenPlace["kind"], address: IpAddress, value: string): void {
  if (inspection.onRule) inspection.places.push({ kind, address: formatIpAddress(address), value });
}

/** Tests the client's address, or the first one of a forwarding header. */
function addressMatcher(
  forwardedIp: ForwardedIp | undefined,
  test: (address: IpAddress, inspection: Inspection) => boolean,
): Matcher {
  return (inspection) => {
    const { request } = inspection;
    if (!forwardedIp) {
      const address = request.derive(clientAddress);
      return address !== undefined && test(address, inspection);
    }
    const addresses = forwardedAddresses(request, forwardedIp.headerName, "FIRST");
    if (!addresses) return undefined;
    return addresses[0] ? test(addresses[0], inspection) : forwardedIp.fallback === "MATCH";
  };
}
