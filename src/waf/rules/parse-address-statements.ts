import type {
  AsnMatchStatement,
  ForwardedIPConfig,
  GeoMatchStatement,
  IPSetReferenceStatement,
} from "@aws-sdk/client-wafv2";
import { ensure, integerWithin, oneOf, required } from "./invalid-parameter.ts";
import type { ForwardedIp, Statement } from "./model.ts";
import { missingDatabase, type ParseContext } from "./parse-context.ts";
import { parseFallback } from "./parse-field.ts";

const ASNS_MAX = 100;
const ASN_MAX = 4_294_967_295;

export function parseGeoMatch(wire: GeoMatchStatement, context: ParseContext): Statement {
  const field = "GEO_MATCH_STATEMENT";
  ensure(context.databases.geo, field, "GeoMatchStatement", missingDatabase("country", "statement"));
  const countries = required(wire.CountryCodes, field, "CountryCodes");
  ensure(countries.length >= 1, field, "CountryCodes", "At least one country code is required.");
  for (const country of countries) {
    ensure(/^[A-Z]{2}$/.test(country), field, country, "A country code must be two capital letters.");
  }
  return {
    kind: "geoMatch",
    countries: new Set(countries),
    forwardedIp: parseForwardedIp(wire.ForwardedIPConfig),
  };
}

export function parseAsnMatch(wire: AsnMatchStatement, context: ParseContext): Statement {
  ensure(context.databases.asn, "STATEMENT", "AsnMatchStatement", missingDatabase("asn", "statement"));
  const asns = required(wire.AsnList, "STATEMENT", "AsnList");
  ensure(
    asns.length >= 1 && asns.length <= ASNS_MAX,
    "STATEMENT",
    "AsnList",
    `There must be 1 to ${ASNS_MAX} autonomous system numbers.`,
  );
  const numbers = asns.map((asn) => integerWithin(asn, [0, ASN_MAX], "STATEMENT", "AsnList"));
  return {
    kind: "asnMatch",
    asns: new Set(numbers),
    forwardedIp: parseForwardedIp(wire.ForwardedIPConfig),
  };
}

export function parseIpSet(wire: IPSetReferenceStatement): Statement {
  const config = wire.IPSetForwardedIPConfig;
  return {
    kind: "ipSet",
    arn: required(wire.ARN, "IP_SET_REFERENCE_STATEMENT", "ARN"),
    forwardedIp: config && {
      headerName: parseHeaderName(config.HeaderName, "IP_SET_FORWARDED_IP_CONFIG"),
      fallback: parseFallback(config.FallbackBehavior),
      position: oneOf(config.Position, ["FIRST", "LAST", "ANY"], "POSITION", "Position"),
    },
  };
}

/** The header that addresses are read from; undefined where there is no configuration. */
export function parseForwardedIp(wire: ForwardedIPConfig | undefined): ForwardedIp | undefined {
  return (
    wire && {
      headerName: parseHeaderName(wire.HeaderName, "FORWARDED_IP_CONFIG"),
      fallback: parseFallback(wire.FallbackBehavior),
    }
  );
}

function parseHeaderName(
  name: string | undefined,
  field: "FORWARDED_IP_CONFIG" | "IP_SET_FORWARDED_IP_CONFIG",
): string {
  ensure(/^[a-zA-Z0-9-]{1,255}$/.test(name ?? ""), field, String(name), "The header's name is not valid.");
  return name!.toLowerCase();
}
