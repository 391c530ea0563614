/** A chunked body that two readers could understand differently. */
export class MalformedChunkError extends Error {
  override readonly name = "MalformedChunkError";
}

/** Largest trailer section, in bytes. It is thrown away. */
const TRAILER_BYTES_MAX = 8 * 1024;
/** Longest line that gives a chunk's size, its line end included. */
const SIZE_LINE_BYTES_MAX = 16;

type State = "size" | "data" | "data-end" | "trailer" | "complete";

/**
 * Takes the chunked transfer coding off a body, strictly: hexadecimal sizes without sign, space or extension, CRLF line
 * ends. Source: RFC 9112, section 7.1.
 */
export class ChunkedDecoder {
  readonly #keep: (data: Buffer) => void;
  #state: State = "size";
  #line = "";
  #remaining = 0;
  #trailerBytes = 0;

  /** @param keep Is given the data in turn, as views of what was pushed. */
  constructor(keep: (data: Buffer) => void) {
    this.#keep = keep;
  }

  get complete(): boolean {
    return this.#state === "complete";
  }

  /** Takes the next bytes; how many of them belong to the body. Throws {@link MalformedChunkError}. */
  push(bytes: Buffer): number {
    let at = 0;
    while (at < bytes.length && this.#state !== "complete") {
      at = this.#state === "data" ? this.#readData(bytes, at) : this.#readLine(bytes, at);
    }
    return at;
  }

  #readData(bytes: Buffer, from: number): number {
    const end = Math.min(bytes.length, from + this.#remaining);
    this.#keep(bytes.subarray(from, end));
    this.#remaining -= end - from;
    if (this.#remaining === 0) this.#state = "data-end";
    return end;
  }

  /** Collects a line up to its CRLF and acts on it; where reading goes on. */
  #readLine(bytes: Buffer, from: number): number {
    const newline = bytes.indexOf(0x0a, from);
    const end = newline === -1 ? bytes.length : newline + 1;
    this.#line += bytes.toString("latin1", from, end);
    const longest = this.#state === "trailer" ? TRAILER_BYTES_MAX : SIZE_LINE_BYTES_MAX;
    if (this.#line.length > longest) throw new MalformedChunkError();
    if (newline === -1) return end;
    if (!this.#line.endsWith("\r\n")) throw new MalformedChunkError();
    const line = this.#line.slice(0, -2);
    this.#line = "";
    this.#endLine(line);
    return end;
  }

  #endLine(line: string): void {
    if (this.#state === "size") {
      if (!/^[0-9A-Fa-f]{1,8}$/.test(line)) throw new MalformedChunkError();
      this.#remaining = Number.parseInt(line, 16);
      this.#state = this.#remaining === 0 ? "trailer" : "data";
    } else if (this.#state === "data-end") {
      if (line !== "") throw new MalformedChunkError();
      this.#state = "size";
    } else if (line === "") this.#state = "complete";
    else {
      this.#trailerBytes += line.length;
      if (this.#trailerBytes > TRAILER_BYTES_MAX) throw new MalformedChunkError();
    }
  }
}
