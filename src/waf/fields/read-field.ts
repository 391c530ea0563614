import { asciiLower, toByteString } from "../byte-string.ts";
import type { OversizeField } from "../decision.ts";
import { type Pair, parseQueryString } from "../pairs.ts";
import type { InspectedRequest } from "../request.ts";
import { urlDecode } from "../transformations/url-decode.ts";
import type { Fallback, Field, MapScope, NameFilter, OversizeHandling } from "./field.ts";
import { type JsonElement, readJson } from "./json-elements.ts";
import { preParse } from "./pre-parse.ts";

/** One value of a component that may have several. */
export interface FieldValue {
  /** The name of the header, cookie or argument, or a JSON pointer. */
  readonly name?: string;
  /** A byte string. */
  readonly text: string;
  /** What the detectors' gate says of the text, once one has asked: rules share it. */
  evidence?: number;
}

/** What a component holds. A statement matches where any value does. */
export interface FieldReading {
  readonly values: readonly FieldValue[];
  /** Set where the component decides the match by itself: too large, missing or unreadable. */
  readonly verdict?: boolean;
  /** Set where more was sent than is inspected. */
  readonly oversize?: OversizeField;
}

/** Reads a component of the request, before any text transformation. */
export function readField(request: InspectedRequest, field: Field): FieldReading {
  switch (field.kind) {
    case "singleHeader":
      return { values: request.header(field.name).map((text) => ({ name: field.name, text })) };
    case "singleQueryArgument":
      return { values: namedArguments(queryArguments(request, field.preParse), field.name) };
    case "allQueryArguments":
      return { values: pairValues(queryArguments(request, field.preParse), "VALUE") };
    case "uriPath":
      return single(request.uriPath);
    case "queryString":
      return single(request.queryString);
    case "method":
      return single(request.method);
    case "body":
      return limited(field.oversize, request.bodyOversize && "REQUEST_BODY", () => bodyValues(request));
    case "jsonBody":
      return limited(field.oversize, request.bodyOversize && "REQUEST_JSON_BODY", () =>
        readJsonBody(request, field),
      );
    case "headers":
      return readPairs(request.headers, "REQUEST_HEADERS", field);
    case "cookies":
      return readPairs(request.cookies, "REQUEST_COOKIES", field);
    case "headerOrder":
      return limited(field.oversize, request.headers.oversize && "REQUEST_HEADERS", () =>
        single(request.headers.pairs.map(([name]) => name).join(":")),
      );
    case "ja3Fingerprint":
      return optional(request.input.ja3Fingerprint, field.fallback);
    case "ja4Fingerprint":
      return optional(request.input.ja4Fingerprint, field.fallback);
    case "uriFragment":
      return optional(request.input.uriFragment, field.fallback);
  }
}

const single = (text: string): FieldReading => ({ values: [{ text }] });

function optional(text: string | undefined, fallback: Fallback | undefined): FieldReading {
  if (text !== undefined) return single(toByteString(text));
  return fallback ? { values: [], verdict: fallback === "MATCH" } : { values: [] };
}

/** Reads unless the component is too large and the statement says what that means. */
function limited(
  handling: OversizeHandling,
  oversize: OversizeField | false,
  read: () => FieldReading,
): FieldReading {
  if (oversize === false) return read();
  if (handling === "CONTINUE") return { ...read(), oversize };
  return { values: [], verdict: handling === "MATCH", oversize };
}

function queryArguments(
  request: InspectedRequest,
  steps: (Field & { kind: "allQueryArguments" })["preParse"],
): readonly Pair[] {
  return steps.length === 0 ? request.queryArguments : parseQueryString(preParse(request.queryString, steps));
}

/** Arguments by name, whatever its case and with or without percent-encoding: the backend decodes names too. */
function namedArguments(pairs: readonly Pair[], lowerCaseName: string): FieldValue[] {
  const isNamed = ([name]: Pair) =>
    asciiLower(name) === lowerCaseName ||
    (/[%+]/.test(name) && asciiLower(urlDecode(name)) === lowerCaseName);
  return pairValues(pairs.filter(isNamed), "VALUE");
}

function bodyValues(request: InspectedRequest): FieldReading {
  return request.bodyText === "" ? { values: [] } : single(request.bodyText);
}

const allJsonElements = (request: InspectedRequest) => readJson(request.bodyText);

function readJsonBody(request: InspectedRequest, field: Field & { kind: "jsonBody" }): FieldReading {
  if (request.bodyText === "") return { values: [] };
  const { elements, valid } = field.includedPaths
    ? readJson(request.bodyText, field.includedPaths)
    : request.derive(allJsonElements);
  if (!valid && field.invalid === "EVALUATE_AS_STRING") return single(request.bodyText);
  if (!valid && field.invalid) return { values: [], verdict: field.invalid === "MATCH" };
  const inScope = ({ isKey }: JsonElement) => field.scope === "ALL" || (field.scope === "KEY") === isKey;
  return { values: elements.filter(inScope).map(({ pointer, text }) => ({ name: pointer, text })) };
}

function readPairs(
  { pairs, oversize }: { readonly pairs: readonly Pair[]; readonly oversize: boolean },
  oversizeField: OversizeField,
  field: Field & { kind: "headers" | "cookies" },
): FieldReading {
  return limited(field.oversize, oversize && oversizeField, () => ({
    values: pairValues(
      pairs.filter(([name]) => isSelected(field.filter, name)),
      field.scope,
    ),
  }));
}

function isSelected(filter: NameFilter, name: string): boolean {
  return filter.kind === "all" || filter.names.has(name) === (filter.kind === "included");
}

function pairValues(pairs: readonly Pair[], scope: MapScope): FieldValue[] {
  const values: FieldValue[] = [];
  for (const [name, value] of pairs) {
    if (scope !== "VALUE") values.push({ name, text: name });
    if (scope !== "KEY") values.push({ name, text: value });
  }
  return values;
}
