import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { InvariantError } from "../base/assert.ts";
import { SeededRandom } from "../base/random.ts";
import { blobIdsOf, blobStoreContract } from "./blob-store.contract.ts";
import { FileBlobStore } from "./file-blob-store.ts";

const root = mkdtempSync(join(tmpdir(), "sallyport-blobs-"));
after(() => rmSync(root, { recursive: true }));
let made = 0;
const freshPath = (): string => join(root, String(++made));
const open = (path = freshPath()): Promise<FileBlobStore> => FileBlobStore.open(path, new SeededRandom(path));

blobStoreContract("FileBlobStore", () => open());

describe("FileBlobStore on disk", () => {
  it("leaves no draft behind when a write fails", async () => {
    const path = freshPath();
    const store = await open(path);
    await assert.rejects(store.write(Buffer.alloc(10), 9));
    assert.deepEqual(readdirSync(path), ["incoming"]);
    assert.deepEqual(readdirSync(join(path, "incoming")), []);
  });

  for (const id of ["../../etc/passwd", "", "aa/..", `${"a".repeat(31)}/`, "A".repeat(32)]) {
    it(`follows no id that is none: ${JSON.stringify(id)}`, async () => {
      const store = await open();
      await assert.rejects(store.read(id), InvariantError);
      await assert.rejects(store.readAll(id), InvariantError);
      await assert.rejects(store.delete(id), InvariantError);
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
    assert.deepEqual(await blobIdsOf(store), [printed.toString()]);
    assert.deepEqual(await store.readAll(printed.toString()), Buffer.alloc(100000, 7));
    assert.deepEqual(readdirSync(join(path, "incoming")), []);
  });
});
