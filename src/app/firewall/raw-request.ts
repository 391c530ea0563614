import type { Pair } from "../../waf/pairs.ts";
import type { RequestInput } from "../../waf/request.ts";
import { SettingsError } from "../settings.ts";

/** Largest request that is read, in bytes: API Gateway's payload limit of 10 MB, and room for the head. */
export const REQUEST_BYTES_MAX = 10 * 1024 * 1024 + 64 * 1024;
/** Longest head, in bytes, and most header lines: more than any listener accepts. */
const HEAD_BYTES_MAX = 64 * 1024;
const HEADERS_MAX = 500;

/** A method or header name: token characters of RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** The text of a request cannot be read. Says where. */
export class RawRequestError extends SettingsError {
  /** `attack.http, line 3` */
  readonly place: string;
  /** A sentence. */
  readonly reason: string;

  /** @param line Counted from 1. */
  constructor(file: string, line: number, reason: string) {
    super(`${file}, line ${line}: ${reason}`);
    this.place = `${file}, line ${line}`;
    this.reason = reason;
  }
}

/** Where the bytes came from. */
export interface RawRequestSource {
  /** For messages. */
  readonly file: string;
  readonly clientIp: string;
}

/**
 * Reads an HTTP/1.1 request as a person writes it down, with line feeds or CRLF. Throws {@link RawRequestError}.
 *
 *     POST /prod/orders?dry=1 HTTP/1.1
 *     Host: example.com
 *
 *     {"item": "tea"}
 *
 * gives the path `/prod/orders`, the query string `dry=1`, one header, and the body with its last line feed, unless
 * a Content-Length leaves that out.
 */
export function parseRawRequest(bytes: Uint8Array, { file, clientIp }: RawRequestSource): RequestInput {
  const fail = (line: number, reason: string) => new RawRequestError(file, line, reason);
  if (bytes.length > REQUEST_BYTES_MAX)
    throw fail(1, `the request has ${bytes.length} bytes; at most ${REQUEST_BYTES_MAX} are read.`);
  const { lines, bodyStart } = splitHead(bytes, fail);
  const { method, target, httpVersion } = parseRequestLine(lines[0]!, fail);
  const headers = lines.slice(1).map((line, index) => parseHeader(line, index + 2, fail));
  if (headers.length > HEADERS_MAX) throw fail(HEADERS_MAX + 2, `more than ${HEADERS_MAX} headers.`);
  const body = readBody(bytes.subarray(bodyStart), headers, lines.length + 2, fail);
  const [beforeFragment = "", uriFragment] = splitOnce(target, "#");
  const [uriPath = "", queryString = ""] = splitOnce(beforeFragment, "?");
  return {
    method,
    uriPath,
    queryString,
    ...(uriFragment !== undefined && { uriFragment }),
    headers,
    body,
    bodySizeBytes: body.length,
    clientIp,
    httpVersion,
  };
}

type Fail = (line: number, reason: string) => RawRequestError;

/** The lines before the first empty one, and where the body begins. */
function splitHead(bytes: Uint8Array, fail: Fail): { lines: string[]; bodyStart: number } {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES_MAX + 1));
  const lines: string[] = [];
  for (let start = 0; start < head.length; ) {
    const feed = head.indexOf(10, start);
    const end = feed < 0 ? head.length : feed;
    const line = head.toString("latin1", start, end).replace(/\r$/, "");
    start = end + 1;
    if (line === "" && lines.length > 0) return { lines, bodyStart: start };
    if (line.includes("\r") || line.includes("\0"))
      throw fail(lines.length + 1, "a carriage return or NUL within a line.");
    lines.push(line);
  }
  if (bytes.length > HEAD_BYTES_MAX)
    throw fail(lines.length, `no empty line ends the headers within ${HEAD_BYTES_MAX} bytes.`);
  if (lines.length === 0) throw fail(1, "the file is empty; a request begins as GET /path HTTP/1.1 does.");
  return { lines, bodyStart: bytes.length };
}

function parseRequestLine(line: string, fail: Fail) {
  const parts = line.split(" ");
  const [method = "", target = "", httpVersion = ""] = parts;
  if (parts.length !== 3 || !/^HTTP\/\d(?:\.\d)?$/.test(httpVersion))
    throw fail(
      1,
      "it must be METHOD PATH HTTP/1.1, with one space between; a space in the path is written %20.",
    );
  if (!TOKEN.test(method)) throw fail(1, "the method has characters that no method has.");
  const path = target.replace(/^https?:\/\/[^/?#]*/i, "");
  if (!path.startsWith("/"))
    throw fail(1, `the path must begin with /, the stage's name first: /prod${path && `/${path}`}.`);
  return { method, target: path, httpVersion };
}

function parseHeader(line: string, number: number, fail: Fail): Pair {
  if (/^[ \t]/.test(line))
    throw fail(number, "a header may not go on in the next line (RFC 9112, section 5.2).");
  const colon = line.indexOf(":");
  if (colon < 1)
    throw fail(number, "a header must be Name: value; an empty line must stand before the body.");
  const name = line.slice(0, colon);
  if (!TOKEN.test(name)) throw fail(number, "the header's name has characters that no name has.");
  return [name, line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "")];
}

function readBody(rest: Uint8Array, headers: readonly Pair[], line: number, fail: Fail): Uint8Array {
  const valuesOf = (wanted: string) =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  if (valuesOf("transfer-encoding").length > 0)
    throw fail(line, "write the body as it is after decoding, without Transfer-Encoding.");
  const [length] = valuesOf("content-length");
  if (length === undefined) return rest;
  if (!/^\d{1,12}$/.test(length)) throw fail(line, "the Content-Length is no number.");
  const expected = Number(length);
  // Editors end a file with a line feed of their own.
  const surplus = Buffer.from(rest.subarray(expected)).toString("latin1");
  if (rest.length >= expected && /^\r?\n?$/.test(surplus)) return rest.subarray(0, expected);
  throw fail(line, `the Content-Length says ${expected} bytes, but the body has ${rest.length}.`);
}

function splitOnce(text: string, separator: string): [string, string?] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
