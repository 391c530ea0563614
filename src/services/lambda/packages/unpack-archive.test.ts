import assert from "node:assert/strict";
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { ZipFile } from "yazl";
import { ArchiveError, newBudget, unpackArchive } from "./unpack-archive.ts";

type Item = readonly [path: string, content: string | Buffer, mode?: number];

describe("unpacking an archive", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-unpack-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  let runs = 0;
  async function unpack(archive: Buffer, budget = newBudget()): Promise<string> {
    const place = join(folder, String(runs++));
    mkdirSync(join(place, "target"), { recursive: true });
    writeFileSync(join(place, "a.zip"), archive);
    await unpackArchive(join(place, "a.zip"), join(place, "target"), budget);
    return join(place, "target");
  }

  async function zip(...items: Item[]): Promise<Buffer> {
    const archive = new ZipFile();
    for (const [path, content, mode = 0o100644] of items)
      archive.addBuffer(Buffer.from(content), path, { mode });
    archive.end();
    return buffer(archive.outputStream as Readable);
  }

  /** Writes a name into an archive that its maker would not let in. */
  const rename = (archive: Buffer, from: string, to: string): Buffer =>
    Buffer.from(archive.toString("latin1").replaceAll(from, to), "latin1");

  const LINK = 0o120777;

  it("writes files, folders and links that stay inside", async () => {
    const target = await unpack(
      await zip(
        ["bin/run", "#!", 0o100755],
        ["lib/a.txt", "a"],
        ["link", "lib/a.txt", LINK],
        ["lib/up", "../bin", LINK],
      ),
    );
    assert.equal(readFileSync(join(target, "link"), "utf8"), "a");
    assert.equal(readFileSync(join(target, "lib/up/run"), "utf8"), "#!");
    assert.equal(statSync(join(target, "bin/run")).mode & 0o777, 0o755);
    assert.equal(statSync(join(target, "lib/a.txt")).mode & 0o777, 0o644);
  });

  const attacks: readonly (readonly [name: string, archive: () => Promise<Buffer>])[] = [
    [
      "a name that climbs out",
      async () => rename(await zip(["xx/escaped", "out"]), "xx/escaped", "../escaped"),
    ],
    ["an absolute name", async () => rename(await zip(["xtmp/escape", "out"]), "xtmp/escape", "/tmp/escape")],
    [
      "a name with backslashes",
      async () => rename(await zip(["xx/escaped", "out"]), "xx/escaped", "..\\escaped"),
    ],
    ["a link out", () => zip(["link", "../../..", LINK])],
    ["an absolute link", () => zip(["link", "/etc/passwd", LINK])],
    ["a link to nothing", () => zip(["link", "absent", LINK])],
    [
      "a link that leaves by way of another",
      () => zip(["a/b/c", "x"], ["m", "a/b", LINK], ["n", "m/../../..", LINK]),
    ],
    ["a link made below a link", () => zip(["d", "..", LINK], ["d/escaped", "x", LINK])],
    ["a link that is also a folder of files", () => zip(["d", "..", LINK], ["d/escaped", "out"])],
    ["a device", () => zip(["dev", "", 0o060644])],
    ["a file that is also a folder", () => zip(["a", "x"], ["a/b", "y"])],
    ["no archive at all", async () => Buffer.from("PK no archive")],
    ["an archive cut short", async () => (await zip(["a", "x".repeat(999)])).subarray(0, 100)],
  ];
  for (const [name, archive] of attacks) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(unpack(await archive()), ArchiveError);
      for (const path of [join(folder, "escaped"), join(folder, String(runs - 1), "escaped"), "/tmp/escape"])
        assert.equal(lstatSync(path, { throwIfNoEntry: false }), undefined);
    });
  }

  it("stops when the files are larger than they may be", async () => {
    const bomb = await zip(["a", Buffer.alloc(50_000)], ["b", Buffer.alloc(60_000)]);
    await assert.rejects(
      unpack(bomb, { bytesLeft: 100_000, entriesLeft: 10 }),
      /Unzipped size must be smaller/,
    );
    await unpack(bomb, { bytesLeft: 110_000, entriesLeft: 10 });
  });

  it("stops when a file is larger than it says", async () => {
    const archive = await zip(["a", Buffer.alloc(70_000)]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(70_000);
    const lie = Buffer.alloc(4);
    lie.writeUInt32LE(7);
    const lying = Buffer.from(
      archive.toString("latin1").replaceAll(size.toString("latin1"), lie.toString("latin1")),
      "latin1",
    );
    await assert.rejects(unpack(lying, { bytesLeft: 1000, entriesLeft: 10 }), ArchiveError);
  });

  it("stops when there are more files than there may be", async () => {
    const many = await zip(["a", ""], ["b", ""], ["c", ""]);
    await assert.rejects(unpack(many, { bytesLeft: 100, entriesLeft: 2 }), ArchiveError);
  });
});
