import { isFieldName, isFieldValue, trimSpace } from "../http-message.ts";
import { UpstreamError } from "./upstream-message.ts";

/** The start line and header section of a response. */
export interface ResponseHead {
  readonly status: number;
  /** Names and values in turn, as sent, without fields that belong to the back end's connection alone. */
  readonly headers: readonly string[];
  readonly isChunked: boolean;
  readonly contentLength: number | undefined;
  /** Whether the back end keeps the connection open. */
  readonly keepsAlive: boolean;
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;

/** Parses a header section without its final empty line. Throws {@link UpstreamError}. */
export function parseResponseHead(text: string): ResponseHead {
  const [statusLine, ...lines] = text.split("\r\n");
  const match = STATUS_LINE.exec(statusLine!);
  if (!match) throw malformed("status line");
  const fields = lines.map(parseField);
  const codings = valuesOf(fields, "transfer-encoding");
  const lengths = valuesOf(fields, "content-length");
  if (codings.length > 0 && lengths.length > 0)
    throw malformed("framing: both a length and a transfer coding");
  if (codings.length > 1 || (codings.length === 1 && codings[0]!.toLowerCase() !== "chunked")) {
    throw malformed("transfer coding");
  }
  if (codings.length === 1 && match[1] === "0") throw malformed("framing: a transfer coding with HTTP/1.0");
  if (lengths.length > 1 || (lengths.length === 1 && !/^\d{1,15}$/.test(lengths[0]!)))
    throw malformed("length");
  const options = connectionOptions(fields);
  return {
    status: Number(match[2]),
    headers: fields.filter(([name]) => !options.has(name.toLowerCase())).flat(),
    isChunked: codings.length === 1,
    contentLength: lengths.length === 1 ? Number(lengths[0]) : undefined,
    keepsAlive: match[1] === "1" ? !options.has("close") : options.has("keep-alive"),
  };
}

type Field = readonly [name: string, value: string];

/** `Name: value`. A space before the colon or at the start (a folded line) makes it no field. */
function parseField(line: string): Field {
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(colon, 0));
  const value = trimSpace(line, colon + 1);
  if (!isFieldName(name) || !isFieldValue(value)) throw malformed("header field");
  return [name, value];
}

function valuesOf(fields: readonly Field[], lowerName: string): string[] {
  return fields.filter(([name]) => name.toLowerCase() === lowerName).map(([, value]) => value);
}

/** What the Connection field lists: options such as `close`, and fields that end here. */
function connectionOptions(fields: readonly Field[]): ReadonlySet<string> {
  const options = valuesOf(fields, "connection").flatMap((value) => value.split(","));
  return new Set(options.map((option) => option.trim().toLowerCase()));
}

const malformed = (what: string): UpstreamError =>
  new UpstreamError("malformed", `the back end's response has a malformed ${what}`);
