import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Random } from "../base/random.ts";
import { BlobDigest, type BlobSource } from "../store/blob-digest.ts";
import type { BlobStore, ByteRange, NamedBlobStore, StoredBlob } from "../store/blob-store.ts";
import { frameBytes, frameContentBytes, openFrames, sealFrames } from "./blob-frames.ts";
import { sealedOverheadBytes, type Vault, VaultOpenError } from "./vault.ts";

const keyBytes = 32;
const headerBytes = keyBytes + sealedOverheadBytes;

/**
 * Blobs that are encrypted at rest: a blob is a key of its own, sealed by the vault for this blob's id, and the content
 * in frames under that key. A range is read and checked without reading what is before it. Sizes and checksums are those
 * of the content. Reading a blob that was changed, cut or put in another's place fails with VaultOpenError.
 */
export class SealedBlobStore implements BlobStore {
  readonly #blobs: NamedBlobStore;
  readonly #vault: Vault;
  readonly #random: Random;

  constructor(blobs: NamedBlobStore, vault: Vault, random: Random) {
    this.#blobs = blobs;
    this.#vault = vault;
    this.#random = random;
  }

  async write(source: BlobSource, bytesMax: number): Promise<StoredBlob> {
    const blobId = this.#blobs.newBlobId();
    const digest = new BlobDigest(bytesMax);
    await this.#blobs.writeAs(blobId, this.#seal(blobId, digest.follow(source)));
    return { blobId, ...digest.result() };
  }

  async read(blobId: string, range?: ByteRange): Promise<Readable> {
    // Opened before the stream is handed out: a blob that is gone or does not open is an error, not a broken stream.
    const key = await this.#openKey(blobId);
    return Readable.from(this.#open(blobId, key, range), { objectMode: false });
  }

  async readAll(blobId: string): Promise<Buffer> {
    return buffer(await this.read(blobId));
  }

  delete(blobId: string): Promise<void> {
    return this.#blobs.delete(blobId);
  }

  blobIds(): AsyncIterable<string> {
    return this.#blobs.blobIds();
  }

  async *#seal(blobId: string, content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
    const key = this.#random.bytes(keyBytes);
    yield this.#vault.seal(key, contextOf(blobId));
    yield* sealFrames(content, key);
  }

  async #openKey(blobId: string): Promise<Buffer> {
    const header = await buffer(await this.#blobs.read(blobId, { firstByte: 0, lastByte: headerBytes - 1 }));
    const key = this.#vault.open(header, contextOf(blobId));
    if (key.length !== keyBytes) throw new VaultOpenError("A sealed blob was changed");
    return key;
  }

  async *#open(blobId: string, key: Buffer, range: ByteRange | undefined): AsyncGenerator<Buffer> {
    const firstByte = range?.firstByte ?? 0;
    const lastByte = range?.lastByte ?? Number.MAX_SAFE_INTEGER - frameContentBytes;
    const firstFrame = Math.floor(firstByte / frameContentBytes);
    const endFrame = Math.floor(lastByte / frameContentBytes) + 1;
    const stored = await this.#blobs.read(blobId, {
      firstByte: headerBytes + firstFrame * frameBytes,
      lastByte: Math.min(headerBytes + endFrame * frameBytes, Number.MAX_SAFE_INTEGER) - 1,
    });
    let position = firstFrame * frameContentBytes;
    for await (const content of openFrames(stored, key, firstFrame, endFrame)) {
      const start = Math.max(0, firstByte - position);
      const end = Math.min(content.length, lastByte - position + 1);
      position += content.length;
      if (start < end) yield content.subarray(start, end);
    }
  }
}

const contextOf = (blobId: string) => ({ purpose: "blob-key", blobId });
