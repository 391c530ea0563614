import type { AuthenticatedExchange } from "../exchange.ts";
import { isFieldName, isFieldValue } from "../http-message.ts";
import { compileExpression, MappingError, type ParameterExpression } from "../parameter-expression.ts";

/** The places of an integration request that a parameter can be mapped to. */
type Place = "path" | "querystring" | "header";

/** Values by name, for one place. */
export type MappedParameters = ReadonlyMap<string, readonly string[]>;

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

/** One path segment: a slash in it stays one. */
export const encodeSegment = (text: string): string => encodeURIComponent(text.toWellFormed());

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
