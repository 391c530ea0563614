/** A request head. Header names are lower-case. */
export interface RequestHead {
  readonly method: string;
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The announced length, or undefined for a chunked body. */
  readonly contentLength: number | undefined;
}

/** What a {@link RequestReader} tells of, in this order for each request: head, any number of body pieces, end. */
export interface RequestEvents {
  head(head: RequestHead): void;
  body(piece: Buffer): void;
  /** Trailers have lower-case names; empty for bodies of known length. */
  end(trailers: ReadonlyMap<string, string>): void;
}

/** The peer does not speak the HTTP/1.1 that this reader takes. The connection is of no further use. */
export class HttpSyntaxError extends Error {
  override readonly name = "HttpSyntaxError";
}

const HEAD_BYTES_MAX = 16 * 1024;
/** A streaming runtime reports its error document, base64, in a trailer. */
const TRAILER_BYTES_MAX = 128 * 1024;
const CHUNK_SIZE_LINE_BYTES_MAX = 16;
const NO_HEADERS: ReadonlyMap<string, string> = new Map();
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

type State = "head" | "length" | "chunk-size" | "chunk-data" | "chunk-end" | "trailers";

/**
 * Reads HTTP/1.1 requests from the bytes of one connection, as strictly as RFC 9112 allows: CRLF only, no folded lines,
 * no repeated or doubtful lengths, no chunk extensions. Throws {@link HttpSyntaxError}.
 */
export class RequestReader {
  readonly #events: RequestEvents;
  #state: State = "head";
  #held: Buffer = Buffer.alloc(0);
  #remaining = 0;

  constructor(events: RequestEvents) {
    this.#events = events;
  }

  /** Takes what the socket delivered. */
  push(bytes: Buffer): void {
    let rest = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    for (;;) {
      const used = this.#step(rest);
      if (used < 0) break;
      rest = rest.subarray(used);
    }
    this.#held = rest;
  }

  /** Consumes one element from the front of `bytes`. Returns how many bytes it took, or -1 when it needs more. */
  #step(bytes: Buffer): number {
    switch (this.#state) {
      case "head":
        return this.#readHead(bytes);
      case "length":
      case "chunk-data":
        return this.#readBody(bytes);
      case "chunk-size":
        return this.#readChunkSize(bytes);
      case "chunk-end":
        if (bytes.length < 2) return -1;
        if (bytes[0] !== 0x0d || bytes[1] !== 0x0a)
          throw new HttpSyntaxError("A chunk does not end where it should");
        this.#state = "chunk-size";
        return 2;
      case "trailers":
        return this.#readTrailers(bytes);
    }
  }

  #readHead(bytes: Buffer): number {
    if (bytes.length === 0) return -1;
    const end = bytes.indexOf("\r\n\r\n");
    if (end > HEAD_BYTES_MAX || (end < 0 && bytes.length > HEAD_BYTES_MAX))
      throw new HttpSyntaxError("The head is too long");
    if (end < 0) return -1;
    const head = parseHead(bytes.toString("latin1", 0, end));
    this.#events.head(head);
    if (head.contentLength === undefined) this.#state = "chunk-size";
    else if (head.contentLength === 0) this.#finish(NO_HEADERS);
    else {
      this.#state = "length";
      this.#remaining = head.contentLength;
    }
    return end + 4;
  }

  #readBody(bytes: Buffer): number {
    if (bytes.length === 0) return -1;
    const piece = bytes.length > this.#remaining ? bytes.subarray(0, this.#remaining) : bytes;
    this.#remaining -= piece.length;
    this.#events.body(piece);
    if (this.#remaining === 0) {
      if (this.#state === "length") this.#finish(NO_HEADERS);
      else this.#state = "chunk-end";
    }
    return piece.length;
  }

  #readChunkSize(bytes: Buffer): number {
    const end = bytes.indexOf("\r\n");
    if (end < 0 && bytes.length <= CHUNK_SIZE_LINE_BYTES_MAX) return -1;
    const line = bytes.toString("latin1", 0, Math.max(0, end));
    if (end < 0 || !/^[0-9a-fA-F]{1,8}$/.test(line))
      throw new HttpSyntaxError("A chunk has a size that is none");
    this.#remaining = Number.parseInt(line, 16);
    this.#state = this.#remaining === 0 ? "trailers" : "chunk-data";
    return end + 2;
  }

  #readTrailers(bytes: Buffer): number {
    if (bytes.length >= 2 && bytes[0] === 0x0d && bytes[1] === 0x0a) {
      this.#finish(NO_HEADERS);
      return 2;
    }
    const end = bytes.indexOf("\r\n\r\n");
    if (end < 0 && bytes.length <= TRAILER_BYTES_MAX) return -1;
    if (end < 0 || end > TRAILER_BYTES_MAX) throw new HttpSyntaxError("The trailers are too long");
    this.#finish(parseFields(bytes.toString("latin1", 0, end).split("\r\n")));
    return end + 4;
  }

  #finish(trailers: ReadonlyMap<string, string>): void {
    this.#state = "head";
    this.#events.end(trailers);
  }
}

/** Parses `GET /path HTTP/1.1` and the header lines that follow it. */
function parseHead(text: string): RequestHead {
  const lines = text.split("\r\n");
  const [method, path, version, ...more] = lines[0]!.split(" ");
  if (more.length > 0 || version !== "HTTP/1.1")
    throw new HttpSyntaxError("The request line is none of HTTP/1.1");
  if (!TOKEN.test(method!) || !/^\/[\x21-\x7e]*$/.test(path!))
    throw new HttpSyntaxError("The request line is malformed");
  const headers = parseFields(lines.slice(1));
  return { method: method!, path: path!, headers, contentLength: lengthOf(headers) };
}

function parseFields(lines: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (!TOKEN.test(name) || !FIELD_VALUE.test(value))
      throw new HttpSyntaxError("A header line is malformed");
    // The headers that this server reads are all single-valued; of others the last is as good as any.
    if (fields.has(name) && SINGLE_VALUED.has(name))
      throw new HttpSyntaxError(`The header ${name} is repeated`);
    fields.set(name, value);
  }
  return fields;
}

const SINGLE_VALUED = new Set(["host", "content-length", "transfer-encoding"]);

/** How the body ends: RFC 9112, section 6.3, less everything ambiguous. */
function lengthOf(headers: ReadonlyMap<string, string>): number | undefined {
  const length = headers.get("content-length");
  const coding = headers.get("transfer-encoding");
  if (coding !== undefined) {
    if (length !== undefined) throw new HttpSyntaxError("The body has two lengths");
    if (coding.toLowerCase() !== "chunked") throw new HttpSyntaxError("The transfer coding is unknown");
    return undefined;
  }
  if (length === undefined) return 0;
  if (!/^[0-9]{1,12}$/.test(length)) throw new HttpSyntaxError("The content length is no number");
  return Number(length);
}
