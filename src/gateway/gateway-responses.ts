import { contextVariables, findContextValue } from "./context-variables.ts";
import type { AuthenticatedExchange, Exchange } from "./exchange.ts";
import { type HttpResponse, isFieldName, isFieldValue, mediaTypeOf } from "./http-message.ts";
import { compileExpression, MappingError, type ParameterExpression } from "./parameter-expression.ts";
import {
  type GatewayResponseType,
  gatewayResponseTypes,
  type Rejection,
  type RejectionCode,
  rejectionOf,
} from "./rejections.ts";
import type { GatewayResponseSnapshot } from "./snapshot.ts";

/** What is known of a rejected request; routing or authentication may not have happened. */
export type RejectedExchange = Exchange & Partial<AuthenticatedExchange>;

/** Writes the answer to a rejected request, as the API customised it. */
export type RejectionRenderer = (x: RejectedExchange, code: RejectionCode, message?: string) => HttpResponse;

interface Customisation {
  readonly status: number | undefined;
  readonly headers: readonly { readonly name: string; readonly value: ParameterExpression }[];
  /** By media type, in the order given. */
  readonly templates: ReadonlyMap<string, TemplateRenderer>;
}

interface ErrorVariables {
  readonly message: string | null;
  readonly messageString: string;
  readonly responseType: string;
}

type TemplateRenderer = (x: RejectedExchange, error: ErrorVariables) => string;

/**
 * Compiles an API's customised gateway responses. A type without its own falls back to DEFAULT_4XX or DEFAULT_5XX, by
 * the status it has by default. Throws {@link MappingError} on what cannot be enforced.
 */
export function compileGatewayResponses(snapshots: readonly GatewayResponseSnapshot[]): RejectionRenderer {
  const customisations = new Map<string, Customisation>();
  for (const snapshot of snapshots) {
    if (!gatewayResponseTypes.includes(snapshot.responseType as GatewayResponseType)) {
      throw new MappingError(`"${snapshot.responseType}" is not a gateway response type`);
    }
    customisations.set(snapshot.responseType, compileCustomisation(snapshot));
  }
  return (x, code, message) => {
    const rejection = rejectionOf(code);
    return render(x, rejection, message ?? rejection.message, findCustomisation(customisations, rejection));
  };
}

/** The answer to a request that reached no API: plain, as nobody customised it. */
export function renderUnaddressed(code: RejectionCode): HttpResponse {
  const { status, errorType, message } = rejectionOf(code);
  const headers = ["x-amzn-ErrorType", errorType, "Content-Type", "application/json"];
  return { status, headers, body: Buffer.from(JSON.stringify({ message })) };
}

function findCustomisation(
  all: ReadonlyMap<string, Customisation>,
  rejection: Rejection,
): Customisation | undefined {
  // AWS does not let the answer to an oversized request be customised.
  if (!rejection.responseType || rejection.responseType === "REQUEST_TOO_LARGE") return undefined;
  return all.get(rejection.responseType) ?? all.get(rejection.status >= 500 ? "DEFAULT_5XX" : "DEFAULT_4XX");
}

function render(
  x: RejectedExchange,
  rejection: Rejection,
  message: string | null,
  custom: Customisation | undefined,
): HttpResponse {
  const headers = ["x-amzn-ErrorType", rejection.errorType];
  for (const { name, value } of custom?.headers ?? []) {
    const text = value({ x })[0];
    // A value that cannot stand in a header is left out: it may come from the request.
    if (text !== undefined && isFieldValue(text)) headers.push(name, text);
  }
  const [mediaType, template] = selectTemplate(custom, x.request.headers["accept"]);
  const body = template
    ? template(x, errorVariables(rejection, message))
    : JSON.stringify({ [rejection.member ?? "message"]: message });
  if (!headers.some((name, i) => i % 2 === 0 && name.toLowerCase() === "content-type")) {
    headers.push("Content-Type", mediaType);
  }
  return { status: custom?.status ?? rejection.status, headers, body: Buffer.from(body) };
}

const errorVariables = (rejection: Rejection, message: string | null): ErrorVariables => ({
  message,
  messageString: JSON.stringify(message),
  responseType: rejection.responseType ?? "DEFAULT_4XX",
});

/** The template for the first media type that the client accepts, else for JSON, else the first one. */
function selectTemplate(
  custom: Customisation | undefined,
  accept: string | undefined,
): readonly [string, TemplateRenderer | undefined] {
  const json = "application/json";
  if (!custom || custom.templates.size === 0) return [json, undefined];
  const wanted = accept === undefined ? json : mediaTypeOf(accept.split(",", 1)[0]!);
  for (const mediaType of [wanted, json]) {
    const template = custom.templates.get(mediaType);
    if (template) return [mediaType, template];
  }
  return custom.templates.entries().next().value!;
}

function compileCustomisation(snapshot: GatewayResponseSnapshot): Customisation {
  return {
    status: snapshot.statusCode === undefined ? undefined : parseStatus(snapshot.statusCode),
    headers: Object.entries(snapshot.responseParameters).map(([target, source]) => ({
      name: parseTarget(target),
      value: compileExpression(source, "request"),
    })),
    templates: new Map(
      Object.entries(snapshot.responseTemplates).map(([type, text]) => [
        type.toLowerCase(),
        compileTemplate(text),
      ]),
    ),
  };
}

function parseStatus(text: string): number {
  if (!/^[2-5]\d\d$/.test(text))
    throw new MappingError(`"${text}" is not a status that a gateway response can have`);
  return Number(text);
}

function parseTarget(target: string): string {
  const name = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1];
  if (!name || !isFieldName(name)) throw new MappingError(`"${target}" is not a gateway response header`);
  return name;
}

const REFERENCE =
  /\$\{?(context(?:\.[\w-]+)+|stageVariables\.[\w-]+|method\.request\.(?:header|querystring|path)\.[\w$-]+)\}?/g;

/**
 * Compiles a gateway response's body template: plain substitution of `$context…`, `$stageVariables…` and
 * `$method.request…`, not VTL. What has no value becomes empty.
 */
function compileTemplate(text: string): TemplateRenderer {
  const parts: TemplateRenderer[] = [];
  let end = 0;
  for (const match of text.matchAll(REFERENCE)) {
    const before = text.slice(end, match.index);
    parts.push(() => before, compileReference(match[1]!));
    end = match.index + match[0].length;
  }
  const rest = text.slice(end);
  return (x, error) => parts.map((part) => part(x, error)).join("") + rest;
}

function compileReference(reference: string): TemplateRenderer {
  if (!reference.startsWith("context.")) {
    const expression = compileExpression(reference, "request");
    return (x) => expression({ x })[0] ?? "";
  }
  const path = reference.slice("context.".length);
  return (x, error) => {
    const value = findContextValue({ ...contextVariables(x), error: { ...error } }, path);
    return value === undefined || value === null || typeof value === "object" ? "" : String(value);
  };
}
