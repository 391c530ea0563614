import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { ZipFile } from "yazl";
import { ArchiveError, newBudget, unpackArchive } from "./unpack-archive.ts";

const LINK = 0o120777;

describe("the bounds of an archive", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-bounds-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  let runs = 0;
  /** Unpacks one archive after the other into one folder. */
  async function unpack(archives: readonly Buffer[], budget = newBudget()): Promise<string> {
    const target = join(folder, String(runs++));
    mkdirSync(target);
    for (const archive of archives) {
      writeFileSync(`${target}.zip`, archive);
      await unpackArchive(`${target}.zip`, target, budget);
    }
    return target;
  }

  async function zip(...items: readonly (readonly [path: string, content: Buffer, mode?: number])[]) {
    const archive = new ZipFile();
    for (const [path, content, mode = 0o100644] of items) archive.addBuffer(content, path, { mode });
    archive.end();
    return buffer(archive.outputStream as Readable);
  }

  it("give no file the rights of its owner", async () => {
    const target = await unpack([await zip(["run", Buffer.from("#!"), 0o106777])]);
    assert.equal(statSync(join(target, "run")).mode & 0o7777, 0o755);
  });

  it("hold for a size that is told, before anything is written", async () => {
    const archive = await zip(["a", Buffer.from("abc")]);
    const place = archive.indexOf("PK\x01\x02", 0, "latin1");
    archive.writeUInt32LE(0x0fff_ffff, place + 24);
    const target = join(folder, String(runs));
    await assert.rejects(unpack([archive]), /Unzipped size must be smaller/);
    assert.deepEqual(readdirSync(target), []);
  });

  it("hold for all files of a package together", async () => {
    const archive = (name: string) => zip([name, Buffer.alloc(60_000)]);
    const both = [await archive("a"), await archive("b")];
    await assert.rejects(
      unpack(both, { bytesLeft: 100_000, entriesLeft: 10 }),
      /Unzipped size must be smaller/,
    );
    await unpack(both, { bytesLeft: 120_000, entriesLeft: 10 });
  });

  it("count the folders that a name asks for", async () => {
    const deep = await zip([`${"d/".repeat(1000)}f`, Buffer.from("")]);
    await assert.rejects(unpack([deep], { bytesLeft: 10, entriesLeft: 1000 }), /has more than/);
    await unpack([deep], { bytesLeft: 10, entriesLeft: 1001 });
    const siblings = await zip(["d/e/a", Buffer.from("")], ["d/e/b", Buffer.from("")]);
    await unpack([siblings], { bytesLeft: 10, entriesLeft: 4 });
  });

  it("take no link whose target is longer than a path may be", async () => {
    await assert.rejects(unpack([await zip(["l", Buffer.alloc(4097, "./"), LINK])]), ArchiveError);
    const target = await unpack([await zip(["a", Buffer.from("x")], ["l", Buffer.from("./././a"), LINK])]);
    assert.equal(readFileSync(join(target, "l"), "utf8"), "x");
  });

  it("let nothing be made below a link of an earlier archive that would be outside", async () => {
    const inside = await zip(["real/a", Buffer.from("x")], ["d", Buffer.from("real"), LINK]);
    const second = await zip(["d/l", Buffer.from("../../.."), LINK]);
    await assert.rejects(unpack([inside, second]), ArchiveError);
  });
});
