import type { NormalizedSchema } from "@smithy/core/schema";
import { assertThat } from "../../base/assert.ts";
import type { OperationModel } from "../model.ts";
import type { BoundMember } from "../rest-binding.ts";
import { traitsOf } from "../schema.ts";
import { jsonRestReaders, parseJson } from "./json.ts";
import { headReader, type ReadMember, type RestSource } from "./rest-head.ts";
import { WireFault } from "./wire-fault.ts";
import { xmlReaders } from "./xml.ts";
import { parseXml } from "./xml-document.ts";

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
    .map((member) => [member.name, headReader(member, member.location, taken)]);
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
