import type { NormalizedSchema } from "@smithy/core/schema";
import { parseRoute, type RestRoute } from "./rest-route.ts";
import { membersOf, requiredMembersOf, subStructure, traitsOf } from "./schema.ts";

/** Where in an HTTP message a member travels. */
export type Location =
  | { readonly in: "label" }
  | { readonly in: "query"; readonly name: string }
  /** Every query parameter that no other member is bound to. */
  | { readonly in: "queryParams" }
  | { readonly in: "header"; readonly name: string }
  /** Every header whose name starts with the prefix. */
  | { readonly in: "prefixHeaders"; readonly prefix: string }
  | { readonly in: "payload" }
  | { readonly in: "status" }
  | { readonly in: "body" };

/** One member and where it travels. */
export interface BoundMember {
  readonly name: string;
  readonly schema: NormalizedSchema;
  readonly location: Location;
}

/** A structure laid out over an HTTP message. */
export interface RestBinding {
  /** Members that travel outside the body document, the payload included. */
  readonly bound: readonly BoundMember[];
  /** The structure of the members in the body document; absent when there are none. */
  readonly document: NormalizedSchema | undefined;
}

function locate(schema: NormalizedSchema): Location {
  const traits = traitsOf(schema);
  if (traits.httpPayload) return { in: "payload" };
  if (traits.httpLabel) return { in: "label" };
  if (traits.httpHeader !== undefined) return { in: "header", name: traits.httpHeader.toLowerCase() };
  // An empty prefix is a prefix: it binds every header.
  if (traits.httpPrefixHeaders !== undefined) {
    return { in: "prefixHeaders", prefix: traits.httpPrefixHeaders.toLowerCase() };
  }
  if (traits.httpQuery !== undefined) return { in: "query", name: traits.httpQuery };
  if (traits.httpQueryParams) return { in: "queryParams" };
  if (traits.httpResponseCode) return { in: "status" };
  return { in: "body" };
}

/** Labels and query members mean nothing on a response: there they are body members, as API Gateway's `position` is. */
function locateInResponse(schema: NormalizedSchema): Location {
  const location = locate(schema);
  const outside = ["payload", "header", "prefixHeaders", "status"];
  return outside.includes(location.in) ? location : { in: "body" };
}

function bind(schema: NormalizedSchema, find: (member: NormalizedSchema) => Location): RestBinding {
  if (!schema.isStructSchema()) return { bound: [], document: undefined };
  const all = membersOf(schema).map(([name, member]) => ({ name, schema: member, location: find(member) }));
  const bound = all.filter((member) => member.location.in !== "body");
  const inBody = new Set(all.filter((member) => member.location.in === "body").map((member) => member.name));
  return { bound, document: inBody.size > 0 ? subStructure(schema, (name) => inBody.has(name)) : undefined };
}

/** The bindings of an operation's output, or of an error. */
export const bindOutput = (schema: NormalizedSchema): RestBinding => bind(schema, locateInResponse);

/** The bindings of an operation's input, and the route that they and its URI make. */
export function bindInput(
  schema: NormalizedSchema,
  method: string,
  uri: string,
): { readonly route: RestRoute; readonly binding: RestBinding } {
  const binding = bind(schema, locate);
  const required = schema.isStructSchema() ? requiredMembersOf(schema) : new Set<string>();
  const needed = binding.bound.filter((member) => required.has(member.name)).map((member) => member.location);
  const route = parseRoute(uri, {
    method,
    requiredQuery: needed.flatMap((location) => (location.in === "query" ? [location.name] : [])),
    requiredHeaders: needed.flatMap((location) => (location.in === "header" ? [location.name] : [])),
    labels: binding.bound.filter((member) => member.location.in === "label").map((member) => member.name),
  });
  return { route, binding };
}
