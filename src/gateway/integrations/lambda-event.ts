import { contextVariables } from "../context-variables.ts";
import type { AuthenticatedExchange, Exchange } from "../exchange.ts";
import { forwardedHeaders } from "../forwarded-headers.ts";
import type { BinaryTypeTest } from "../media-types.ts";
import { parseQuery } from "../query-string.ts";

/** Single values (the last one wins) and all values, by name. */
export interface SingleAndMulti {
  readonly single: Record<string, string>;
  readonly multi: Record<string, readonly string[]>;
}

/**
 * The event that a Lambda proxy integration hands its function, payload version 1.0.
 * Source: API Gateway guide, "Input format of a Lambda function for proxy integration".
 */
export function lambdaProxyEvent(x: AuthenticatedExchange, isBinary: BinaryTypeTest): object {
  const { headers, query } = requestParameters(x);
  const { body } = x.request;
  const isBase64Encoded = body.length > 0 && isBinary(x.request.headers["content-type"]);
  return {
    resource: x.route.resourcePath,
    path: x.path.raw,
    httpMethod: x.request.method,
    headers: headers.single,
    multiValueHeaders: headers.multi,
    queryStringParameters: orNull(query.single),
    multiValueQueryStringParameters: orNull(query.multi),
    pathParameters: orNull(x.route.pathParameters),
    stageVariables: orNull(x.deployment.variables),
    requestContext: contextVariables(x),
    body: body.length === 0 ? null : body.toString(isBase64Encoded ? "base64" : "utf8"),
    isBase64Encoded,
  };
}

/** The headers and query parameters of a request as functions receive them. */
export const requestParameters = (
  x: Exchange,
): { readonly headers: SingleAndMulti; readonly query: SingleAndMulti } => ({
  headers: collect(pairs(forwardedHeaders(x))),
  query: collect(flatten(parseQuery(x.request.rawQuery))),
});

/** Null where there are none, as in AWS's events. */
function orNull<T extends object>(record: T): T | null {
  return Object.keys(record).length === 0 ? null : record;
}

function collect(entries: Iterable<readonly [string, string]>): SingleAndMulti {
  // No prototype: a client may send a parameter named `__proto__`.
  const single: Record<string, string> = Object.create(null);
  const multi: Record<string, string[]> = Object.create(null);
  for (const [name, value] of entries) {
    single[name] = value;
    const values = multi[name];
    if (values) values.push(value);
    else multi[name] = [value];
  }
  return { single, multi };
}

function* pairs(flat: readonly string[]): Iterable<readonly [string, string]> {
  for (let i = 0; i < flat.length; i += 2) yield [flat[i]!, flat[i + 1]!];
}

function* flatten(map: ReadonlyMap<string, readonly string[]>): Iterable<readonly [string, string]> {
  for (const [name, values] of map) for (const value of values) yield [name, value];
}
