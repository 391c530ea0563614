import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { SeededRandom } from "../../../base/random.ts";
import { FileBlobStore } from "../../../store/file-blob-store.ts";
import { zipOf } from "../lambda.fixture.ts";
import type { ArchiveRecord } from "../state/records.ts";
import { PackageStore } from "./package-store.ts";
import { ArchiveError } from "./unpack-archive.ts";

const modeOf = (path: string): number => statSync(path).mode & 0o7777;

describe("unpacked packages", () => {
  let folder: string;
  let packages: string;
  let blobs: FileBlobStore;
  let store: PackageStore;

  const archive = async (content: Buffer): Promise<ArchiveRecord> => {
    const { blobId, sha256, sizeBytes } = await blobs.write(content, 1e6);
    return { blobId, sha256, sizeBytes };
  };
  const layer = async (files: Record<string, string | Buffer>) => ({
    archive: await archive(await zipOf(files)),
  });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-packages-"));
    packages = join(folder, "packages");
    const random = new SeededRandom(folder);
    blobs = await FileBlobStore.open(join(folder, "blobs"), random);
    store = new PackageStore(packages, blobs, random, () => ({ bytesLeft: 100_000, entriesLeft: 10 }));
    await store.start([]);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("cannot be listed or entered by others", async () => {
    assert.equal(modeOf(packages), 0o711);
    const made = await store.ensure({ ...(await layer({ a: "b" })), layers: [] });
    assert.equal(modeOf(made), 0o700);
  });

  it("are closed again, or removed, when an earlier run left them", async () => {
    const kept = { ...(await layer({ a: "b" })), layers: [] };
    const open = await store.ensure(kept);
    chmodSync(open, 0o755);
    chmodSync(packages, 0o755);
    const unneeded = await store.ensure({ ...(await layer({ c: "d" })), layers: [] });
    mkdirSync(join(packages, ".half"));
    await store.start([kept]);
    assert.deepEqual([modeOf(packages), modeOf(open)], [0o711, 0o700]);
    assert.ok(!existsSync(unneeded) && !existsSync(join(packages, ".half")));
  });

  it("are no larger with their layers than one package may be", async () => {
    const half = Buffer.alloc(60_000);
    const parts = {
      ...(await layer({ a: "b" })),
      layers: [await layer({ c: half }), await layer({ d: half })],
    };
    await assert.rejects(store.ensure(parts), /Unzipped size must be smaller/);
    assert.deepEqual(readdirSync(packages), []);
    await store.ensure({ ...parts, layers: parts.layers.slice(1) });
  });

  it("leave nothing of an archive that does not unpack, or of a trial", async () => {
    const broken = { archive: await archive(Buffer.from("no archive")), layers: [] };
    await assert.rejects(store.ensure(broken), ArchiveError);
    await assert.rejects(store.check(broken.archive), ArchiveError);
    await store.check((await layer({ a: "b" })).archive);
    assert.deepEqual(readdirSync(packages), []);
    assert.equal(store.findReady(broken), undefined);
  });
});
