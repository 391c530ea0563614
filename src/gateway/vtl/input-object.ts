import { BoundedCache } from "../../base/bounded-cache.ts";
import { type JsonPath, JsonPathError, type JsonValue, parseJsonPath } from "../json-path.ts";
import { VtlError } from "./cursor.ts";
import { noMethod } from "./methods.ts";
import { fromJson, type HostObject, toText, type Value, VtlMap } from "./values.ts";

/** A template reads the body as JSON, and it is none. */
export class BodyNotJsonError extends VtlError {}

/** The parameters of a request by place: `path`, `querystring`, `header`. */
export interface InputParameters {
  readonly path: Readonly<Record<string, string>>;
  readonly querystring: Readonly<Record<string, string>>;
  readonly header: Readonly<Record<string, string>>;
}

const paths = new BoundedCache<string, JsonPath>(1_000);

/**
 * `$input`: the payload and the parameters. An empty payload counts as `{}`.
 * Source: API Gateway guide, "$input variables".
 */
export function inputObject(body: string, parameters: InputParameters): HostObject {
  const text = body === "" ? "{}" : body;
  let document: JsonValue | undefined;
  const find = (path: Value): JsonValue | undefined => {
    document ??= parseBody(text);
    return pathOf(toText(path))(document);
  };
  const methods = new Map<string, (argument: Value) => Value>([
    ["json", (path) => jsonText(find(path ?? "$"))],
    ["path", (path) => fromJson(find(path ?? "$"))],
    [
      "params",
      (name) => (name === undefined ? parameterMap(parameters) : findParameter(parameters, toText(name))),
    ],
  ]);
  return {
    get: (name) => (name === "body" ? text : undefined),
    call: (name, [argument]) => (methods.get(name) ?? noMethod(name, "$input"))(argument),
  };
}

function parseBody(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw new BodyNotJsonError("the body is not JSON");
  }
}

function pathOf(expression: string): JsonPath {
  const known = paths.get(expression);
  if (known) return known;
  try {
    const path = parseJsonPath(expression);
    paths.set(expression, path);
    return path;
  } catch (error) {
    throw error instanceof JsonPathError ? new VtlError(error.message) : error;
  }
}

/** What is not there is an empty text, in JSON. */
const jsonText = (value: JsonValue | undefined): string =>
  value === undefined ? '""' : JSON.stringify(value);

/** Path first, then query string, then header; header names compare without case. */
function findParameter({ path, querystring, header }: InputParameters, name: string): string {
  if (Object.hasOwn(path, name)) return path[name]!;
  if (Object.hasOwn(querystring, name)) return querystring[name]!;
  const lower = name.toLowerCase();
  const field = Object.keys(header).findLast((each) => each.toLowerCase() === lower);
  return field === undefined ? "" : header[field]!;
}

const parameterMap = (parameters: InputParameters): VtlMap =>
  new VtlMap(
    Object.entries(parameters).map(([place, values]) => [place, new VtlMap(Object.entries(values))]),
  );
