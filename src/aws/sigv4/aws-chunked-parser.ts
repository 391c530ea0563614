/** What an `aws-chunked` body is made of, in the order it comes. */
export interface AwsChunkedEvents {
  /** A chunk begins; the last one has no bytes. `signature` is empty when the chunk is unsigned. */
  chunkStart(sizeBytes: number, signature: string): void;
  data(bytes: Buffer): void;
  chunkEnd(): void;
  trailer(name: string, value: string): void;
  /** The body is complete. */
  bodyEnd(): void;
}

/** The body is not `aws-chunked`. */
export class AwsChunkedSyntaxError extends Error {
  override readonly name = "AwsChunkedSyntaxError";
}

/** Longest line of a chunk's head or a trailer, in characters. */
const LINE_CHARACTERS_MAX = 1_024;
const LINE_FEED = 0x0a;
/** The size and the signature: an HMAC, or one of Signature Version 4A with its padding. */
const CHUNK_HEAD = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64,144}\*{0,80}))?$/;
const TRAILER = /^([A-Za-z0-9-]{1,128}):[ \t]*([\x21-\x7e]+)[ \t]*$/;

/**
 * Parses `aws-chunked`, however it is cut: `5;chunk-signature=…\r\nhello\r\n0;chunk-signature=…\r\n\r\n`. Strict: lines
 * end in CRLF, nothing follows the end. Source: Amazon S3 API Reference, "Transferring payload in multiple chunks".
 */
export class AwsChunkedParser {
  readonly #events: AwsChunkedEvents;
  #state: "head" | "data" | "data-end" | "trailers" | "done" = "head";
  #line = "";
  #dataBytesLeft = 0;

  constructor(events: AwsChunkedEvents) {
    this.#events = events;
  }

  /** Throws {@link AwsChunkedSyntaxError}, and whatever the events throw. */
  write(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#state === "done") throw new AwsChunkedSyntaxError("The body goes on after its end");
      at = this.#state === "data" ? this.#takeData(bytes, at) : this.#takeLine(bytes, at);
    }
  }

  /** Whether the last chunk and the trailers came. */
  get isComplete(): boolean {
    return this.#state === "done";
  }

  #takeData(bytes: Buffer, at: number): number {
    const end = Math.min(at + this.#dataBytesLeft, bytes.length);
    this.#events.data(bytes.subarray(at, end));
    this.#dataBytesLeft -= end - at;
    if (this.#dataBytesLeft === 0) this.#state = "data-end";
    return end;
  }

  #takeLine(bytes: Buffer, at: number): number {
    const feed = bytes.indexOf(LINE_FEED, at);
    const end = feed === -1 ? bytes.length : feed + 1;
    if (this.#line.length + end - at > LINE_CHARACTERS_MAX)
      throw new AwsChunkedSyntaxError("A line is too long");
    this.#line += bytes.toString("latin1", at, end);
    if (feed === -1) return end;
    if (!this.#line.endsWith("\r\n")) throw new AwsChunkedSyntaxError("A line does not end in CRLF");
    const line = this.#line.slice(0, -2);
    this.#line = "";
    this.#takeWholeLine(line);
    return end;
  }

  #takeWholeLine(line: string): void {
    if (this.#state === "head") this.#takeHead(line);
    else if (this.#state === "trailers") this.#takeTrailer(line);
    else {
      if (line !== "") throw new AwsChunkedSyntaxError("A chunk is longer than its size");
      this.#events.chunkEnd();
      this.#state = "head";
    }
  }

  #takeHead(line: string): void {
    const match = CHUNK_HEAD.exec(line);
    if (!match) throw new AwsChunkedSyntaxError("The head of a chunk is malformed");
    this.#dataBytesLeft = Number.parseInt(match[1]!, 16);
    this.#events.chunkStart(this.#dataBytesLeft, match[2] ?? "");
    if (this.#dataBytesLeft > 0) {
      this.#state = "data";
      return;
    }
    this.#events.chunkEnd();
    this.#state = "trailers";
  }

  #takeTrailer(line: string): void {
    if (line === "") {
      this.#state = "done";
      this.#events.bodyEnd();
      return;
    }
    const match = TRAILER.exec(line);
    if (!match) throw new AwsChunkedSyntaxError("A trailer is malformed");
    this.#events.trailer(match[1]!.toLowerCase(), match[2]!);
  }
}
