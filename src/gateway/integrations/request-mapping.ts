import type { AuthenticatedExchange } from "../exchange.ts";
import { isFieldName, isFieldValue, mediaTypeOf } from "../http-message.ts";
import { compileMappingTemplate, type MappingTemplate } from "../mapping-template.ts";
import { compileBinaryMediaTypes } from "../media-types.ts";
import { compileExpression, MappingError, type ParameterExpression } from "../parameter-expression.ts";
import type { MappedIntegration, RestStageSnapshot } from "../snapshot.ts";
import { Overrides } from "../vtl/overrides.ts";
import { convertRequestBody } from "./payload-conversion.ts";

/** The places of an integration request that a parameter can be mapped to. */
type Place = "path" | "querystring" | "header";

/** Values by name, for one place. */
export type MappedParameters = ReadonlyMap<string, readonly string[]>;

/** A client's media type has no template and must not pass through: answered 415. */
export class UnsupportedMediaTypeError extends Error {
  override readonly name = "UnsupportedMediaTypeError";
}

/** A request as mapped for a back end. */
export interface MappedRequest {
  /** Percent-encoded, ready to stand in a path. */
  readonly path: MappedParameters;
  readonly querystring: MappedParameters;
  readonly header: MappedParameters;
  readonly body: Buffer;
  /** What the template overrode; the response mapping reads it too. */
  readonly overrides: Overrides;
}

/** Compiled `requestParameters`: where each value goes, and where it comes from. */
export interface ParameterMappings {
  readonly names: Readonly<Record<Place, readonly string[]>>;
  readonly map: (x: AuthenticatedExchange) => Readonly<Record<Place, Map<string, readonly string[]>>>;
}

/** Compiles `integration.request.{place}.{name}` → expression. Throws {@link MappingError}. */
export function compileParameterMappings(
  requestParameters: Readonly<Record<string, string>>,
): ParameterMappings {
  const mappings = Object.entries(requestParameters).map(([target, source]) => {
    const { place, name } = parseTarget(target);
    return {
      place,
      name,
      value: place === "path" ? compilePathValue(source) : compileExpression(source, "request"),
    };
  });
  const namesOf = (place: Place): readonly string[] =>
    mappings.filter((mapping) => mapping.place === place).map(({ name }) => name);
  return {
    names: { path: namesOf("path"), querystring: namesOf("querystring"), header: namesOf("header") },
    map: (x) => {
      const mapped = { path: new Map(), querystring: new Map(), header: new Map() };
      for (const { place, name, value } of mappings) putPresent(mapped[place], name, value, x);
      return mapped;
    },
  };
}

/** A path parameter goes on as it was sent, so that `a%2Fb` stays one segment and a greedy one keeps its slashes. */
function compilePathValue(source: string): ParameterExpression {
  const name = /^method\.request\.path\.(.+)$/.exec(source)?.[1];
  if (name !== undefined) {
    return ({ x }) => {
      const parameters = x.route?.pathParameters ?? {};
      return Object.hasOwn(parameters, name) ? [parameters[name]!] : [];
    };
  }
  const value = compileExpression(source, "request");
  return (scope) => value(scope).map(encodeSegment);
}

const encodeSegment = (text: string): string => encodeURIComponent(text.toWellFormed());

function putPresent(
  into: Map<string, readonly string[]>,
  name: string,
  value: ParameterExpression,
  x: AuthenticatedExchange,
): void {
  const values = value({ x });
  if (values.length > 0) into.set(name, values);
}

function parseTarget(target: string): { readonly place: Place; readonly name: string } {
  const match = /^integration\.request\.(path|querystring|header)\.(.+)$/.exec(target);
  if (!match) throw new MappingError(`"${target}" is not a parameter of an integration request`);
  const [, place, name] = match as unknown as [string, Place, string];
  if (place === "header") checkHeaders(new Map([[name, []]]));
  return { place, name };
}

/** Compiles how a method's request becomes the integration's. Throws `VtlError` and {@link MappingError}. */
export function compileRequestMapping(
  integration: MappedIntegration,
  deployment: RestStageSnapshot,
): (x: AuthenticatedExchange) => MappedRequest {
  const templates = new Map(
    Object.entries(integration.requestTemplates).map(([type, text]) => [
      mediaTypeOf(type),
      compileMappingTemplate(text),
    ]),
  );
  const parameters = compileParameterMappings(integration.requestParameters);
  const isBinary = compileBinaryMediaTypes(deployment.binaryMediaTypes);
  return (x) => {
    const contentType = x.request.headers["content-type"] ?? "application/json";
    const template = selectTemplate(templates, mediaTypeOf(contentType), integration.passthroughBehavior);
    const converted = convertRequestBody(x.request.body, isBinary(contentType), integration.contentHandling);
    const overrides = new Overrides();
    const scope = { x, body: converted.toString("utf8"), overrides };
    const body = template ? Buffer.from(template.render(scope)) : converted;
    const mapped = parameters.map(x);
    for (const [name, value] of overrides.request("path")) mapped.path.set(name, [encodeSegment(value)]);
    for (const [name, value] of overrides.request("querystring")) mapped.querystring.set(name, [value]);
    for (const [name, value] of overrides.request("header")) mapped.header.set(name, [value]);
    checkHeaders(mapped.header);
    return { ...mapped, body, overrides };
  };
}

function selectTemplate(
  templates: ReadonlyMap<string, MappingTemplate>,
  mediaType: string,
  passthrough: MappedIntegration["passthroughBehavior"],
): MappingTemplate | undefined {
  const template = templates.get(mediaType);
  if (template) return template;
  const passes =
    passthrough === "WHEN_NO_MATCH" || (passthrough === "WHEN_NO_TEMPLATES" && templates.size === 0);
  if (!passes)
    throw new UnsupportedMediaTypeError(`no template for ${mediaType}, and it must not pass through`);
  return undefined;
}

/** Fields that say where a message ends: a mapped one would contradict the one that the client writes. */
const framing = new Set([
  "content-length",
  "transfer-encoding",
  "connection",
  "te",
  "trailer",
  "upgrade",
  "expect",
]);

/**
 * Refuses headers that would change what a request is to the back end: a client's value may hold a line break once
 * decoded, which would begin another header.
 */
export function checkHeaders(headers: MappedParameters): void {
  for (const [name, values] of headers) {
    if (!isFieldName(name) || framing.has(name.toLowerCase())) {
      throw new MappingError(`the header ${JSON.stringify(name)} cannot be mapped`);
    }
    if (!values.every(isFieldValue))
      throw new MappingError(`the value mapped to the header ${name} is not well-formed`);
  }
}
