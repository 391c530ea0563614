import type { AuthenticatedExchange } from "../exchange.ts";
import { forwardedHeaders } from "../forwarded-headers.ts";
import { findHeader, noBody } from "../http-message.ts";
import { traceIdOf } from "../trace-id.ts";
import type { UpstreamRequest } from "../upstream/upstream-message.ts";
import { checkHeaders, type MappedParameters } from "./parameter-mapping.ts";
import type { MappedRequest } from "./request-mapping.ts";
import type { UriTemplate } from "./uri-template.ts";

/** Methods whose requests carry no body to a back end. */
const withoutBody = new Set(["GET", "HEAD", "OPTIONS"]);

type Mapped = Pick<MappedRequest, "path" | "querystring" | "header">;

/** The client's request for a back end: all its fields and parameters, with the mapped ones in place of theirs. */
export function proxiedRequest(
  x: AuthenticatedExchange,
  uri: UriTemplate,
  method: string,
  mapped: Mapped,
): UpstreamRequest {
  checkHeaders(mapped.header);
  const replaced = new Set([...mapped.header.keys()].map((name) => name.toLowerCase()));
  const headers: string[] = [];
  const forwarded = forwardedHeaders(x);
  for (let i = 0; i < forwarded.length; i += 2) {
    const lower = forwarded[i]!.toLowerCase();
    if (lower !== "host" && !replaced.has(lower)) headers.push(forwarded[i]!, forwarded[i + 1]!);
  }
  return {
    origin: uri.origin,
    ...hostOf(mapped.header),
    method,
    target: joinQuery(expandPath(uri, mapped.path), mergeQuery(x.request.rawQuery, mapped.querystring)),
    headers: withIdentity(x, [...headers, ...flattenHeaders(mapped.header)]),
    body: withoutBody.has(method) ? noBody : x.request.body,
  };
}

/** A mapped request for a back end: nothing of the client's but what is mapped. */
export function mappedRequest(
  x: AuthenticatedExchange,
  uri: UriTemplate,
  method: string,
  mapped: MappedRequest,
): UpstreamRequest {
  const headers = ["X-Amzn-Trace-Id", traceIdOf(x), ...flattenHeaders(mapped.header)];
  if (!findHeader(headers, "accept")) headers.push("Accept", "application/json");
  if (!findHeader(headers, "content-type")) {
    headers.push("Content-Type", x.request.headers["content-type"] ?? "application/json");
  }
  return {
    origin: uri.origin,
    ...hostOf(mapped.header),
    method,
    target: joinQuery(expandPath(uri, mapped.path), encodeQuery(mapped.querystring)),
    headers: withIdentity(x, headers),
    body: withoutBody.has(method) ? noBody : mapped.body,
  };
}

/** A mapped Host names another virtual host at the same origin. */
function hostOf(mapped: MappedParameters): { readonly host?: string } {
  for (const [name, values] of mapped) if (name.toLowerCase() === "host") return { host: values[0]! };
  return {};
}

function withIdentity(x: AuthenticatedExchange, headers: string[]): string[] {
  const { apiId } = x.deployment;
  if (!findHeader(headers, "user-agent")) headers.push("User-Agent", `AmazonAPIGateway_${apiId}`);
  headers.push("x-amzn-apigateway-api-id", apiId);
  return headers;
}

function flattenHeaders(mapped: MappedParameters): string[] {
  const headers: string[] = [];
  for (const [name, values] of mapped) {
    // The client writes the Host field itself, with this value.
    if (name.toLowerCase() === "host") continue;
    for (const value of values) headers.push(name, value);
  }
  return headers;
}

const expandPath = (uri: UriTemplate, path: MappedParameters): string =>
  uri.placeholders.length === 0
    ? uri.expand(new Map())
    : uri.expand(new Map([...path].map(([name, values]) => [name, values.join(",")])));

function joinQuery(target: string, query: string): string {
  if (query === "") return target;
  return `${target}${target.includes("?") ? "&" : "?"}${query}`;
}

/** The client's query as sent, without the parameters that are mapped anew. */
function mergeQuery(rawQuery: string, mapped: MappedParameters): string {
  if (mapped.size === 0) return rawQuery;
  const kept = rawQuery.split("&").filter((pair) => pair !== "" && !mapped.has(nameOf(pair)));
  return [...kept, encodeQuery(mapped)].join("&");
}

function nameOf(pair: string): string {
  const name = pair.split("=", 1)[0]!.replaceAll("+", " ");
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function encodeQuery(mapped: MappedParameters): string {
  const encode = (text: string): string => encodeURIComponent(text.toWellFormed());
  return [...mapped]
    .flatMap(([name, values]) => values.map((value) => `${encode(name)}=${encode(value)}`))
    .join("&");
}
