import type { Readable } from "node:stream";
import { AwsError } from "./aws-error.ts";

/** One HTTP request to an AWS API, as it came: nothing decoded, nothing normalised. */
export interface WireRequest {
  readonly method: string;
  /** As sent, percent-encoding untouched, without the query: `/bucket/a%20b`. */
  readonly path: string;
  /** As sent, without the question mark. Empty when there is none. */
  readonly rawQuery: string;
  /** By lower-case name, repeated ones joined by `, `. Has no prototype: any name is safe to look up. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names and values in turn, as sent: `["Host", "localhost", "X-Amz-Date", …]`. */
  readonly rawHeaders: readonly string[];
  /** Whole, or a stream where the body is an S3 object on its way in. */
  readonly body: Buffer | Readable;
}

/** One HTTP response of an AWS API. Header names are lower-case: some clients fail on a second spelling. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer | string | Readable;
}

/** What an HTTP server knows of a request; node's `IncomingMessage` holds the same parts. */
export interface RequestParts {
  readonly method: string;
  /** The request target in origin form: `/path?query`. */
  readonly target: string;
  /** Names and values in turn, as sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer | Readable;
}

/**
 * Headers that decide what a request means or who sent it. Sent twice, two readers could each believe another one,
 * so the request is refused.
 */
const SINGLETON_HEADERS = new Set([
  "authorization",
  "content-encoding",
  "content-length",
  "content-type",
  "host",
  "smithy-protocol",
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-security-token",
  "x-amz-target",
]);

/** Builds a {@link WireRequest}. Throws `AwsError` when the request can be read in two ways. */
export function wireRequest(parts: RequestParts): WireRequest {
  if (!parts.target.startsWith("/")) {
    throw new AwsError("InvalidRequest", "The request target must be a path.");
  }
  const mark = parts.target.indexOf("?");
  return {
    method: parts.method,
    path: mark < 0 ? parts.target : parts.target.slice(0, mark),
    rawQuery: mark < 0 ? "" : parts.target.slice(mark + 1),
    headers: joinHeaders(parts.rawHeaders),
    rawHeaders: parts.rawHeaders,
    body: parts.body,
  };
}

function joinHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const joined: Record<string, string> = Object.create(null);
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    const value = rawHeaders[i + 1]!;
    const earlier = joined[name];
    if (earlier === undefined) {
      joined[name] = value;
    } else if (SINGLETON_HEADERS.has(name)) {
      throw new AwsError("InvalidRequest", `The header ${name} must not be repeated.`);
    } else {
      joined[name] = `${earlier}, ${value}`;
    }
  }
  return joined;
}
