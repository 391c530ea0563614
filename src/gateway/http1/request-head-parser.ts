import {
  type ConnectionFacts,
  type HttpRequestHead,
  isFieldName,
  isFieldValue,
  trimSpace,
} from "../http-message.ts";

/** A request head as parsed, and what it says of its connection. */
export interface ParsedHead {
  readonly head: HttpRequestHead;
  /** `1.1` or `1.0`. */
  readonly version: string;
}

/** A head that cannot be a request. Its connection ends: where the next request begins is anyone's guess. */
export class MalformedHeadError extends Error {
  override readonly name = "MalformedHeadError";
  /** What the client is answered with. */
  readonly status: 400 | 431;

  constructor(message: string, status: 400 | 431 = 400) {
    super(message);
    this.status = status;
  }
}

/** Largest request line and headers together, in bytes; the exact limits on each are checked after parsing. */
const HEAD_BYTES_MAX = 32 * 1024;
const HEAD_END = Buffer.from("\r\n\r\n");

/** How many bytes end a head, line ends included. */
export const HEAD_END_BYTES = HEAD_END.length;

/**
 * How many bytes a head has before its final empty line; -1 while that is not there. The first `scannedBytes` were
 * looked at before: a client that sends byte by byte must not have all of them looked at each time. Throws
 * {@link MalformedHeadError}.
 */
export function findHeadEnd(bytes: Buffer, scannedBytes = 0): number {
  const end = bytes.indexOf(HEAD_END, Math.max(0, scannedBytes - HEAD_END_BYTES + 1));
  if (end === -1 ? bytes.length > HEAD_BYTES_MAX : end > HEAD_BYTES_MAX) {
    throw new MalformedHeadError("the head is too large", 431);
  }
  // A line that ends otherwise would keep its sender waiting for an answer until the time is up.
  if (end === -1 && hasBareLineFeed(bytes, scannedBytes))
    throw new MalformedHeadError("a line does not end in CRLF");
  return end;
}

function hasBareLineFeed(bytes: Buffer, from: number): boolean {
  for (let at = bytes.indexOf(0x0a, from); at !== -1; at = bytes.indexOf(0x0a, at + 1)) {
    if (bytes[at - 1] !== 0x0d) return true;
  }
  return false;
}

const REQUEST_LINE = /^([A-Z][A-Z-]{0,31}) (\/[\x21-\x7e]*) HTTP\/(1\.[01])$/;

/**
 * Parses the start line and header section of a request, without its final empty line, as strictly as RFC 9112 lets a
 * server: one space between the parts of the start line, an absolute path, CRLF line ends, no folded lines, no space
 * before a colon, no control characters. Throws {@link MalformedHeadError}.
 */
export function parseRequestHead(text: string, connection: ConnectionFacts): ParsedHead {
  const lines = text.split("\r\n");
  const start = REQUEST_LINE.exec(lines[0]!);
  if (!start) throw new MalformedHeadError("the request line is malformed");
  const [, method, target, version] = start as unknown as [string, string, string, string];
  const mark = target.indexOf("?");
  const rawHeaders: string[] = [];
  const headers: Record<string, string> = Object.create(null);
  for (let i = 1; i < lines.length; i++) addField(lines[i]!, rawHeaders, headers);
  const head = {
    method,
    path: mark === -1 ? target : target.slice(0, mark),
    rawQuery: mark === -1 ? "" : target.slice(mark + 1),
    rawHeaders,
    headers,
    connection,
  };
  return { head, version };
}

function addField(line: string, rawHeaders: string[], headers: Record<string, string>): void {
  const colon = line.indexOf(":");
  const name = line.slice(0, colon === -1 ? 0 : colon);
  const value = trimSpace(line, colon + 1);
  if (!isFieldName(name) || !isFieldValue(value)) throw new MalformedHeadError("a header field is malformed");
  rawHeaders.push(name, value);
  const lower = name.toLowerCase();
  const earlier = headers[lower];
  headers[lower] = earlier === undefined ? value : `${earlier}, ${value}`;
}
