import type { AuthenticatedExchange } from "../exchange.ts";
import { findHeader, type HttpResponse, isFieldName, isFieldValue, mediaTypeOf } from "../http-message.ts";
import { compileLinearRegex } from "../linear-regex.ts";
import { compileMappingTemplate, type MappingTemplate } from "../mapping-template.ts";
import { compileBinaryMediaTypes, firstAccepted } from "../media-types.ts";
import {
  type BackendResponse,
  compileExpression,
  MappingError,
  type ParameterExpression,
} from "../parameter-expression.ts";
import { returnedHeaders } from "../returned-headers.ts";
import type {
  IntegrationResponseSnapshot,
  MappedIntegration,
  MethodSnapshot,
  RestStageSnapshot,
} from "../snapshot.ts";
import type { Overrides } from "../vtl/overrides.ts";
import { convertResponseBody } from "./payload-conversion.ts";

/** No integration response fits, or it leads to a method response that is not there: answered 500, as AWS does. */
export class UnmatchedResponseError extends Error {
  override readonly name = "UnmatchedResponseError";
}

/** Turns a back end's answer into the method's. */
export type ResponseMapping = (
  x: AuthenticatedExchange,
  response: BackendResponse,
  overrides: Overrides,
) => HttpResponse;

interface CompiledResponse {
  readonly selects: (value: string) => boolean;
  readonly isDefault: boolean;
  readonly status: number;
  readonly isDeclared: boolean;
  readonly headers: readonly { readonly name: string; readonly value: ParameterExpression }[];
  readonly templates: ReadonlyMap<string, MappingTemplate>;
  readonly contentHandling: IntegrationResponseSnapshot["contentHandling"];
}

/** Compiles the integration's responses. Throws `VtlError`, `RegexError` and {@link MappingError}. */
export function compileResponseMapping(
  integration: MappedIntegration,
  method: MethodSnapshot,
  deployment: RestStageSnapshot,
): ResponseMapping {
  const declared = new Set(method.methodResponses.map(({ statusCode }) => statusCode));
  const responses = integration.responses.map((response) => compileResponse(response, declared));
  const isBinary = compileBinaryMediaTypes(deployment.binaryMediaTypes);
  return (x, response, overrides) => {
    const selected = select(responses, String(response.status));
    const accepted = firstAccepted(x.request.headers["accept"]);
    const contentType = findHeader(response.headers, "content-type");
    const body = convertResponseBody(
      response.body,
      isBinary(contentType),
      isBinary(accepted),
      selected.contentHandling,
    );
    const [mediaType, template] = selectTemplate(selected.templates, accepted);
    const mapped = template ? template({ x, body, overrides }) : body;
    const headers = mapHeaders(selected, { x, response }, overrides);
    if (!findHeader(headers, "content-type")) headers.push("Content-Type", mediaType);
    return { status: overrides.responseStatus ?? selected.status, headers, body: mapped };
  };
}

function compileResponse(
  response: IntegrationResponseSnapshot,
  declared: ReadonlySet<string>,
): CompiledResponse {
  if (!/^[2-5]\d\d$/.test(response.statusCode)) {
    throw new MappingError(`"${response.statusCode}" is not a status that a response can have`);
  }
  const { selectionPattern } = response;
  const regex = selectionPattern ? compileLinearRegex(selectionPattern) : undefined;
  return {
    selects: (value) => regex?.matches(value) ?? false,
    isDefault: !selectionPattern,
    status: Number(response.statusCode),
    isDeclared: declared.has(response.statusCode),
    headers: Object.entries(response.responseParameters).map(([target, source]) => ({
      name: parseTarget(target),
      value: compileExpression(source, "response"),
    })),
    templates: new Map(
      Object.entries(response.responseTemplates)
        // AWS stores an empty template to say "pass the payload through".
        .filter(([, text]) => text !== "")
        .map(([type, text]) => [mediaTypeOf(type), compileMappingTemplate(text)]),
    ),
    contentHandling: response.contentHandling,
  };
}

/** The first response whose pattern matches the whole status, else the one without a pattern. */
function select(responses: readonly CompiledResponse[], value: string): CompiledResponse {
  const selected =
    responses.find((response) => !response.isDefault && response.selects(value)) ??
    responses.find((response) => response.isDefault);
  if (!selected)
    throw new UnmatchedResponseError(`no integration response for status ${value}, and no default`);
  if (!selected.isDeclared) throw new UnmatchedResponseError(`the method has no response ${selected.status}`);
  return selected;
}

/** By the client's first Accept type, else JSON, else the first there is; none passes the payload through. */
function selectTemplate(
  templates: ReadonlyMap<string, MappingTemplate>,
  accepted: string | undefined,
): readonly [string, MappingTemplate | undefined] {
  const json = "application/json";
  if (templates.size === 0) return [json, undefined];
  for (const mediaType of [accepted ?? json, json]) {
    const template = templates.get(mediaType);
    if (template) return [mediaType, template];
  }
  return templates.entries().next().value!;
}

function mapHeaders(
  selected: CompiledResponse,
  scope: { readonly x: AuthenticatedExchange; readonly response: BackendResponse },
  overrides: Overrides,
): string[] {
  const overridden = overrides.responseHeaders;
  const replaced = new Set([...overridden.keys()].map((name) => name.toLowerCase()));
  const headers: string[] = [];
  for (const { name, value } of selected.headers) {
    if (replaced.has(name.toLowerCase())) continue;
    for (const text of value(scope)) headers.push(name, text);
  }
  for (const [name, text] of overridden) headers.push(name, text);
  checkHeaders(headers);
  return returnedHeaders(headers, "mapped");
}

/** What a back end or a client sent may hold a line break: in a header it would begin another one. */
function checkHeaders(headers: readonly string[]): void {
  for (let i = 0; i < headers.length; i += 2) {
    if (!isFieldName(headers[i]!) || !isFieldValue(headers[i + 1]!)) {
      throw new MappingError(`the mapped header ${JSON.stringify(headers[i])} is not well-formed`);
    }
  }
}

function parseTarget(target: string): string {
  const name = /^method\.response\.header\.(.+)$/.exec(target)?.[1];
  if (!name || !isFieldName(name)) throw new MappingError(`"${target}" is not a header of a method response`);
  return name;
}
