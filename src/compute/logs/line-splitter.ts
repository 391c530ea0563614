import { StringDecoder } from "node:string_decoder";

/** A longer line is cut: one log event may hold 256 KB. Source: CloudWatch Logs quotas page. */
const LINE_CHARACTERS_MAX = 256 * 1024 - 26;

/**
 * Cuts one output stream into lines. A carriage return inside a line stands for a line feed inside a message: that is
 * how the runtimes of ours keep a message of several lines in one event.
 */
export class LineSplitter {
  readonly #decoder = new StringDecoder("utf8");
  #partial = "";

  /** The lines that `bytes` complete, without their ends. */
  push(bytes: Buffer): string[] {
    const lines = (this.#partial + this.#decoder.write(bytes)).split("\n");
    this.#partial = lines.pop()!;
    while (this.#partial.length > LINE_CHARACTERS_MAX) {
      lines.push(this.#partial.slice(0, LINE_CHARACTERS_MAX));
      this.#partial = this.#partial.slice(LINE_CHARACTERS_MAX);
    }
    return lines.map(restore);
  }

  /** What is left when the stream ends or the call is over. */
  flush(): string[] {
    const rest = this.#partial;
    this.#partial = "";
    return rest === "" ? [] : [restore(rest)];
  }
}

const restore = (line: string): string =>
  line.includes("\r") ? line.replace(/\r$/, "").replaceAll("\r", "\n") : line;
