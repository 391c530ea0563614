import { Readable } from "node:stream";
import type { NormalizedSchema } from "@smithy/core/schema";
import { AwsError } from "../aws-error.ts";
import type { BoundMember, RestBinding } from "../rest-binding.ts";
import type { WireResponse } from "../wire-request.ts";
import { asBuffer, escapeXml, writeHeader, writeJson, writeXml } from "./documents.ts";
import { encodeEventStream, isEventStream } from "./event-stream.ts";

/** What both REST protocols need to lay a structure out over a response. */
export interface RestOutput {
  readonly binding: RestBinding;
  readonly value: Readonly<Record<string, unknown>>;
  /** Status unless a member sets another. */
  readonly status: number;
  readonly style: "json" | "xml";
  readonly xmlNamespace: string;
  readonly headers: Record<string, string>;
}

/**
 * Lays a structure out over a response: headers, status and payload or body document. Throws `AwsError` for text that
 * no header can hold.
 */
export function encodeRest(output: RestOutput): WireResponse {
  const headers = output.headers;
  let status = output.status;
  let payload: BoundMember | undefined;
  for (const member of output.binding.bound) {
    const { name, schema, location } = member;
    const value = output.value[name];
    if (location.in === "payload") payload = member;
    if (value === undefined || value === null) continue;
    if (location.in === "header") headers[location.name] = headerText(writeHeader(schema, value));
    if (location.in === "prefixHeaders") addPrefixed(headers, location.prefix, value);
    if (location.in === "status") status = value as number;
  }
  const { type, body } = payload
    ? encodePayload(payload.schema, output.value[payload.name], output)
    : encodeDocument(output);
  if (type !== undefined) headers["content-type"] ??= type;
  return { status, headers, body };
}

function addPrefixed(headers: Record<string, string>, prefix: string, values: object): void {
  for (const [name, value] of Object.entries(values))
    headers[prefix + name.toLowerCase()] = headerText(String(value));
}

/** A line break in a header would start another one: callers choose some of S3's response headers. */
function headerText(text: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) return text;
  throw new AwsError("InvalidArgument", "Header value cannot be represented using ISO-8859-1.");
}

interface Content {
  readonly type?: string;
  readonly body: Buffer | string | Readable;
}

function encodePayload(schema: NormalizedSchema, value: unknown, output: RestOutput): Content {
  if (value === undefined || value === null) return { body: "" };
  if (isEventStream(schema)) {
    const write = (inner: NormalizedSchema, event: unknown): Buffer => writeDocument(inner, event, output);
    return {
      type: "application/vnd.amazon.eventstream",
      body: encodeEventStream(
        schema,
        value as AsyncIterable<Record<string, unknown>>,
        write,
        contentTypeOf(output),
      ),
    };
  }
  if (value instanceof Readable) return { type: "application/octet-stream", body: value };
  if (value instanceof Uint8Array) return { type: "application/octet-stream", body: asBuffer(value) };
  if (schema.isBlobSchema()) return { type: "application/octet-stream", body: String(value) };
  if (schema.isStringSchema()) return { type: "text/plain", body: String(value) };
  return { type: contentTypeOf(output), body: writeDocument(schema, value, output) };
}

function encodeDocument(output: RestOutput): Content {
  const { document } = output.binding;
  if (!document) return { body: "" };
  return { type: contentTypeOf(output), body: writeDocument(document, output.value, output) };
}

const contentTypeOf = (output: RestOutput): string =>
  output.style === "xml" ? "application/xml" : "application/json";

function writeDocument(schema: NormalizedSchema, value: unknown, output: RestOutput): Buffer {
  if (output.style === "json") return writeJson(schema, value, "rest");
  return Buffer.from(XML_DECLARATION + writeXml(schema, value, output.xmlNamespace));
}

/** First line of every XML response. */
export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** GetBucketLocation answers one bare element, which no schema can say. */
export function encodeBucketLocation(location: unknown, xmlNamespace: string): string {
  const text = typeof location === "string" ? escapeXml(location) : "";
  return `${XML_DECLARATION}<LocationConstraint xmlns="${xmlNamespace}">${text}</LocationConstraint>`;
}
