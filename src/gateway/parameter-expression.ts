import { contextVariables, findContextValue } from "./context-variables.ts";
import type { AuthenticatedExchange, Exchange } from "./exchange.ts";
import { findHeader, headerValues } from "./http-message.ts";
import { type JsonValue, parseJsonPath } from "./json-path.ts";
import { parseQuery } from "./query-string.ts";

/** What a back end answered, before mapping. */
export interface BackendResponse {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** What a parameter mapping may read. */
export interface MappingScope {
  readonly x: Exchange & Partial<AuthenticatedExchange>;
  /** Only while a response is mapped. */
  readonly response?: BackendResponse;
}

/** A compiled mapping expression. Undefined or empty: there is no value, and the target is left out. */
export type ParameterExpression = (scope: MappingScope) => readonly string[];

/** A mapping expression that cannot be enforced. The deployment that holds it is refused. */
export class MappingError extends Error {
  override readonly name = "MappingError";
}

type Side = "request" | "response";

/**
 * Compiles the source of a parameter mapping: `'literal'`, `method.request.querystring.q`, `context.identity.sourceIp`,
 * `stageVariables.x`, and on the response side `integration.response.header.X` or `integration.response.body.json.path`.
 * Source: API Gateway guide, "Amazon API Gateway API request and response data mapping reference".
 */
export function compileExpression(text: string, side: Side): ParameterExpression {
  if (text.length >= 2 && text.startsWith("'") && text.endsWith("'")) {
    const literal = [text.slice(1, -1)];
    return () => literal;
  }
  if (text.startsWith("stageVariables.")) {
    const name = text.slice("stageVariables.".length);
    return ({ x }) => present(ownValue(x.deployment.variables, name));
  }
  if (text.startsWith("context.")) {
    const path = text.slice("context.".length);
    return ({ x }) => present(textOf(findContextValue(contextVariables(x), path)));
  }
  if (text.startsWith("method.request."))
    return compileRequestExpression(text.slice("method.request.".length), text);
  if (side === "response" && text.startsWith("integration.response.")) {
    return compileResponseExpression(text.slice("integration.response.".length), text);
  }
  throw new MappingError(`"${text}" is not a mapping expression`);
}

function compileRequestExpression(expression: string, text: string): ParameterExpression {
  const { place, name } = splitPlace(expression);
  const lower = name.toLowerCase();
  switch (place) {
    case "path":
      return ({ x }) => present(x.route && decodedPathParameter(ownValue(x.route.pathParameters, name)));
    case "querystring":
      return ({ x }) => lastOf(parseQuery(x.request.rawQuery).get(name));
    case "multivaluequerystring":
      return ({ x }) => parseQuery(x.request.rawQuery).get(name) ?? [];
    case "header":
      return ({ x }) => present(findHeader(x.request.rawHeaders, lower));
    case "multivalueheader":
      return ({ x }) => headerValues(x.request.rawHeaders, lower);
    case "body":
      return compileBodyExpression(name, ({ x }) => x.request.body);
    default:
      throw new MappingError(`"${text}" is not a mapping expression`);
  }
}

function compileResponseExpression(expression: string, text: string): ParameterExpression {
  const { place, name } = splitPlace(expression);
  const lower = name.toLowerCase();
  switch (place) {
    case "header":
      return ({ response }) => present(response && findHeader(response.headers, lower));
    case "multivalueheader":
      return ({ response }) => (response ? headerValues(response.headers, lower) : []);
    case "body":
      return compileBodyExpression(name, ({ response }) => response?.body);
    default:
      throw new MappingError(`"${text}" is not a mapping expression`);
  }
}

function compileBodyExpression(
  path: string,
  bodyOf: (scope: MappingScope) => Buffer | undefined,
): ParameterExpression {
  if (path === "") return (scope) => present(bodyOf(scope)?.toString("utf8"));
  const find = parseJsonPath(path.startsWith("$") ? path : `$.${path}`);
  return (scope) => {
    const document = parseJson(bodyOf(scope));
    return document === undefined ? [] : present(textOf(find(document)));
  };
}

/** A name comes from an API's definition and may be `constructor`. */
const ownValue = (values: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

/** Routing has checked that it decodes. */
const decodedPathParameter = (raw: string | undefined): string | undefined =>
  raw === undefined ? undefined : decodeURIComponent(raw);

function parseJson(body: Buffer | undefined): JsonValue | undefined {
  if (!body || body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString("utf8")) as JsonValue;
  } catch {
    return undefined;
  }
}

/** `header.X-Name` gives place `header` and name `X-Name`; a bare `body` has the empty name. */
function splitPlace(expression: string): { readonly place: string; readonly name: string } {
  const dot = expression.indexOf(".");
  if (dot === -1) return { place: expression, name: "" };
  return { place: expression.slice(0, dot), name: expression.slice(dot + 1) };
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const present = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);
const lastOf = (values: readonly string[] | undefined): readonly string[] => (values ? values.slice(-1) : []);
