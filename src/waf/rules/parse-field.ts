import type {
  CookieMatchPattern,
  FieldToMatch,
  HeaderMatchPattern,
  JsonBody,
  ParameterExceptionField,
} from "@aws-sdk/client-wafv2";
import { encodeUtf8 } from "../byte-string.ts";
import type {
  Fallback,
  Field,
  MapScope,
  NameFilter,
  OversizeHandling,
  PreParseName,
} from "../fields/field.ts";
import { ensure, exactlyOne, oneOf, required } from "./invalid-parameter.ts";

/** Most names or paths in one filter. Source: AWS WAF API, HeaderMatchPattern. */
const FILTER_NAMES_MAX = 199;
const NAME_CHARACTERS_MAX = 64;

/** The component that a statement inspects. Throws InvalidParameterError. */
export function parseField(wire: FieldToMatch, preParse: readonly PreParseName[]): Field {
  const kind = exactlyOne(wire, "FIELD_TO_MATCH", "FieldToMatch");
  ensure(
    preParse.length === 0 || kind === "SingleQueryArgument" || kind === "AllQueryArguments",
    "PRE_PARSE_TEXT_TRANSFORMATION",
    kind,
    "Pre-parse text transformations are for SingleQueryArgument and AllQueryArguments only.",
  );
  switch (kind) {
    case "SingleHeader":
      return { kind: "singleHeader", name: parseName(wire.SingleHeader?.Name, "SINGLE_HEADER") };
    case "SingleQueryArgument": {
      const name = parseName(wire.SingleQueryArgument?.Name, "SINGLE_QUERY_ARGUMENT");
      return { kind: "singleQueryArgument", name, preParse };
    }
    case "AllQueryArguments":
      return { kind: "allQueryArguments", preParse };
    case "UriPath":
      return { kind: "uriPath" };
    case "QueryString":
      return { kind: "queryString" };
    case "Method":
      return { kind: "method" };
    case "Body":
      return { kind: "body", oversize: parseOversize(wire.Body?.OversizeHandling ?? "CONTINUE") };
    case "JsonBody":
      return parseJsonBody(wire.JsonBody!);
    case "Headers":
      return {
        kind: "headers",
        filter: parseHeaderFilter(wire.Headers?.MatchPattern),
        scope: parseScope(wire.Headers?.MatchScope, "MAP_MATCH_SCOPE"),
        oversize: parseOversize(wire.Headers?.OversizeHandling),
      };
    case "Cookies":
      return {
        kind: "cookies",
        filter: parseCookieFilter(wire.Cookies?.MatchPattern),
        scope: parseScope(wire.Cookies?.MatchScope, "MAP_MATCH_SCOPE"),
        oversize: parseOversize(wire.Cookies?.OversizeHandling),
      };
    case "HeaderOrder":
      return { kind: "headerOrder", oversize: parseOversize(wire.HeaderOrder?.OversizeHandling) };
    case "JA3Fingerprint":
      return { kind: "ja3Fingerprint", fallback: parseFallback(wire.JA3Fingerprint?.FallbackBehavior) };
    case "JA4Fingerprint":
      return { kind: "ja4Fingerprint", fallback: parseFallback(wire.JA4Fingerprint?.FallbackBehavior) };
    case "UriFragment": {
      const fallback = wire.UriFragment?.FallbackBehavior;
      return { kind: "uriFragment", fallback: fallback && parseFallback(fallback) };
    }
  }
}

/** A header's or argument's name as a byte string in lower case: such names have no case. */
export function parseName(
  name: string | undefined,
  field: "SINGLE_HEADER" | "SINGLE_QUERY_ARGUMENT" | "HEADER_NAME" | "CUSTOM_KEYS",
): string {
  const text = required(name, field, "Name");
  ensure(
    text.length >= 1 && text.length <= NAME_CHARACTERS_MAX,
    field,
    text,
    `A name must have 1 to ${NAME_CHARACTERS_MAX} characters.`,
  );
  return encodeUtf8(text.toLowerCase());
}

export const parseFallback = (value: string | undefined): Fallback =>
  oneOf(value, ["MATCH", "NO_MATCH"], "FALLBACK_BEHAVIOR", "FallbackBehavior");

const parseOversize = (value: string | undefined): OversizeHandling =>
  oneOf(value, ["CONTINUE", "MATCH", "NO_MATCH"], "OVERSIZE_HANDLING", "OversizeHandling");

const parseScope = (value: string | undefined, field: "MAP_MATCH_SCOPE" | "JSON_MATCH_SCOPE"): MapScope =>
  oneOf(value, ["ALL", "KEY", "VALUE"], field, "MatchScope");

function parseHeaderFilter(wire: HeaderMatchPattern | undefined): NameFilter {
  const field = "HEADER_MATCH_PATTERN";
  const kind = exactlyOne(wire, field, "MatchPattern");
  if (kind === "All") return { kind: "all" };
  const names = parseNames(wire?.[kind], field, kind).map((name) => encodeUtf8(name.toLowerCase()));
  return { kind: kind === "IncludedHeaders" ? "included" : "excluded", names: new Set(names) };
}

function parseCookieFilter(wire: CookieMatchPattern | undefined): NameFilter {
  const field = "COOKIE_MATCH_PATTERN";
  const kind = exactlyOne(wire, field, "MatchPattern");
  if (kind === "All") return { kind: "all" };
  const names = parseNames(wire?.[kind], field, kind).map(encodeUtf8);
  return { kind: kind === "IncludedCookies" ? "included" : "excluded", names: new Set(names) };
}

function parseNames(
  list: readonly string[] | undefined,
  field: ParameterExceptionField,
  parameter: string,
): readonly string[] {
  const names = required(list, field, parameter);
  ensure(
    names.length >= 1 && names.length <= FILTER_NAMES_MAX,
    field,
    parameter,
    `A list must have 1 to ${FILTER_NAMES_MAX} entries.`,
  );
  return names;
}

function parseJsonBody(wire: JsonBody): Field {
  const field = "JSON_MATCH_PATTERN";
  const pattern = exactlyOne(wire.MatchPattern, field, "MatchPattern");
  const invalid = wire.InvalidFallbackBehavior;
  return {
    kind: "jsonBody",
    oversize: parseOversize(wire.OversizeHandling ?? "CONTINUE"),
    scope: parseScope(wire.MatchScope, "JSON_MATCH_SCOPE"),
    includedPaths:
      pattern === "All"
        ? undefined
        : parseNames(wire.MatchPattern?.IncludedPaths, field, "IncludedPaths").map(parsePointer),
    invalid: invalid === undefined ? undefined : parseInvalid(invalid),
  };
}

const parseInvalid = (value: string): Fallback | "EVALUATE_AS_STRING" =>
  oneOf(
    value,
    ["MATCH", "NO_MATCH", "EVALUATE_AS_STRING"],
    "BODY_PARSING_FALLBACK_BEHAVIOR",
    "InvalidFallbackBehavior",
  );

/** The steps of a JSON pointer (RFC 6901) as byte strings: `/a~1b/0` gives `["a/b", "0"]`. */
function parsePointer(pointer: string): readonly string[] {
  ensure(
    /^(?:\/(?:[^/~]|~[01])+)+$/.test(pointer) && pointer.length <= 512,
    "JSON_MATCH_PATTERN",
    pointer,
    "An included path must be a JSON pointer of at most 512 characters.",
  );
  return pointer
    .slice(1)
    .split("/")
    .map((step) => encodeUtf8(step.replaceAll("~1", "/").replaceAll("~0", "~")));
}
