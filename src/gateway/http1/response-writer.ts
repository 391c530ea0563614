import { STATUS_CODES } from "node:http";
import { type HttpResponse, isFieldName, isFieldValue } from "../http-message.ts";

/** Up to this size a body goes out in one write with the headers. */
const ONE_WRITE_BYTES_MAX = 16 * 1024;

/** A response as it goes on the wire: `text` in Latin-1, then `body` where it was too large to be part of it. */
export interface WireResponse {
  readonly text: string;
  readonly body: Buffer | undefined;
}

/** How a response is framed. */
export interface Framing {
  readonly keepAlive: boolean;
  /** The answer to HEAD has its headers only. */
  readonly isHead: boolean;
  /** The Date field: `Sun, 22 Nov 2026 14:17:43 GMT`. */
  readonly date: string;
}

/** Serializes a response. Throws on a header that could end its line early: the last line of defence. */
export function serializeResponse({ status, headers, body }: HttpResponse, framing: Framing): WireResponse {
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n`;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!;
    const value = headers[i + 1]!;
    if (!isFieldName(name) || !isFieldValue(value))
      throw new TypeError(`the response header ${name} is malformed`);
    text += `${name}: ${value}\r\n`;
  }
  const hasBody = status !== 204 && status !== 304;
  if (hasBody) text += `Content-Length: ${body.length}\r\n`;
  text += `Date: ${framing.date}\r\nConnection: ${framing.keepAlive ? "keep-alive" : "close"}\r\n\r\n`;
  if (!hasBody || framing.isHead || body.length === 0) return { text, body: undefined };
  if (body.length <= ONE_WRITE_BYTES_MAX) return { text: text + body.toString("latin1"), body: undefined };
  return { text, body };
}
