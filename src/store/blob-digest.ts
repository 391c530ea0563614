import { createHash } from "node:crypto";
import { BlobTooLargeError, type StoredBlob } from "./blob-store.ts";

/** Whatever a blob's content may come from. */
export type BlobSource = AsyncIterable<Uint8Array> | Uint8Array;

/** Counts and sums up a content while it passes by. */
export class BlobDigest {
  readonly #sha256 = createHash("sha256");
  readonly #md5 = createHash("md5");
  readonly #bytesMax: number;
  #sizeBytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The content as it came. Throws {@link BlobTooLargeError} before it hands out a byte too many. */
  async *follow(source: BlobSource): AsyncGenerator<Uint8Array> {
    const chunks = source instanceof Uint8Array ? [source] : source;
    for await (const chunk of chunks) {
      this.#sizeBytes += chunk.length;
      if (this.#sizeBytes > this.#bytesMax) throw new BlobTooLargeError(`More than ${this.#bytesMax} bytes`);
      this.#sha256.update(chunk);
      this.#md5.update(chunk);
      yield chunk;
    }
  }

  /** What passed by. To be asked once, at the end. */
  result(): Omit<StoredBlob, "blobId"> {
    return { sizeBytes: this.#sizeBytes, sha256: this.#sha256.digest("hex"), md5: this.#md5.digest("hex") };
  }
}
