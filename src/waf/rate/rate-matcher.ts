import { createHash } from "node:crypto";
import { clientAddress, forwardedAddresses } from "../addresses/forwarded-address.ts";
import { formatIpAddress, type IpAddress } from "../addresses/ip-address.ts";
import { type AsnLookup, UNKNOWN_ASN } from "../addresses/maxmind.ts";
import type { Inspection, Matcher } from "../compile/inspection.ts";
import type { ValueSources } from "../compile/value-source.ts";
import type { AggregateKeyValue } from "../decision.ts";
import type { AggregateKey, ForwardedIp, RateBasedStatement } from "../rules/model.ts";
import type { RateRule } from "./rate-counters.ts";

/** Longest aggregation instance kept as text; longer ones are kept as their digest. */
const INSTANCE_CHARACTERS_MAX = 64;

/** A key's value; or the verdict on the request where it has none: true and false as configured, undefined: the rule does not apply. */
type KeyReading = { readonly value: string } | { readonly verdict: boolean | undefined };

type KeyReader = (inspection: Inspection) => KeyReading;

/** What a rate-based rule is compiled with. */
export interface RateMatcherSettings {
  readonly statement: RateBasedStatement;
  readonly rule: RateRule & { readonly name: string };
  /** The compiled scope-down statement. */
  readonly scopeDown?: Matcher;
  readonly sources: ValueSources;
  readonly asn?: AsnLookup;
  /** Label prefix of the web ACL or rule group that the rule is in. */
  readonly ownNamespace: string;
}

/** Counts the requests in scope, and matches those of an instance that is over the limit. */
export function rateMatcher(settings: RateMatcherSettings): Matcher {
  const { statement, rule, scopeDown } = settings;
  const readers = statement.keys.map((key) => keyReader(key, settings));
  const names = statement.keys.map((key) => keyName(key, statement.forwardedIp));
  return (inspection) => {
    if (scopeDown) {
      const inScope = scopeDown(inspection);
      if (inScope !== true) return inScope;
    }
    const values: string[] = [];
    for (const reader of readers) {
      const reading = reader(inspection);
      if (!("value" in reading)) return reading.verdict;
      values.push(reading.value);
    }
    const { rates, nowMs } = inspection.env;
    if (rates.count(rule, instanceOf(values), nowMs) <= statement.limit) return false;
    inspection.rateBased.push({
      rateBasedRuleId: rule.id,
      rateBasedRuleName: rule.name,
      limitKey: statement.keyType,
      maxRateAllowed: statement.limit,
      evaluationWindowSec: statement.windowS,
      keyValues: values.map((value, index) => ({ ...names[index]!, value })),
    });
    return true;
  };
}

const KEY_NAMES: Readonly<Record<AggregateKey["kind"], AggregateKeyValue["key"]>> = {
  ip: "IP",
  forwardedIp: "FORWARDED_IP",
  httpMethod: "HTTP_METHOD",
  header: "HEADER",
  cookie: "COOKIE",
  queryArgument: "QUERY_ARGUMENT",
  queryString: "QUERY_STRING",
  uriPath: "URI_PATH",
  labelNamespace: "LABEL_NAMESPACE",
  ja3Fingerprint: "JA3_FINGERPRINT",
  ja4Fingerprint: "JA4_FINGERPRINT",
  asn: "ASN",
};

/** A key as the log names it. */
function keyName(key: AggregateKey, forwardedIp?: ForwardedIp): Pick<AggregateKeyValue, "key" | "name"> {
  const source = key.kind === "forwardedIp" ? forwardedIp?.headerName : undefined;
  const name = "name" in key ? key.name : "namespace" in key ? key.namespace : source;
  return { key: KEY_NAMES[key.kind], ...(name !== undefined && { name }) };
}

/** The text that stands for a combination of values; no two combinations share one. */
function instanceOf(values: readonly string[]): string {
  const text = values.length === 1 ? values[0]! : JSON.stringify(values);
  if (text.length <= INSTANCE_CHARACTERS_MAX) return text;
  return `sha256:${createHash("sha256").update(text, "latin1").digest("base64url")}`;
}

function keyReader(key: AggregateKey, settings: RateMatcherSettings): KeyReader {
  const { forwardedIp, keys } = settings.statement;
  switch (key.kind) {
    case "ip":
      return ({ request }) => {
        const address = request.derive(clientAddress);
        return { value: address ? formatIpAddress(address) : request.input.clientIp };
      };
    case "forwardedIp":
      // In one spelling, or a client could have a count for each of many.
      return withForwardedAddress(forwardedIp!, formatIpAddress);
    case "httpMethod":
      return ({ request }) => ({ value: request.method });
    case "asn": {
      const asnOf = (address: IpAddress | undefined) =>
        String((address && settings.asn?.findAsn(address)) ?? UNKNOWN_ASN);
      // The forwarded address counts where it is configured and not a key of its own.
      return forwardedIp && !keys.some(({ kind }) => kind === "forwardedIp")
        ? withForwardedAddress(forwardedIp, asnOf)
        : ({ request }) => ({ value: asnOf(request.derive(clientAddress)) });
    }
    case "labelNamespace":
      return labelReader(key.namespace, settings.ownNamespace);
    default: {
      const source = settings.sources.of(key.input);
      return (inspection) => {
        const { values, verdict } = source.read(inspection);
        if (values.length === 0) return { verdict: verdict ?? false };
        return { value: values.map(({ text }) => text).join(",") };
      };
    }
  }
}

function withForwardedAddress(
  { headerName, fallback }: ForwardedIp,
  read: (address: IpAddress) => string,
): KeyReader {
  return ({ request }) => {
    const addresses = forwardedAddresses(request, headerName, "FIRST");
    if (!addresses) return { verdict: undefined };
    const [address] = addresses;
    if (!address) return { verdict: fallback === "MATCH" };
    return { value: read(address) };
  };
}

/** The labels of a namespace that the request carries; a request without any is not counted. */
function labelReader(namespace: string, ownNamespace: string): KeyReader {
  const prefix = namespace.startsWith("awswaf:") ? namespace : ownNamespace + namespace;
  return ({ labels }) => {
    const own = [...labels].filter((label) => label.startsWith(prefix)).toSorted();
    return own.length === 0 ? { verdict: false } : { value: own.join() };
  };
}
