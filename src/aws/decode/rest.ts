import type { NormalizedSchema } from "@smithy/core/schema";
import { assertThat } from "../../base/assert.ts";
import type { OperationModel } from "../model.ts";
import type { Parameters } from "../parameters.ts";
import type { BoundMember, Location } from "../rest-binding.ts";
import { traitsOf } from "../schema.ts";
import type { WireRequest } from "../wire-request.ts";
import { jsonRestReaders, parseJson } from "./json.ts";
import { textReader } from "./text-reader.ts";
import { safeKey, WireFault } from "./wire-fault.ts";
import { xmlReaders } from "./xml.ts";
import { parseXml } from "./xml-document.ts";

/** What a REST decoder reads from. */
export interface RestSource {
  readonly body: WireRequest["body"];
  readonly headers: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly query: Parameters;
}

/** Reads one member; undefined when the request does not hold it. */
type ReadMember = (source: RestSource) => unknown;
type ReadBody = (body: Buffer) => unknown;
/** A member's name and its reader. */
type Part = readonly [string, ReadMember];

/** The decoder of an operation's input in restJson1 or restXml, in two halves whose faults AWS tells apart. */
export interface RestDecoder {
  /** Members in the path, the query and headers. */
  readonly head: (source: RestSource) => Record<string, unknown>;
  /** Members in the body. */
  readonly body: (source: RestSource) => Record<string, unknown>;
}

/** Builds the decoder of an operation. */
export function restDecoder(operation: OperationModel, style: "json" | "xml"): RestDecoder {
  assertThat(operation.rest, `${operation.name} has no HTTP bindings.`);
  const { bound, document } = operation.rest.input;
  const taken = new Set([
    ...operation.rest.route.staticQuery.map(([name]) => name),
    ...bound.flatMap(queryName),
  ]);
  const payload = bound.find((member) => member.location.in === "payload");
  const head: Part[] = bound
    .filter((member) => member !== payload)
    .map((member) => [member.name, readerOf(member, member.location, taken)]);
  const body: Part[] = payload ? [[payload.name, payloadReader(payload.schema, style)]] : [];
  const readDocument = document && documentReader(document, style, undefined);
  return {
    head: (source) => readParts(head, source),
    body: (source) => {
      if (!readDocument) return readParts(body, source);
      const bytes = wholeBody(source);
      return bytes.length === 0 ? {} : (readDocument(bytes) as Record<string, unknown>);
    },
  };
}

const queryName = (member: BoundMember): string[] =>
  member.location.in === "query" ? [member.location.name] : [];

function readParts(parts: readonly Part[], source: RestSource): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, read] of parts) {
    const value = read(source);
    if (value !== undefined) input[name] = value;
  }
  return input;
}

function readerOf(member: BoundMember, location: Location, taken: ReadonlySet<string>): ReadMember {
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

function payloadReader(schema: NormalizedSchema, style: "json" | "xml"): ReadMember {
  if (schema.isStreaming()) return ({ body }) => body;
  if (schema.isBlobSchema())
    return (source) => (wholeBody(source).length === 0 ? undefined : wholeBody(source));
  if (schema.isStringSchema()) return (source) => wholeBody(source).toString("utf8") || undefined;
  const root = traitsOf(schema).xmlName ?? schema.getName();
  const read = documentReader(schema, style, root);
  return (source) => (wholeBody(source).length === 0 ? undefined : read(wholeBody(source)));
}

function documentReader(schema: NormalizedSchema, style: "json" | "xml", root: string | undefined): ReadBody {
  if (style === "json") {
    const read = jsonRestReaders.of(schema);
    return (body) => read(parseJson(body), 0);
  }
  const read = xmlReaders.document(schema);
  return (body) => {
    const document = parseXml(body.toString("utf8"));
    if (root !== undefined && document.name !== root)
      throw new WireFault("The XML has another root element.");
    return read(document);
  };
}

function wholeBody({ body }: RestSource): Buffer {
  assertThat(Buffer.isBuffer(body), "This operation's body must be read before it is decoded.");
  return body;
}
