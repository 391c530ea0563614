import type { NormalizedSchema } from "@smithy/core/schema";
import type { Parameters } from "../parameters.ts";
import type { BoundMember, Location } from "../rest-binding.ts";
import type { WireRequest } from "../wire-request.ts";
import { textReader } from "./text-reader.ts";
import { safeKey, WireFault } from "./wire-fault.ts";

/** What a REST decoder reads from. */
export interface RestSource {
  readonly body: WireRequest["body"];
  readonly headers: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly query: Parameters;
}

/** Reads one member; undefined when the request does not hold it. */
export type ReadMember = (source: RestSource) => unknown;
/** The reader of a member in the path, the query or headers. `taken` names query parameters that others are bound to. */
export function headReader(member: BoundMember, location: Location, taken: ReadonlySet<string>): ReadMember {
  switch (location.in) {
    case "label": {
      const read = textReader(member.schema, "date-time");
      return ({ labels }) => {
        const text = labels[member.name];
        return text === undefined ? undefined : read(text);
      };
    }
    case "query":
      return queryReader(member.schema, location.name);
    case "queryParams":
      return ({ query }) => readQueryParams(member.schema, query, taken);
    case "header":
      return headerReader(member.schema, location.name);
    case "prefixHeaders":
      return ({ headers }) => readPrefixHeaders(headers, location.prefix);
    default:
      throw new WireFault(`No input member travels in ${location.in}.`);
  }
}

function queryReader(schema: NormalizedSchema, name: string): ReadMember {
  if (schema.isListSchema()) {
    const read = textReader(schema.getValueSchema(), "date-time");
    return ({ query }) => query.get(name)?.map(read);
  }
  const read = textReader(schema, "date-time");
  return ({ query }) => {
    const values = query.get(name);
    if (values === undefined) return undefined;
    if (values.length > 1) throw new WireFault(`The parameter ${name} must not be repeated.`);
    return read(values[0]!);
  };
}

/** Every parameter that nothing else is bound to. A signature's parameters are no input. */
function readQueryParams(schema: NormalizedSchema, query: Parameters, taken: ReadonlySet<string>): unknown {
  const lists = schema.getValueSchema().isListSchema();
  const params: Record<string, unknown> = Object.create(null);
  for (const [name, values] of query) {
    if (taken.has(name) || name.toLowerCase().startsWith("x-amz-")) continue;
    if (!lists && values.length > 1) throw new WireFault(`The parameter ${name} must not be repeated.`);
    params[safeKey(name)] = lists ? values : values[0];
  }
  return params;
}

function headerReader(schema: NormalizedSchema, name: string): ReadMember {
  const list = schema.isListSchema();
  const read = textReader(list ? schema.getValueSchema() : schema, "http-date");
  return ({ headers }) => {
    const text = headers[name];
    // A header without a value says no more than its absence.
    if (text === undefined || text === "") return undefined;
    return list ? splitList(text).map(read) : read(text);
  };
}

/** The elements of a comma-separated header; a quoted one may hold commas. */
function splitList(text: string): string[] {
  const elements = text.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+/g) ?? [];
  return elements
    .map((element) => element.trim())
    .filter((element) => element !== "")
    .map(unquote);
}

const unquote = (text: string): string =>
  text.startsWith('"') && text.endsWith('"') && text.length > 1
    ? text.slice(1, -1).replace(/\\(.)/g, "$1")
    : text;

function readPrefixHeaders(headers: Readonly<Record<string, string>>, prefix: string): unknown {
  const found: Record<string, string> = Object.create(null);
  let any = false;
  for (const name of Object.keys(headers)) {
    if (!name.startsWith(prefix)) continue;
    found[safeKey(name.slice(prefix.length))] = headers[name]!;
    any = true;
  }
  return any ? found : undefined;
}
