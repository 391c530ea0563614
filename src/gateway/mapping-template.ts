import { contextVariables } from "./context-variables.ts";
import type { AuthenticatedExchange } from "./exchange.ts";
import { parseQuery } from "./query-string.ts";
import type { Node } from "./vtl/ast.ts";
import { type InputParameters, inputObject } from "./vtl/input-object.ts";
import type { Overrides } from "./vtl/overrides.ts";
import { parseTemplate } from "./vtl/parse-template.ts";
import { render } from "./vtl/render.ts";
import { utilObject } from "./vtl/util-object.ts";
import { fromJson, type Value, VtlMap } from "./vtl/values.ts";

/** What a mapping template reads and writes. */
export interface TemplateScope {
  readonly x: AuthenticatedExchange;
  /** The payload that is mapped: the request's, or the back end's answer. */
  readonly body: Buffer;
  readonly overrides: Overrides;
}

/** A compiled mapping template. Throws `VtlError`. */
export type MappingTemplate = (scope: TemplateScope) => Buffer;

/** Compiles a mapping template. Throws `VtlError` on what is not supported, naming the line. */
export function compileMappingTemplate(text: string): MappingTemplate {
  const nodes = parseTemplate(text);
  const constant = constantOf(nodes);
  if (constant === undefined) return (scope) => Buffer.from(render(nodes, globalsOf(scope)));
  const bytes = Buffer.from(constant);
  return () => bytes;
}

/** The text of a template that is nothing but text. */
function constantOf(nodes: readonly Node[]): string | undefined {
  const [node] = nodes;
  if (!node) return "";
  return nodes.length === 1 && node.kind === "text" ? node.text : undefined;
}

function globalsOf({ x, body, overrides }: TemplateScope): ReadonlyMap<string, Value> {
  const context = new VtlMap(
    Object.entries(contextVariables(x)).map(([name, value]) => [name, fromJson(value)]),
  );
  overrides.addTo(context);
  return new Map<string, Value>([
    ["input", inputObject(body.toString("utf8"), inputParameters(x))],
    ["util", utilObject],
    ["context", context],
    ["stageVariables", new VtlMap(Object.entries(x.deployment.variables))],
  ]);
}

function inputParameters(x: AuthenticatedExchange): InputParameters {
  const querystring: Record<string, string> = Object.create(null);
  for (const [name, values] of parseQuery(x.request.rawQuery)) querystring[name] = values.at(-1)!;
  const header: Record<string, string> = Object.create(null);
  const { rawHeaders } = x.request;
  for (let i = 0; i < rawHeaders.length; i += 2) header[rawHeaders[i]!] = rawHeaders[i + 1]!;
  const path: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(x.route.pathParameters)) path[name] = decodeURIComponent(value);
  return { path, querystring, header };
}
