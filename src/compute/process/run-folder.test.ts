import assert from "node:assert/strict";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { makeEnvironmentFolder, prepareRunFolder } from "./run-folder.ts";

const modeOf = (path: string): number => statSync(path).mode & 0o7777;
const NOT_ROOT = process.getuid?.() === 0 ? false : "only root can give files to others";

describe("the folder that environments run in", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-run-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is emptied, and cannot be listed by others", async () => {
    const run = join(folder, "run");
    mkdirSync(join(run, "e/left"), { recursive: true });
    chmodSync(run, 0o777);
    await prepareRunFolder(run);
    assert.deepEqual([modeOf(run), modeOf(join(run, "e"))], [0o711, 0o711]);
    assert.throws(() => statSync(join(run, "e/left")), { code: "ENOENT" });
  });

  it("is none that somebody put there: a link or a file", async () => {
    mkdirSync(join(folder, "elsewhere"));
    writeFileSync(join(folder, "elsewhere/kept"), "x");
    symlinkSync(join(folder, "elsewhere"), join(folder, "link"));
    await assert.rejects(prepareRunFolder(join(folder, "link")), /is not a folder of the user/);
    assert.ok(statSync(join(folder, "elsewhere/kept")));
  });

  it("is none that belongs to another user", { skip: NOT_ROOT }, async () => {
    const run = join(folder, "run");
    mkdirSync(run);
    chownSync(run, 47_003, 47_003);
    await assert.rejects(prepareRunFolder(run), /is not a folder of the user/);
  });

  it("lets an environment enter its own part and change only its /tmp", { skip: NOT_ROOT }, async () => {
    const run = join(folder, "run");
    await prepareRunFolder(run);
    const own = await makeEnvironmentFolder(run, "a", { uid: 47_001, gid: 47_002 });
    const { uid, gid } = statSync(own);
    assert.deepEqual([modeOf(own), uid, gid], [0o710, 0, 47_002]);
    assert.deepEqual([modeOf(join(own, "tmp")), statSync(join(own, "tmp")).uid], [0o700, 47_001]);
    const alone = await makeEnvironmentFolder(run, "b", undefined);
    assert.deepEqual([modeOf(alone), modeOf(join(alone, "tmp"))], [0o700, 0o700]);
  });
});
