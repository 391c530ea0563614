import assert from "node:assert/strict";
import { createSecretKey } from "node:crypto";
import {
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { after, describe, it } from "node:test";
import { SeededRandom } from "../base/random.ts";
import { blobStoreContract } from "../store/blob-store.contract.ts";
import { FileBlobStore } from "../store/file-blob-store.ts";
import { AesVault } from "./aes-vault.ts";
import { frameBytes, frameContentBytes } from "./blob-frames.ts";
import { SealedBlobStore } from "./sealed-blob-store.ts";
import { VaultOpenError } from "./vault.ts";

const root = mkdtempSync(join(tmpdir(), "sallyport-sealed-"));
after(() => rmSync(root, { recursive: true }));
let made = 0;

async function open(rootKey = 1): Promise<{ store: SealedBlobStore; pathOf: (blobId: string) => string }> {
  const path = join(root, String(++made));
  const random = new SeededRandom(path);
  const vault = new AesVault([createSecretKey(Buffer.alloc(32, rootKey))], random);
  const store = new SealedBlobStore(await FileBlobStore.open(path, random), vault, random);
  return { store, pathOf: (blobId) => join(path, blobId.slice(0, 2), blobId) };
}

blobStoreContract("SealedBlobStore", async () => (await open()).store);

describe("SealedBlobStore", () => {
  const content = Buffer.alloc(3 * frameContentBytes, "secret ");

  it("shows nothing of the content on disk, not even that parts of it are the same", async () => {
    const { store, pathOf } = await open();
    const { blobId } = await store.write(content, content.length);
    const stored = readFileSync(pathOf(blobId));
    assert.equal(stored.includes("secret"), false);
    assert.notDeepEqual(
      stored.subarray(104, 104 + 64),
      stored.subarray(104 + frameBytes, 104 + frameBytes + 64),
    );
  });

  it("refuses a blob of which any part was changed", async () => {
    const { store, pathOf } = await open();
    const { blobId } = await store.write(content, content.length);
    const path = pathOf(blobId);
    const stored = readFileSync(path);
    for (const position of [0, 20, 103, 104, 104 + frameBytes - 1, 104 + frameBytes, stored.length - 1]) {
      const changed = Buffer.from(stored);
      changed[position]! ^= 1;
      writeFileSync(path, changed);
      await assert.rejects(store.readAll(blobId), VaultOpenError, `byte ${position}`);
    }
  });

  it("refuses a blob that was cut anywhere, also at the end of a frame, also when a range is asked for", async () => {
    const { store, pathOf } = await open();
    const { blobId } = await store.write(content, content.length);
    const path = pathOf(blobId);
    const { size } = statSync(path);
    for (const length of [
      size - 1,
      size - 16,
      size - 17,
      104 + 2 * frameBytes,
      104 + frameBytes,
      104,
      50,
      0,
    ]) {
      truncateSync(path, length);
      await assert.rejects(store.readAll(blobId), VaultOpenError, `cut to ${length}`);
      const last = { firstByte: content.length - 20, lastByte: content.length - 1 };
      if (length <= 104 + 2 * frameBytes) {
        await assert.rejects(
          async () => buffer(await store.read(blobId, last)),
          VaultOpenError,
          `cut to ${length}`,
        );
      }
    }
  });

  it("refuses frames in another order, and a blob in another's place", async () => {
    const { store, pathOf } = await open();
    const { blobId } = await store.write(content, content.length);
    const other = await store.write(Buffer.from("other"), 5);
    const stored = readFileSync(pathOf(blobId));
    const [head, one, two, rest] = [
      stored.subarray(0, 104),
      stored.subarray(104, 104 + frameBytes),
      stored.subarray(104 + frameBytes, 104 + 2 * frameBytes),
      stored.subarray(104 + 2 * frameBytes),
    ];
    writeFileSync(pathOf(blobId), Buffer.concat([head, two, one, rest]));
    await assert.rejects(store.readAll(blobId), VaultOpenError);
    renameSync(pathOf(other.blobId), pathOf(blobId));
    await assert.rejects(store.readAll(blobId), VaultOpenError);
  });

  it("takes content in the smallest chunks", async () => {
    const { store } = await open();
    async function* bytes(): AsyncGenerator<Uint8Array> {
      for (let n = 0; n < frameContentBytes + 3; n++) yield Buffer.of(n & 0xff);
    }
    const { blobId } = await store.write(bytes(), 1e6);
    const tail = { firstByte: frameContentBytes, lastByte: frameContentBytes + 2 };
    assert.deepEqual(await buffer(await store.read(blobId, tail)), Buffer.of(0, 1, 2));
  });
});
