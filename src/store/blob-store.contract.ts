import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { beforeEach, describe, it } from "node:test";
import { type BlobStore, BlobTooLargeError } from "./blob-store.ts";

/** The ids of all blobs. */
export async function blobIdsOf(store: BlobStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of store.blobIds()) ids.push(id);
  return ids;
}

const pieces = Array.from({ length: 50 }, (_, n) => Buffer.alloc(7001, n));
const content = Buffer.concat(pieces);
const sources: [string, () => Readable | Uint8Array][] = [
  ["bytes", () => content],
  ["a stream", () => Readable.from(pieces)],
];

/** What every engine of {@link BlobStore} must do. */
export function blobStoreContract(name: string, open: () => Promise<BlobStore>): void {
  describe(`${name} keeps the contract of BlobStore`, () => {
    let store: BlobStore;
    beforeEach(async () => {
      store = await open();
    });

    for (const [what, source] of sources) {
      it(`stores ${what} and tells length and checksums`, async () => {
        const stored = await store.write(source(), content.length);
        assert.deepEqual(stored, {
          blobId: stored.blobId,
          sizeBytes: content.length,
          sha256: createHash("sha256").update(content).digest("hex"),
          md5: createHash("md5").update(content).digest("hex"),
        });
        assert.deepEqual(await store.readAll(stored.blobId), content);
        assert.deepEqual(await buffer(await store.read(stored.blobId)), content);
      });
    }

    // Around the lengths at which an engine may cut a content into parts.
    for (const sizeBytes of [0, 1, 65_535, 65_536, 65_537, 131_072]) {
      it(`keeps ${sizeBytes} bytes`, async () => {
        const bytes = Buffer.alloc(sizeBytes, 7);
        const stored = await store.write(bytes, sizeBytes);
        assert.equal(stored.sizeBytes, sizeBytes);
        assert.deepEqual(await store.readAll(stored.blobId), bytes);
      });
    }

    const ranges: [firstByte: number, lastByte: number][] = [
      [0, 0],
      [3, 5],
      [7000, 7001],
      [65_535, 65_536],
      [65_536, 131_071],
      [100_000, 300_000],
      [content.length - 1, content.length - 1],
      [content.length - 10, content.length + 10],
    ];
    for (const [firstByte, lastByte] of ranges) {
      it(`reads bytes ${firstByte} to ${lastByte}, both included`, async () => {
        const { blobId } = await store.write(content, content.length);
        const read = await buffer(await store.read(blobId, { firstByte, lastByte }));
        assert.deepEqual(read, content.subarray(firstByte, lastByte + 1));
      });
    }

    it("stops at the limit, before the source ends, and keeps nothing", async () => {
      let handedOut = 0;
      async function* endless(): AsyncGenerator<Uint8Array> {
        for (;;) {
          handedOut++;
          yield Buffer.alloc(10);
        }
      }
      await assert.rejects(store.write(endless(), 95), BlobTooLargeError);
      assert.equal(handedOut, 10);
      assert.deepEqual(await blobIdsOf(store), []);
    });

    it("keeps nothing of a source that fails", async () => {
      async function* failing(): AsyncGenerator<Uint8Array> {
        yield Buffer.alloc(10);
        throw new Error("the client went away");
      }
      await assert.rejects(store.write(failing(), 100), /went away/);
      assert.deepEqual(await blobIdsOf(store), []);
    });

    it("deletes, twice if asked", async () => {
      const { blobId } = await store.write(Buffer.from("x"), 1);
      assert.deepEqual(await blobIdsOf(store), [blobId]);
      await store.delete(blobId);
      await store.delete(blobId);
      assert.deepEqual(await blobIdsOf(store), []);
      await assert.rejects(store.read(blobId), { code: "ENOENT" });
      await assert.rejects(store.readAll(blobId), { code: "ENOENT" });
    });
  });
}
