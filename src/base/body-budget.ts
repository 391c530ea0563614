/**
 * Bytes of request bodies that one process holds at once. Each body is small enough, but ten thousand clients that send
 * one slowly would fill the memory together.
 */
export class BodyBudget {
  readonly #bytesMax: number;
  #heldBytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** A share for one body. */
  open(): BodyShare {
    let ownBytes = 0;
    return {
      take: (bytes) => {
        if (this.#heldBytes + bytes > this.#bytesMax) return false;
        this.#heldBytes += bytes;
        ownBytes += bytes;
        return true;
      },
      release: () => {
        this.#heldBytes -= ownBytes;
        ownBytes = 0;
      },
    };
  }
}

/** What one body takes of a {@link BodyBudget}. */
export interface BodyShare {
  /** Whether there is room for `bytes` more; they are taken if there is. */
  take(bytes: number): boolean;
  /** Gives everything back. Harmless when repeated. */
  release(): void;
}
