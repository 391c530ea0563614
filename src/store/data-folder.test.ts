import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { DataFolderError, openDataFolder } from "./data-folder.ts";

const root = mkdtempSync(join(tmpdir(), "sallyport-data-"));
after(() => rmSync(root, { recursive: true }));
const modeOf = (path: string): number => statSync(path).mode & 0o777;

const owner = `
  import { openDataFolder } from ${JSON.stringify(import.meta.resolve("./data-folder.ts"))};
  openDataFolder(process.argv[1], 0);
  process.stdout.write("ready");
  setInterval(() => {}, 1000);
`;

describe("the data folder", () => {
  it("is made private, and known to be new until something is stored", () => {
    const path = join(root, "new", "nested");
    const folder = openDataFolder(path, 0);
    assert.deepEqual([folder.path, folder.isNew, modeOf(path)], [path, true, 0o700]);
    folder.close();
    // A start that failed before it stored anything does not count.
    const again = openDataFolder(path, 0);
    assert.equal(again.isNew, true);
    again.close();
    writeFileSync(join(path, "state.sqlite"), "");
    const used = openDataFolder(path, 0);
    assert.equal(used.isNew, false);
    used.close();
  });

  it("is refused to a second process, naming the first, and free again after kill -9", async () => {
    const path = join(root, "owned");
    const child = spawn(process.execPath, ["--input-type=module", "-e", owner, path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    assert.throws(
      () => openDataFolder(path, 0),
      (error: unknown) => {
        assert.ok(error instanceof DataFolderError);
        assert.match(
          error.message,
          new RegExp(`in use by process ${child.pid}, .*1970-01-01.* Stop that process`),
        );
        return true;
      },
    );
    child.kill("SIGKILL");
    await once(child, "exit");
    openDataFolder(path, 0).close();
  });

  it("is refused in the place of a file, and below one", () => {
    const file = join(root, "file");
    writeFileSync(file, "");
    for (const path of [file, join(file, "below")]) {
      const message = `${path} is a file or lies below one. Name another folder.`;
      assert.throws(() => openDataFolder(path, 0), { name: "DataFolderError", message });
    }
  });

  it("is refused to a second opener in the same process", () => {
    const path = join(root, "twice");
    const folder = openDataFolder(path, 0);
    assert.throws(() => openDataFolder(path, 0), DataFolderError);
    folder.close();
  });

  it("is closed to others when it is empty or ours", () => {
    const path = join(root, "loose");
    mkdirSync(path);
    chmodSync(path, 0o755);
    openDataFolder(path, 0).close();
    assert.equal(modeOf(path), 0o700);
    chmodSync(path, 0o750);
    openDataFolder(path, 0).close();
    assert.equal(modeOf(path), 0o700);
  });

  it("is refused, and left as it is, when it is open to others and holds somebody's files", () => {
    const path = join(root, "home");
    mkdirSync(path);
    writeFileSync(join(path, "letter.txt"), "");
    chmodSync(path, 0o755);
    assert.throws(() => openDataFolder(path, 0), DataFolderError);
    assert.equal(modeOf(path), 0o755);
  });
});
