/** Longest line that is read, in characters. A record of AWS WAF is far shorter. */
const LINE_CHARS_MAX = 4 * 1024 * 1024;

/** A line of a text; `text` is undefined where it is longer than what is read. */
export interface TextLine {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string | undefined;
}

/** Cuts a text that comes in pieces into lines, without their ends; no more than one line is in memory. */
export class TextLines {
  #pieces: string[] = [];
  #chars = 0;
  #number = 0;

  /** The lines that end in this piece. */
  push(piece: string): TextLine[] {
    const lines: TextLine[] = [];
    let from = 0;
    for (let feed = piece.indexOf("\n"); feed >= 0; feed = piece.indexOf("\n", from)) {
      this.#keep(piece.slice(from, feed));
      lines.push(this.#take());
      from = feed + 1;
    }
    this.#keep(piece.slice(from));
    return lines;
  }

  /** The last line, where nothing ended it. */
  end(): TextLine[] {
    return this.#chars > 0 ? [this.#take()] : [];
  }

  #keep(text: string): void {
    this.#chars += text.length;
    if (this.#chars <= LINE_CHARS_MAX) this.#pieces.push(text);
    else this.#pieces = [];
  }

  #take(): TextLine {
    const text = this.#chars <= LINE_CHARS_MAX ? this.#pieces.join("").replace(/\r$/, "") : undefined;
    this.#pieces = [];
    this.#chars = 0;
    this.#number += 1;
    return { number: this.#number, text };
  }
}
