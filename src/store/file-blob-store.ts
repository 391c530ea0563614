import { createReadStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { assertThat } from "../base/assert.ts";
import { randomString } from "../base/ids.ts";
import type { Random } from "../base/random.ts";
import { BlobDigest, type BlobSource } from "./blob-digest.ts";
import type { ByteRange, NamedBlobStore, StoredBlob } from "./blob-store.ts";

const idPattern = /^[0-9a-f]{32}$/;
const hexadecimal = "0123456789abcdef";

/**
 * Blobs as files: `ab/abcdef…`, in 256 folders by the id's first two digits. A blob is written under `incoming/` and
 * renamed once it is whole and on the disk, so that a name in a shard always means a complete blob.
 */
export class FileBlobStore implements NamedBlobStore {
  readonly #path: string;
  readonly #random: Random;
  readonly #shardsMade = new Set<string>();

  private constructor(path: string, random: Random) {
    this.#path = path;
    this.#random = random;
  }

  /** Opens the store in the folder `path` and removes what writes that never ended left behind. */
  static async open(path: string, random: Random): Promise<FileBlobStore> {
    const incoming = join(path, "incoming");
    await rm(incoming, { recursive: true, force: true });
    await mkdir(incoming, { recursive: true, mode: 0o700 });
    return new FileBlobStore(path, random);
  }

  async write(source: BlobSource, bytesMax: number): Promise<StoredBlob> {
    const blobId = this.newBlobId();
    const digest = new BlobDigest(bytesMax);
    await this.writeAs(blobId, digest.follow(source));
    return { blobId, ...digest.result() };
  }

  newBlobId(): string {
    return randomString(this.#random, hexadecimal, 32);
  }

  async writeAs(blobId: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    const incomingPath = join(this.#path, "incoming", requireBlobId(blobId));
    const file = await open(incomingPath, "wx", 0o600);
    try {
      for await (const chunk of content) await file.writeFile(chunk);
      await file.sync();
      await file.close();
      await this.#publish(blobId, incomingPath);
    } catch (error) {
      await file.close().catch(() => {});
      await rm(incomingPath, { force: true });
      throw error;
    }
  }

  async read(blobId: string, range?: ByteRange): Promise<Readable> {
    const file = await open(this.#pathOf(blobId), "r");
    // The stream owns the handle and closes it, also when it is destroyed half-way.
    return createReadStream("", { fd: file, ...(range && { start: range.firstByte, end: range.lastByte }) });
  }

  async readAll(blobId: string): Promise<Buffer> {
    return readFile(this.#pathOf(blobId));
  }

  async delete(blobId: string): Promise<void> {
    await rm(this.#pathOf(blobId), { force: true });
  }

  async *blobIds(): AsyncIterable<string> {
    for (const shard of await readdir(this.#path)) {
      if (!/^[0-9a-f]{2}$/.test(shard)) continue;
      for (const name of await readdir(join(this.#path, shard))) {
        if (idPattern.test(name)) yield name;
      }
    }
  }

  async #publish(blobId: string, incomingPath: string): Promise<void> {
    const shard = blobId.slice(0, 2);
    if (!this.#shardsMade.has(shard)) {
      await mkdir(join(this.#path, shard), { recursive: true, mode: 0o700 });
      await syncFolder(this.#path);
      this.#shardsMade.add(shard);
    }
    await rename(incomingPath, this.#pathOf(blobId));
    await syncFolder(join(this.#path, shard));
  }

  /** Ids come from documents of ours, yet a wrong one must never lead out of the folder. */
  #pathOf(blobId: string): string {
    return join(this.#path, blobId.slice(0, 2), requireBlobId(blobId));
  }
}

function requireBlobId(blobId: string): string {
  assertThat(idPattern.test(blobId), "Not a blob id");
  return blobId;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
