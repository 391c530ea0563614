import { readJson } from "../fields/json-elements.ts";
import type { Pair } from "../pairs.ts";
import { parseQueryString } from "../pairs.ts";
import type { InspectedRequest } from "../request.ts";
import { decodeFormField, decodeForms } from "./decode.ts";
import { evidenceOf } from "./evidence.ts";
import { readMultipart } from "./multipart.ts";

/** One value that a client sent, in every form it may take. */
export interface InspectedValue {
  /** The argument's, cookie's or header's name, or a JSON pointer. */
  readonly name: string;
  readonly forms: readonly string[];
  /** What each form holds, for the detectors' gate. */
  readonly evidence: readonly number[];
}

/** JSON within strings of JSON is read to this depth. */
const JSON_DEPTH_MAX = 4;

/** A name is as much the client's as a value, but only an odd one can do harm. */
const PLAIN_NAME = /^[\w.[\]-]*$/;

function value(name: string, text: string): InspectedValue {
  const forms = decodeForms(text);
  return { name, forms, evidence: forms.map(evidenceOf) };
}

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
  return request.headers.pairs.filter(([name]) => name !== "cookie").map(([name, text]) => value(name, text));
}

const readPathValues = (request: InspectedRequest): readonly InspectedValue[] => [value("", request.uriPath)];

const readQueryStringValues = (request: InspectedRequest): readonly InspectedValue[] =>
  request.queryString === "" ? [] : [value("", decodeFormField(request.queryString))];

function pairValues(pairs: readonly Pair[]): readonly InspectedValue[] {
  const values: InspectedValue[] = [];
  const texts = new Map<string, string>();
  for (const [rawName, rawText] of pairs) {
    const name = decodeFormField(rawName);
    const text = decodeFormField(rawText);
    if (!PLAIN_NAME.test(name)) values.push(value(name, name));
    if (text !== "") values.push(value(name, text), ...nestedJson(name, text, 1));
    const before = texts.get(name);
    texts.set(name, before === undefined ? text : `${before},${text}`);
  }
  // Some frameworks join arguments of one name, so an attack may come in pieces.
  if (texts.size < pairs.length) {
    for (const [name, text] of texts) values.push(value(name, text));
  }
  return values;
}

function readBodyValues(request: InspectedRequest): readonly InspectedValue[] {
  const body = request.bodyText;
  if (body === "") return [];
  const contentType = request.header("content-type")[0] ?? "";
  const start = body.slice(0, 64).trimStart()[0];
  if (start === "{" || start === "[" || start === '"') return jsonValues("", body, 1);
  const parts = readMultipart(contentType, body);
  if (parts !== undefined)
    return parts.flatMap(({ name, text }) => [value(name, text), ...nestedJson(name, text, 1)]);
  if (start === "<") return xmlValues(body);
  if (/urlencoded/i.test(contentType) || /^[^\s=&]{1,256}=/.test(body))
    return pairValues(parseQueryString(body));
  return [value("", body)];
}

function jsonValues(name: string, text: string, depth: number): readonly InspectedValue[] {
  const { elements, valid } = readJson(text);
  const values: InspectedValue[] = [];
  for (const element of elements) {
    if (element.isKey && PLAIN_NAME.test(element.text)) continue;
    values.push(
      value(`${name}${element.pointer}`, element.text),
      ...nestedJson(name + element.pointer, element.text, depth + 1),
    );
  }
  if (!valid) values.push(value(name, text));
  return values;
}

function nestedJson(name: string, text: string, depth: number): readonly InspectedValue[] {
  if (depth > JSON_DEPTH_MAX || !/^\s{0,16}[{[]/.test(text)) return [];
  const { valid } = readJson(text);
  return valid ? jsonValues(name, text, depth) : [];
}

/** Text and attribute values of XML; all of it where a declaration may define entities. */
function xmlValues(body: string): readonly InspectedValue[] {
  if (/<!(?:DOCTYPE|ENTITY)|<\w+:?script|<html|<!--\s*\[/i.test(body) || !/^\s*<[?\w]/.test(body))
    return [value("", body)];
  const values: InspectedValue[] = [];
  for (const [, text, attribute] of body.matchAll(/>([^<]+)|=\s*("[^"<]*"|'[^'<]*')/g)) {
    const found = text ?? attribute?.slice(1, -1) ?? "";
    if (found.trim() !== "") values.push(value("", found));
  }
  // Markup that a page could run is not told apart from data by its tags alone.
  if (!/^\s*<\?xml/.test(body)) values.push(value("", body));
  return values;
}
