/** UTF-8 takes at most so many bytes for one UTF-16 code unit. */
const BYTES_PER_UNIT_MAX = 3;
const INITIAL_BYTES = 4096;
/** Memory that is kept for the next text rather than given back, in bytes. */
const REUSED_BYTES_MAX = 4 * 1024 * 1024;

/** Text that grows, as UTF-8 in memory that threads share: it costs the collector nothing, and no copy to hand over. */
export class SharedText {
  #buffer: Buffer<ArrayBufferLike>;
  #length = 0;

  /** @param memory Of a text that nobody reads any more. */
  constructor(memory?: ArrayBufferLike) {
    this.#buffer = Buffer.from(memory ?? new SharedArrayBuffer(INITIAL_BYTES));
  }

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  /** What was written so far. */
  get bytes(): Buffer<ArrayBufferLike> {
    return this.#buffer.subarray(0, this.#length);
  }

  append(text: string): void {
    const neededMax = this.#length + text.length * BYTES_PER_UNIT_MAX;
    if (neededMax > this.#buffer.length) this.#grow(neededMax);
    this.#length += this.#buffer.write(text, this.#length);
  }

  #grow(neededBytes: number): void {
    const grown = Buffer.from(new SharedArrayBuffer(Math.max(neededBytes, 2 * this.#buffer.length)));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}

/** The memory of `bytes` for another text; undefined when it is too large to be kept. */
export const reusableMemory = ({ buffer }: Uint8Array): ArrayBufferLike | undefined =>
  buffer.byteLength <= REUSED_BYTES_MAX ? buffer : undefined;
