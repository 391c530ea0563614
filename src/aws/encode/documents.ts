import { JsonCodec2, XmlShapeSerializer } from "@aws-sdk/core/protocols";
import { CborCodec } from "@smithy/core/cbor";
import { ToStringShapeSerializer } from "@smithy/core/protocols";
import type { NormalizedSchema } from "@smithy/core/schema";

/** Timestamp defaults as the SDK's codecs number them. */
const DATE_TIME = 5;
const EPOCH_SECONDS = 7;

const jsonSettings = {
  timestampFormat: { useTrait: true, default: EPOCH_SECONDS },
  httpBindings: true,
} as const;
const jsonRpc = new JsonCodec2({ ...jsonSettings, jsonName: false });
const jsonRest = new JsonCodec2({ ...jsonSettings, jsonName: true });
const cbor = new CborCodec();

/** A JSON document of the value. `rest` uses the names that `jsonName` gives; the JSON RPC protocols ignore them. */
export function writeJson(schema: NormalizedSchema, value: unknown, style: "rpc" | "rest"): Buffer {
  const serializer = (style === "rest" ? jsonRest : jsonRpc).createSerializer();
  serializer.write(schema, value);
  return asBuffer(serializer.flush());
}

/** A CBOR document of the value. */
export function writeCbor(schema: NormalizedSchema, value: unknown): Buffer {
  const serializer = cbor.createSerializer();
  serializer.write(schema, value);
  return asBuffer(serializer.flush());
}

/** An XML element of the structure, under the structure's own name. */
export function writeXml(schema: NormalizedSchema, value: unknown, xmlNamespace: string): string {
  const serializer = new XmlShapeSerializer({
    timestampFormat: { useTrait: true, default: DATE_TIME },
    httpBindings: true,
    xmlNamespace,
    serviceNamespace: "",
  });
  serializer.write(schema, value);
  return serializer.flush() as string;
}

/** What is inside of an element that {@link writeXml} made: `<a x="y"><b/></a>` gives `<b/>`. */
export function xmlContent(element: string): string {
  const start = element.indexOf(">");
  return element[start - 1] === "/" ? "" : element.slice(start + 1, element.lastIndexOf("</"));
}

/** The text of one header value. */
export function writeHeader(schema: NormalizedSchema, value: unknown): string {
  const serializer = new ToStringShapeSerializer(jsonSettings);
  serializer.write(schema, value);
  return serializer.flush();
}

/** Text that is safe inside of an XML element. */
export function escapeXml(text: string): string {
  // Control characters other than tab, line feed and carriage return cannot stand in XML 1.0 in any spelling.
  return text
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/\r/g, "&#xD;");
}

/** The same bytes as a Buffer. Buffer.from would copy them, or ask an exotic array for its text. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
