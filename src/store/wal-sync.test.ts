import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { WalSync } from "./wal-sync.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-wal-"));
after(() => rmSync(folder, { recursive: true }));

function openSync(): WalSync {
  const path = join(folder, "log");
  writeFileSync(path, "x");
  return new WalSync(path);
}

describe("WalSync", () => {
  it("lets commits of one turn share a flush, and later ones the next", async () => {
    const sync = openSync();
    const first = sync.flush();
    assert.equal(sync.flush(), first);
    await new Promise(setImmediate);
    const second = sync.flush();
    assert.notEqual(second, first);
    assert.equal(sync.flush(), second);
    await Promise.all([first, second]);
    await sync.close();
  });

  it("acknowledges nothing any more once a flush failed", async () => {
    const sync = openSync();
    await sync.close();
    await assert.rejects(sync.flush(), { code: "EBADF" });
    await assert.rejects(sync.flush());
  });
});
