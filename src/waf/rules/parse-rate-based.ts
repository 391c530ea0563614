import type {
  RateBasedStatementCustomKey,
  RateBasedStatement as WireRateBased,
  Statement as WireStatement,
} from "@aws-sdk/client-wafv2";
import type { Field } from "../fields/field.ts";
import { ensure, exactlyOne, integerWithin, oneOf, required } from "./invalid-parameter.ts";
import type { AggregateKey, RateBasedStatement, Statement, TextInput } from "./model.ts";
import { parseForwardedIp } from "./parse-address-statements.ts";
import { missingDatabase, type ParseContext } from "./parse-context.ts";
import { parseFallback, parseName } from "./parse-field.ts";
import { parseTransformations } from "./parse-input.ts";

const FIELD = "RATE_BASED_STATEMENT";
/** Source: RateBasedStatement, Limit. */
const LIMIT_BOUNDS = [10, 2_000_000_000] as const;
const WINDOWS_S: readonly (60 | 120 | 300 | 600)[] = [60, 120, 300, 600];
const WINDOW_DEFAULT_S = 300;
/** Source: RateBasedStatement, CustomKeys. */
const CUSTOM_KEYS_MAX = 5;

/** A rate-based statement. Throws InvalidParameterError. */
export function parseRateBased(
  wire: WireRateBased,
  context: ParseContext,
  nest: (nested: WireStatement) => Statement,
): RateBasedStatement {
  const keyType = oneOf(
    wire.AggregateKeyType,
    ["IP", "FORWARDED_IP", "CONSTANT", "CUSTOM_KEYS"],
    FIELD,
    "AggregateKeyType",
  );
  const windowS = WINDOWS_S.find((window) => window === (wire.EvaluationWindowSec ?? WINDOW_DEFAULT_S));
  ensure(windowS, FIELD, "EvaluationWindowSec", "The window must be 60, 120, 300 or 600 seconds.");
  const statement: RateBasedStatement = {
    kind: "rateBased",
    keyType,
    limit: integerWithin(wire.Limit, LIMIT_BOUNDS, FIELD, "Limit"),
    windowS,
    keys: parseKeys(keyType, wire.CustomKeys, context),
    forwardedIp: parseForwardedIp(wire.ForwardedIPConfig),
    scopeDown: wire.ScopeDownStatement && nest(wire.ScopeDownStatement),
  };
  checkTogether(statement);
  return statement;
}

/** Members that need, or exclude, each other. */
function checkTogether({ keyType, keys, forwardedIp, scopeDown }: RateBasedStatement): void {
  ensure(
    keyType !== "CONSTANT" || scopeDown,
    "SCOPE_DOWN",
    "ScopeDownStatement",
    "The key type CONSTANT needs a scope-down statement.",
  );
  const usesForwarded = keys.some(({ kind }) => kind === "forwardedIp");
  ensure(
    !usesForwarded || forwardedIp,
    "FORWARDED_IP_CONFIG",
    "ForwardedIPConfig",
    "A forwarded IP address needs ForwardedIPConfig.",
  );
  // An autonomous system may be that of the forwarded address.
  const mayUse = usesForwarded || keys.some(({ kind }) => kind === "asn");
  ensure(
    mayUse || !forwardedIp,
    "FORWARDED_IP_CONFIG",
    "ForwardedIPConfig",
    "ForwardedIPConfig has no effect without a forwarded IP address among the keys.",
  );
}

function parseKeys(
  keyType: RateBasedStatement["keyType"],
  wire: readonly RateBasedStatementCustomKey[] | undefined,
  context: ParseContext,
): readonly AggregateKey[] {
  const isCustom = keyType === "CUSTOM_KEYS";
  ensure(isCustom || !wire?.length, "CUSTOM_KEYS", keyType, "This key type takes no custom keys.");
  if (keyType === "IP") return [{ kind: "ip" }];
  if (keyType === "FORWARDED_IP") return [{ kind: "forwardedIp" }];
  if (keyType === "CONSTANT") return [];
  const list = required(wire, "CUSTOM_KEYS", "CustomKeys");
  ensure(
    list.length >= 1 && list.length <= CUSTOM_KEYS_MAX,
    "CUSTOM_KEYS",
    String(list.length),
    `There must be 1 to ${CUSTOM_KEYS_MAX} custom keys.`,
  );
  const keys = list.map((key) => parseKey(key, context));
  ensure(
    keys.length > 1 || (keys[0]!.kind !== "ip" && keys[0]!.kind !== "forwardedIp"),
    "CUSTOM_KEYS",
    keys[0]!.kind,
    "An IP address alone is the key type IP or FORWARDED_IP, not a custom key.",
  );
  return keys;
}

function parseKey(wire: RateBasedStatementCustomKey, context: ParseContext): AggregateKey {
  const kind = exactlyOne(wire, "CUSTOM_KEYS", "CustomKeys");
  switch (kind) {
    case "IP":
      return { kind: "ip" };
    case "ForwardedIP":
      return { kind: "forwardedIp" };
    case "HTTPMethod":
      return { kind: "httpMethod" };
    case "ASN":
      ensure(context.databases.asn, "CUSTOM_KEYS", kind, missingDatabase("asn", "key"));
      return { kind: "asn" };
    case "Header":
      return namedKey("header", wire.Header!, (name) => ({ kind: "singleHeader", name }));
    case "QueryArgument":
      return namedKey("queryArgument", wire.QueryArgument!, (name) => ({
        kind: "singleQueryArgument",
        name,
        preParse: [],
      }));
    case "Cookie":
      return namedKey("cookie", wire.Cookie!, cookieField);
    case "QueryString":
      return { kind: "queryString", input: inputOf({ kind: "queryString" }, wire.QueryString!) };
    case "UriPath":
      return { kind: "uriPath", input: inputOf({ kind: "uriPath" }, wire.UriPath!) };
    case "LabelNamespace":
      return { kind: "labelNamespace", namespace: parseNamespace(wire.LabelNamespace?.Namespace) };
    case "JA3Fingerprint":
      return fingerprintKey("ja3Fingerprint", wire.JA3Fingerprint!.FallbackBehavior);
    case "JA4Fingerprint":
      return fingerprintKey("ja4Fingerprint", wire.JA4Fingerprint!.FallbackBehavior);
  }
}

type Transformed = Parameters<typeof parseTransformations>[0];

const inputOf = (field: Field, wire: { readonly TextTransformations: Transformed }): TextInput => ({
  field,
  transformations: parseTransformations(wire.TextTransformations),
});

function namedKey(
  kind: "header" | "queryArgument" | "cookie",
  wire: { readonly Name: string | undefined; readonly TextTransformations: Transformed },
  field: (name: string) => Field,
): AggregateKey {
  // Names of cookies have case; those of headers and arguments do not.
  const name =
    kind === "cookie" ? required(wire.Name, "CUSTOM_KEYS", "Name") : parseName(wire.Name, "CUSTOM_KEYS");
  return { kind, name, input: inputOf(field(name), wire) };
}

const cookieField = (name: string): Field => ({
  kind: "cookies",
  filter: { kind: "included", names: new Set([name]) },
  scope: "VALUE",
  oversize: "CONTINUE",
});

function fingerprintKey(
  kind: "ja3Fingerprint" | "ja4Fingerprint",
  fallback: string | undefined,
): AggregateKey {
  return { kind, input: { field: { kind, fallback: parseFallback(fallback) }, transformations: [] } };
}

function parseNamespace(namespace: string | undefined): string {
  ensure(
    /^[0-9A-Za-z_\-:]+:$/.test(namespace ?? ""),
    "CUSTOM_KEYS",
    String(namespace),
    "A label namespace must end in a colon.",
  );
  return namespace!;
}
