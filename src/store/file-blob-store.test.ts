import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { after, describe, it } from "node:test";
import { InvariantError } from "../base/assert.ts";
import { SeededRandom } from "../base/random.ts";
import { BlobTooLargeError } from "./blob-store.ts";
import { FileBlobStore } from "./file-blob-store.ts";

const root = mkdtempSync(join(tmpdir(), "sallyport-blobs-"));
after(() => rmSync(root, { recursive: true }));
let made = 0;
const freshPath = (): string => join(root, String(++made));
const open = (path = freshPath()): Promise<FileBlobStore> => FileBlobStore.open(path, new SeededRandom(path));
async function idsOf(store: FileBlobStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of store.blobIds()) ids.push(id);
  return ids;
}

const content = Buffer.concat(Array.from({ length: 50 }, (_, n) => Buffer.alloc(7001, n)));
const sources: [string, () => Readable | Uint8Array][] = [
  ["bytes", () => content],
  [
    "a stream",
    () => Readable.from(Array.from({ length: 50 }, (_, n) => content.subarray(n * 7001, (n + 1) * 7001))),
  ],
];

describe("FileBlobStore", () => {
  for (const [what, source] of sources) {
    it(`stores ${what} and tells length and checksums`, async () => {
      const store = await open();
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

  it("reads ranges, both ends included", async () => {
    const store = await open();
    const { blobId } = await store.write(Buffer.from("0123456789"), 10);
    const read = async (firstByte: number, lastByte: number): Promise<string> =>
      (await buffer(await store.read(blobId, { firstByte, lastByte }))).toString();
    assert.deepEqual(
      [await read(0, 0), await read(3, 5), await read(9, 9), await read(8, 100)],
      ["0", "345", "9", "89"],
    );
  });

  it("keeps an empty blob", async () => {
    const store = await open();
    const stored = await store.write(new Uint8Array(), 0);
    assert.deepEqual([stored.sizeBytes, (await store.readAll(stored.blobId)).length], [0, 0]);
  });

  it("stops at the limit, before the source ends, and keeps nothing", async () => {
    const path = freshPath();
    const store = await open(path);
    let handedOut = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        handedOut++;
        yield Buffer.alloc(10);
      }
    }
    await assert.rejects(store.write(endless(), 95), BlobTooLargeError);
    assert.equal(handedOut, 10);
    assert.deepEqual([await idsOf(store), readdirSync(join(path, "incoming"))], [[], []]);
  });

  it("keeps nothing of a source that fails", async () => {
    const path = freshPath();
    const store = await open(path);
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(10);
      throw new Error("the client went away");
    }
    await assert.rejects(store.write(failing(), 100), /went away/);
    assert.deepEqual([await idsOf(store), readdirSync(join(path, "incoming"))], [[], []]);
  });

  it("deletes, twice if asked", async () => {
    const store = await open();
    const { blobId } = await store.write(Buffer.from("x"), 1);
    await store.delete(blobId);
    await store.delete(blobId);
    assert.deepEqual(await idsOf(store), []);
    await assert.rejects(store.read(blobId), { code: "ENOENT" });
  });

  for (const id of ["../../etc/passwd", "", "aa/..", `${"a".repeat(31)}/`, "A".repeat(32)]) {
    it(`follows no id that is none: ${JSON.stringify(id)}`, async () => {
      const store = await open();
      await assert.rejects(async () => store.read(id), InvariantError);
      await assert.rejects(async () => store.readAll(id), InvariantError);
      await assert.rejects(async () => store.delete(id), InvariantError);
    });
  }

  it("has whole blobs only after kill -9 in the middle of a write, and clears the rest", async () => {
    const path = freshPath();
    const script = `
      import { FileBlobStore } from ${JSON.stringify(import.meta.resolve("./file-blob-store.ts"))};
      import { systemRandom } from ${JSON.stringify(import.meta.resolve("../base/random.ts"))};
      const store = await FileBlobStore.open(process.argv[1], systemRandom);
      const whole = await store.write(Buffer.alloc(100000, 7), 100000);
      async function* halfway() {
        yield Buffer.alloc(100000, 8);
        process.stdout.write(whole.blobId);
        await new Promise(() => setInterval(() => {}, 1000));
      }
      await store.write(halfway(), 1000000);
    `;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script, path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [printed] = (await once(child.stdout, "data")) as [Buffer];
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.equal(readdirSync(join(path, "incoming")).length, 1);
    const store = await open(path);
    assert.deepEqual(await idsOf(store), [printed.toString()]);
    assert.deepEqual(await store.readAll(printed.toString()), Buffer.alloc(100000, 7));
    assert.deepEqual(readdirSync(join(path, "incoming")), []);
    assert.ok(existsSync(join(path, printed.toString().slice(0, 2))));
  });
});
