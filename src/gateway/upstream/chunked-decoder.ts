import { UpstreamError } from "./upstream-message.ts";

/** Largest trailer section, in bytes. It is thrown away. */
const TRAILER_BYTES_MAX = 8 * 1024;
/** Longest line that gives a chunk's size. */
const SIZE_LINE_BYTES_MAX = 16;

type State = "size" | "data" | "data-end" | "trailer" | "complete";

/**
 * Takes the chunked transfer coding off a body, strictly: hexadecimal sizes without sign, space or extension, CRLF line
 * ends. Source: RFC 9112, section 7.1.
 */
export class ChunkedDecoder {
  #state: State = "size";
  #line = "";
  #remaining = 0;
  #trailerBytes = 0;
  #surplus = false;

  get complete(): boolean {
    return this.#state === "complete";
  }

  /** Whether bytes came after the end. */
  get surplus(): boolean {
    return this.#surplus;
  }

  /** The data in the next bytes, as views of them. Throws {@link UpstreamError}. */
  push(bytes: Buffer): Buffer[] {
    const data: Buffer[] = [];
    let at = 0;
    while (at < bytes.length) {
      if (this.#state === "complete") {
        this.#surplus = true;
        break;
      }
      if (this.#state === "data") {
        const end = Math.min(bytes.length, at + this.#remaining);
        data.push(bytes.subarray(at, end));
        this.#remaining -= end - at;
        at = end;
        if (this.#remaining === 0) this.#state = "data-end";
      } else at = this.#readLine(bytes, at);
    }
    return data;
  }

  /** Collects a line up to its CRLF and acts on it; where reading goes on. */
  #readLine(bytes: Buffer, from: number): number {
    const newline = bytes.indexOf(0x0a, from);
    const end = newline === -1 ? bytes.length : newline + 1;
    this.#line += bytes.toString("latin1", from, end);
    const longest = this.#state === "trailer" ? TRAILER_BYTES_MAX : SIZE_LINE_BYTES_MAX;
    if (this.#line.length > longest) throw malformed();
    if (newline === -1) return end;
    if (!this.#line.endsWith("\r\n")) throw malformed();
    const line = this.#line.slice(0, -2);
    this.#line = "";
    this.#endLine(line);
    return end;
  }

  #endLine(line: string): void {
    if (this.#state === "size") {
      if (!/^[0-9A-Fa-f]{1,8}$/.test(line)) throw malformed();
      this.#remaining = Number.parseInt(line, 16);
      this.#state = this.#remaining === 0 ? "trailer" : "data";
    } else if (this.#state === "data-end") {
      if (line !== "") throw malformed();
      this.#state = "size";
    } else if (line === "") this.#state = "complete";
    else {
      this.#trailerBytes += line.length;
      if (this.#trailerBytes > TRAILER_BYTES_MAX) throw malformed();
    }
  }
}

const malformed = (): UpstreamError =>
  new UpstreamError("malformed", "the back end's response has a malformed chunked body");
