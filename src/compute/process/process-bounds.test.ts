import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { promisify } from "node:util";
import { exceedsBytes } from "./folder-size.ts";
import { limitCommand } from "./limits.ts";
import { memoryMbOf } from "./memory-usage.ts";

const NO_PROC = process.platform === "linux" ? false : "only Linux has /proc and abstract sockets";

describe("the bounds of a function's processes", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-process-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("leave no core dumps, few files, and memory and files of the ordered size", async () => {
    const limits = { memoryMb: 256, fileMb: 3, processes: 77 };
    const shown = "ulimit -c; ulimit -n; ulimit -f; ulimit -d; ulimit -u 2>/dev/null || ulimit -p";
    // From a shell that allows core dumps, where this machine lets it.
    const before = 'ulimit -c 100 2>/dev/null; exec "$@"';
    const command = ["-c", before, "sh", ...limitCommand(["/bin/sh", "-c", shown], limits)];
    const { stdout } = await promisify(execFile)("/bin/sh", command);
    // Files in blocks of 512 bytes, memory in kilobytes: twice what the function has, and what node maps besides.
    assert.deepEqual(stdout.trim().split("\n"), ["0", "1024", "6144", String((512 + 1024) * 1024), "77"]);
  });

  it("count the memory of children, and shared memory too", { skip: NO_PROC }, async () => {
    const script = `
      const { spawn } = require("node:child_process");
      if (process.argv[1] === "child") { globalThis.held = Buffer.alloc(150e6, 1); console.log("ready"); setInterval(() => {}, 1000); }
      else spawn(process.execPath, ["-e", process.env.SCRIPT, "child"], { stdio: ["ignore", "inherit", "inherit"] });`;
    const child = execFile(process.execPath, ["-e", script], { env: { ...process.env, SCRIPT: script } });
    await new Promise((resolve) => child.stdout!.once("data", resolve));
    const used = memoryMbOf(child.pid!)!;
    const { stdout } = await promisify(execFile)("pgrep", ["-P", String(child.pid)]);
    process.kill(Number(stdout), "SIGKILL");
    child.kill("SIGKILL");
    assert.ok(used > 150 && used < 1000, String(used));
  });

  it("count every file below /tmp, and no more than ten thousand of them", async () => {
    mkdirSync(join(folder, "deep/er"), { recursive: true });
    writeFileSync(join(folder, "deep/er/f"), Buffer.alloc(100_000, 1));
    assert.equal(await exceedsBytes(folder, 90_000), true);
    assert.equal(await exceedsBytes(folder, 200_000), false);
    // A link counts for itself: what it leads to is not the function's.
    const other = mkdtempSync(join(tmpdir(), "sallyport-linked-"));
    writeFileSync(join(other, "large"), Buffer.alloc(1_000_000, 1));
    symlinkSync(join(other, "large"), join(folder, "link"));
    assert.equal(await exceedsBytes(folder, 200_000), false);
    rmSync(other, { recursive: true });
    for (let n = 0; n < 10_001; n++) writeFileSync(join(folder, `deep/${n}`), "");
    assert.equal(await exceedsBytes(folder, 1e9), true);
  });
});
