import { createHash, randomFillSync } from "node:crypto";

/** The only source of randomness: ids, keys and tokens are made from it. */
export interface Random {
  /** Fresh bytes, `length` of them. */
  bytes(length: number): Buffer;
}

/** The operating system's cryptographically secure generator. Drawn in blocks: one system call serves many ids. */
export const systemRandom: Random = (() => {
  const pool = Buffer.alloc(8192);
  let used = pool.length;
  return {
    bytes(length: number): Buffer {
      if (length > 1024) return randomFillSync(Buffer.alloc(length));
      if (used + length > pool.length) {
        randomFillSync(pool);
        used = 0;
      }
      const fresh = Buffer.from(pool.subarray(used, used + length));
      // Handed out once, then wiped: a later reader of the pool learns nothing about earlier secrets.
      pool.fill(0, used, used + length);
      used += length;
      return fresh;
    },
  };
})();

/** Reproducible bytes for tests: SHA-256 of the seed and a counter. Never for secrets. */
export class SeededRandom implements Random {
  readonly #seed: string;
  #counter = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  bytes(length: number): Buffer {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 32) {
      blocks.push(
        createHash("sha256")
          .update(`${this.#seed}:${this.#counter++}`)
          .digest(),
      );
    }
    return Buffer.concat(blocks).subarray(0, length);
  }
}
