import type { JsonValue } from "../json-path.ts";
import { VtlError } from "./cursor.ts";
import { noMethod } from "./methods.ts";
import { boundText, fromJson, type HostObject, toText, type Value } from "./values.ts";

/** `$util`. Source: API Gateway guide, "$util variables". */
export const utilObject: HostObject = {
  call(name, [argument]) {
    const method = methods.get(name);
    return method ? method(argument) : noMethod(name, "$util");
  },
};

const methods: ReadonlyMap<string, (argument: Value) => Value> = new Map<string, (argument: Value) => Value>([
  ["escapeJavaScript", (value) => boundText(escapeJavaScript(toText(value)))],
  ["parseJson", (value) => fromJson(parseJson(toText(value)))],
  ["urlEncode", (value) => boundText(urlEncode(toText(value)))],
  ["urlDecode", (value) => urlDecode(toText(value))],
  ["base64Encode", (value) => boundText(Buffer.from(toText(value)).toString("base64"))],
  ["base64Decode", (value) => Buffer.from(toText(value), "base64").toString("utf8")],
]);

const escapes: Readonly<Record<string, string>> = {
  "'": "\\'",
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** As Apache Commons Lang does, which escapes the single quote too, though JSON does not know that escape. */
function escapeJavaScript(text: string): string {
  return text.replace(
    /['"\\\u0000-\u001f\u007f-\uffff]/g,
    (character) =>
      escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}

function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw new VtlError("parseJson was given something that is not JSON");
  }
}

/** `application/x-www-form-urlencoded`, as java.net.URLEncoder writes it. */
const urlEncode = (text: string): string =>
  encodeURIComponent(text.toWellFormed())
    .replace(/%20/g, "+")
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

function urlDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw new VtlError("urlDecode was given a malformed encoding");
  }
}
