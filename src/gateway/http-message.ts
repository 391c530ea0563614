/** What the transport knows about the peer and the way the request came in. */
export interface ConnectionFacts {
  /** The immediate peer's address, IPv4 where it is one (`127.0.0.1`, never `::ffff:127.0.0.1`). */
  readonly sourceIp: string;
  /** The port of ours that the request came to. */
  readonly localPort: number;
  readonly tls: TlsFacts | undefined;
}

/** What a client's first TLS message says of the software that it runs. */
export interface ClientFingerprints {
  /** 32 hexadecimal digits: `e7d705a3286e19ea42f587b344ee6865`. */
  readonly ja3Fingerprint: string;
  /** `t13d1516h2_8daaf6152771_e5627efa2ab1` */
  readonly ja4Fingerprint: string;
}

/** The TLS session of a request. */
export interface TlsFacts extends ClientFingerprints {
  /** `TLSv1.3` */
  readonly version: string;
  /** `TLS_AES_128_GCM_SHA256` */
  readonly cipher: string;
  /** The name the client asked for (SNI); undefined when it asked for none. */
  readonly serverName: string | undefined;
}

/** The start line and header section of one HTTP request, as the engine read and checked them. */
export interface HttpRequestHead {
  /** Upper-case: `GET`. */
  readonly method: string;
  /** As sent: percent-encoded, beginning with `/`, without the query string. */
  readonly path: string;
  /** As sent, without the `?`; empty when there is none. */
  readonly rawQuery: string;
  /** Names and values in turn, as sent: `["Host", "a", "X-B", "c"]`. */
  readonly rawHeaders: readonly string[];
  /** By lower-case name; the values of a repeated field joined by `, ` (RFC 9110, section 5.3). No prototype. */
  readonly headers: Readonly<Record<string, string>>;
  readonly connection: ConnectionFacts;
}

/** One HTTP request of our own representation, so that the engine under the pipeline can be replaced. */
export interface HttpRequest extends HttpRequestHead {
  readonly body: Buffer;
}

/** One HTTP response. The engine adds `Content-Length`, `Date` and connection management, and nothing else does. */
export interface HttpResponse {
  readonly status: number;
  /** Names and values in turn; a name may repeat. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** An empty body, shared. */
export const noBody: Buffer = Buffer.alloc(0);

/** Header fields by lower-case name, repeated ones joined. The result has no prototype: a field may be named `constructor`. */
export function indexHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const index: Record<string, string> = Object.create(null);
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    const value = rawHeaders[i + 1]!;
    const earlier = index[name];
    index[name] = earlier === undefined ? value : `${earlier}, ${value}`;
  }
  return index;
}

/** The value of the last field named `lowerName` in raw headers, or undefined. */
export function findHeader(rawHeaders: readonly string[], lowerName: string): string | undefined {
  for (let i = rawHeaders.length - 2; i >= 0; i -= 2) {
    if (rawHeaders[i]!.toLowerCase() === lowerName) return rawHeaders[i + 1];
  }
  return undefined;
}

/** Every value of the fields named `lowerName`, in order. */
export function headerValues(rawHeaders: readonly string[], lowerName: string): string[] {
  const values: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.toLowerCase() === lowerName) values.push(rawHeaders[i + 1]!);
  }
  return values;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Whether `name` is a field name (RFC 9110, section 5.6.2). */
export const isFieldName = (name: string): boolean => name.length <= 256 && TOKEN.test(name);

/** Whether `value` can stand in one header field: no line break, no control character, nothing beyond Latin-1. */
export const isFieldValue = (value: string): boolean => FIELD_VALUE.test(value);

/** `line` from `start`, without spaces and tabs at either end. In linear time, which no regular expression promises. */
export function trimSpace(line: string, start: number): string {
  let from = start;
  let to = line.length;
  while (from < to && isSpace(line.charCodeAt(from))) from += 1;
  while (to > from && isSpace(line.charCodeAt(to - 1))) to -= 1;
  return line.slice(from, to);
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x09;

/** The media type alone: `Application/JSON; charset=utf-8` gives `application/json`. */
export function mediaTypeOf(contentType: string): string {
  const end = contentType.indexOf(";");
  return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}
