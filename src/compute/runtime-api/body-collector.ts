/** Gathers a body of at most `bytesMax` bytes. What comes past that is counted and let go. */
export class BodyCollector {
  readonly #bytesMax: number;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** All bytes seen, kept or not. */
  get bytesSeen(): number {
    return this.#bytes;
  }

  get overflowed(): boolean {
    return this.#bytes > this.#bytesMax;
  }

  add(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.overflowed) this.#pieces = [];
    else this.#pieces.push(piece);
  }

  /** What was gathered; empty after an overflow. */
  take(): Buffer {
    const body = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
    this.#pieces = [];
    return body;
  }
}
