import type { IpAddress } from "./ip-address.ts";

/** How a database's search tree is laid out. */
export interface TreeLayout {
  readonly nodeCount: number;
  /** Size of each of a node's two records. */
  readonly recordBits: number;
  readonly ipVersion: number;
}

const WORD_BITS = 32;

/**
 * The search tree of a MaxMind DB file: one node a bit of the address. A record is a node's number; the number of nodes,
 * for an address that is not there; or more than that, for one that has data.
 */
export class MaxmindTree {
  readonly nodeCount: number;
  readonly #bytes: Buffer;
  readonly #recordBits: number;
  readonly #ipVersion: number;
  readonly #ipv4Root: number;

  /** @param bytes At least as many as the layout says. */
  constructor(bytes: Buffer, { nodeCount, recordBits, ipVersion }: TreeLayout) {
    this.#bytes = bytes;
    this.nodeCount = nodeCount;
    this.#recordBits = recordBits;
    this.#ipVersion = ipVersion;
    // IPv4 addresses are in an IPv6 tree under 96 zero bits.
    this.#ipv4Root = ipVersion === 6 ? this.#walk(0, 0n, 96) : 0;
  }

  static sizeBytes({ nodeCount, recordBits }: TreeLayout): number {
    return nodeCount * (recordBits / 4);
  }

  /** The record where an address ends; undefined where the tree has none of its version. */
  find({ version, value }: IpAddress): number | undefined {
    if (version === 4) return this.#walk(this.#ipv4Root, value, 32);
    return this.#ipVersion === 6 ? this.#walk(0, value, 128) : undefined;
  }

  /** One of a node's two records: 0 the left one, 1 the right one. */
  record(node: number, side: number): number {
    const start = node * (this.#recordBits / 4);
    if (this.#recordBits !== 28) {
      return this.#bytes.readUIntBE(start + (side * this.#recordBits) / 8, this.#recordBits / 8);
    }
    // 28 bits: the middle byte holds the four high bits of the left record, then those of the right one.
    const middle = this.#bytes[start + 3]!;
    const high = side === 0 ? middle >>> 4 : middle & 15;
    return high * 0x1_00_00_00 + this.#bytes.readUIntBE(start + side * 4, 3);
  }

  /** Follows `bits` bits of `value`, the highest first, until a leaf. */
  #walk(root: number, value: bigint, bits: number): number {
    let node = root;
    for (let left = bits; left > 0; left -= WORD_BITS) {
      // By words: arithmetic on bigints costs more than the step.
      const word = Number(BigInt.asUintN(WORD_BITS, value >> BigInt(left - WORD_BITS)));
      for (let bit = WORD_BITS - 1; bit >= 0 && node < this.nodeCount; bit--) {
        node = this.record(node, (word >>> bit) & 1);
      }
    }
    return node;
  }
}
