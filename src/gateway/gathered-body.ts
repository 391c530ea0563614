import { noBody } from "./http-message.ts";

/**
 * A body put together as its pieces come. They are copied into one buffer that doubles: a sender may cut a body into
 * single bytes, and a list of ten million pieces would hold a hundred times what it sent.
 */
export class GatheredBody {
  #buffer: Buffer = noBody;
  #length = 0;

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  /** Takes the next piece. The first one is kept as it is, and must not change. */
  add(piece: Buffer): void {
    const length = this.#length + piece.length;
    if (this.#length === 0) this.#buffer = piece;
    else {
      if (length > this.#buffer.length) this.#grow(length);
      piece.copy(this.#buffer, this.#length);
    }
    this.#length = length;
  }

  /** All of it so far. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #grow(neededBytes: number): void {
    const larger = Buffer.allocUnsafe(Math.max(neededBytes, 2 * this.#buffer.length));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
