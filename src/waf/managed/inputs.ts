import { decodeFormField } from "../detectors/decode.ts";
import type { Pair } from "../pairs.ts";
import { parseQueryString } from "../pairs.ts";
import type { InspectedRequest } from "../request.ts";
import { readBodyValues } from "./body-values.ts";
import { addPairs } from "./form-values.ts";
import { InspectedValue } from "./inspected-value.ts";
import { ValueCollector } from "./value-collector.ts";

/** Query arguments: names that are not plain, values, and what several arguments of one name make together. */
export const queryValues = (request: InspectedRequest): readonly InspectedValue[] =>
  request.derive(readQueryValues);

/** Cookies: names that are not plain, and values. */
export const cookieValues = (request: InspectedRequest): readonly InspectedValue[] =>
  request.derive(readCookieValues);

/** Header values, except of cookies. */
export const headerValues = (request: InspectedRequest): readonly InspectedValue[] =>
  request.derive(readHeaderValues);

/** The path, as one value. */
export const pathValues = (request: InspectedRequest): readonly InspectedValue[] =>
  request.derive(readPathValues);

/** The query string, as one value. */
export const queryStringValues = (request: InspectedRequest): readonly InspectedValue[] =>
  request.derive(readQueryStringValues);

/** The values in the body, however it is encoded. */
export const bodyValues = (request: InspectedRequest): readonly InspectedValue[] =>
  request.derive(readBodyValues);

function readQueryValues(request: InspectedRequest): readonly InspectedValue[] {
  return pairValues(parseQueryString(request.queryString, Number.POSITIVE_INFINITY));
}

function readCookieValues(request: InspectedRequest): readonly InspectedValue[] {
  return pairValues(request.everyCookie);
}

function readHeaderValues(request: InspectedRequest): readonly InspectedValue[] {
  return request.everyHeader
    .filter(([name]) => name !== "cookie")
    .map(([name, text]) => new InspectedValue(name, text));
}

const readPathValues = (request: InspectedRequest): readonly InspectedValue[] => [
  new InspectedValue("", request.uriPath),
];

const readQueryStringValues = (request: InspectedRequest): readonly InspectedValue[] =>
  request.queryString === "" ? [] : [new InspectedValue("", decodeFormField(request.queryString))];

function pairValues(pairs: readonly Pair[]): readonly InspectedValue[] {
  const collector = new ValueCollector();
  addPairs(collector, pairs);
  return collector.values;
}
