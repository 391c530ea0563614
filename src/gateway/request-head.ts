import type { HttpRequestHead } from "./http-message.ts";
import type { RejectionCode } from "./rejections.ts";

/** Longest request target, in characters. Source: API Gateway quotas, "Length of the URL for a regional API". */
const TARGET_CHARACTERS_MAX = 10_240;
/** Largest sum of all header values, in bytes. Source: API Gateway quotas. */
const HEADER_VALUE_BYTES_MAX = 10_240;

/** Fields that say what a request means, where it ends or who sent it. Sent twice, two readers may each believe another. */
const once = [
  "host",
  "content-length",
  "content-type",
  "transfer-encoding",
  "authorization",
  "x-amz-date",
  "x-amz-security-token",
  "x-amz-content-sha256",
];

const PRINTABLE = /^[\x21-\x7e]*$/;

/** Why a request head is refused. */
export interface HeadRefusal {
  readonly code: Extract<
    RejectionCode,
    "request_malformed" | "host_ambiguous" | "url_too_long" | "headers_too_large"
  >;
  readonly detail: string;
}

const malformed = (detail: string): HeadRefusal => ({ code: "request_malformed", detail });

/**
 * Refuses what two HTTP readers could understand differently, and what is larger than API Gateway takes. An engine may
 * have refused some of it already; none is relied on to. Source: RFC 9112, sections 3.2, 6.1, 6.3 and 11.2.
 */
export function refuseHead(head: HttpRequestHead, httpVersion: string): HeadRefusal | undefined {
  const { headers, rawHeaders } = head;
  if (httpVersion !== "1.1" && httpVersion !== "1.0")
    return malformed("the HTTP version is neither 1.1 nor 1.0");
  const targetLength = head.path.length + head.rawQuery.length;
  if (targetLength > TARGET_CHARACTERS_MAX)
    return { code: "url_too_long", detail: "the URL is longer than 10240" };
  if (!PRINTABLE.test(head.path) || !PRINTABLE.test(head.rawQuery)) {
    return malformed("the URL holds a character that must be percent-encoded");
  }
  if (valueBytes(rawHeaders) > HEADER_VALUE_BYTES_MAX) {
    return { code: "headers_too_large", detail: "the header values are larger than 10240 bytes" };
  }
  const repeated = findRepeated(rawHeaders);
  if (repeated === "host") return { code: "host_ambiguous", detail: "the Host header is sent twice" };
  if (repeated) return malformed(`the header ${repeated} is sent twice`);
  return refuseFraming(headers, httpVersion) ?? refuseHost(headers["host"]);
}

function refuseFraming(headers: HttpRequestHead["headers"], httpVersion: string): HeadRefusal | undefined {
  const length = headers["content-length"];
  const coding = headers["transfer-encoding"];
  if (length !== undefined && !/^\d{1,15}$/.test(length)) return malformed("Content-Length is not a number");
  if (coding === undefined) return undefined;
  if (length !== undefined) return malformed("both Content-Length and Transfer-Encoding are sent");
  if (httpVersion === "1.0") return malformed("Transfer-Encoding is sent with HTTP/1.0");
  return coding.toLowerCase() === "chunked"
    ? undefined
    : malformed("the transfer coding is not chunked alone");
}

function refuseHost(host: string | undefined): HeadRefusal | undefined {
  if (host !== undefined && /^(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?$/.test(host)) return undefined;
  return { code: "host_ambiguous", detail: "the Host header is absent or malformed" };
}

function findRepeated(rawHeaders: readonly string[]): string | undefined {
  let seen = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const index = once.indexOf(rawHeaders[i]!.toLowerCase());
    if (index === -1) continue;
    if (seen & (1 << index)) return once[index];
    seen |= 1 << index;
  }
  return undefined;
}

function valueBytes(rawHeaders: readonly string[]): number {
  let bytes = 0;
  // Node gives header values as Latin-1: one character is one byte.
  for (let i = 1; i < rawHeaders.length; i += 2) bytes += rawHeaders[i]!.length;
  return bytes;
}
