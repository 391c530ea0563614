import { decodeFormField } from "../detectors/decode.ts";
import type { Pair } from "../pairs.ts";
import { parseQueryString } from "../pairs.ts";
import type { InspectedRequest } from "../request.ts";
import { InspectedValue, PLAIN_NAME } from "./inspected-value.ts";
import { jsonValues, nestedJson } from "./json-values.ts";
import { readMultipart } from "./multipart.ts";

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

/**
 * The values in the body, however it is encoded. The content type is a hint only, since a client may lie: what looks
 * like JSON, a form or multipart is read as such, and what cannot be read to its end is a value as a whole.
 */
export const bodyValues = (request: InspectedRequest): readonly InspectedValue[] =>
  request.derive(readBodyValues);

function readQueryValues(request: InspectedRequest): readonly InspectedValue[] {
  return pairValues(request.queryArguments);
}

function readCookieValues(request: InspectedRequest): readonly InspectedValue[] {
  return pairValues(request.cookies.pairs);
}

function readHeaderValues(request: InspectedRequest): readonly InspectedValue[] {
  return request.headers.pairs
    .filter(([name]) => name !== "cookie")
    .map(([name, text]) => new InspectedValue(name, text));
}

const readPathValues = (request: InspectedRequest): readonly InspectedValue[] => [
  new InspectedValue("", request.uriPath),
];

const readQueryStringValues = (request: InspectedRequest): readonly InspectedValue[] =>
  request.queryString === "" ? [] : [new InspectedValue("", decodeFormField(request.queryString))];

function pairValues(pairs: readonly Pair[]): readonly InspectedValue[] {
  const values: InspectedValue[] = [];
  const texts = new Map<string, string>();
  for (const [rawName, rawText] of pairs) {
    const name = decodeFormField(rawName);
    const text = decodeFormField(rawText);
    if (!PLAIN_NAME.test(name)) values.push(new InspectedValue(name, name));
    if (text !== "") values.push(new InspectedValue(name, text), ...nestedJson(name, text, 1));
    const before = texts.get(name);
    texts.set(name, before === undefined ? text : `${before},${text}`);
  }
  // Some frameworks join arguments of one name, so an attack may come in pieces.
  if (texts.size < pairs.length) {
    for (const [name, text] of texts) values.push(new InspectedValue(name, text));
  }
  return values;
}

function readBodyValues(request: InspectedRequest): readonly InspectedValue[] {
  const body = request.bodyText;
  if (body === "") return [];
  const contentType = request.header("content-type")[0] ?? "";
  const start = /[^\s\xef\xbb\xbf]/.exec(body)?.[0];
  if (start === "{" || start === "[" || start === '"') return jsonValues(body, request.bodyInspected);
  const parts = readMultipart(contentType, body);
  if (parts !== undefined)
    return parts.flatMap(({ name, text }) => [new InspectedValue(name, text), ...nestedJson(name, text, 1)]);
  if (start === "<") return xmlValues(body);
  if (/urlencoded/i.test(contentType) || /^[^\s=&]{1,256}=/.test(body))
    return pairValues(parseQueryString(body));
  return [new InspectedValue("", body)];
}

/** Text and attribute values of XML; all of it where a declaration may define entities. */
function xmlValues(body: string): readonly InspectedValue[] {
  if (/<!(?:DOCTYPE|ENTITY)|<\w+:?script|<html|<!--\s*\[/i.test(body) || !/^\s*<[?\w]/.test(body))
    return [new InspectedValue("", body)];
  const values: InspectedValue[] = [];
  for (const [, text, attribute] of body.matchAll(/>([^<]+)|=\s*("[^"<]*"|'[^'<]*')/g)) {
    const found = text ?? attribute?.slice(1, -1) ?? "";
    if (found.trim() !== "") values.push(new InspectedValue("", found));
  }
  // Markup that a page could run is not told apart from data by its tags alone.
  if (!/^\s*<\?xml/.test(body)) values.push(new InspectedValue("", body));
  return values;
}
