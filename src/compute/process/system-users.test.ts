import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { claimSystemUsers, IDS_PER_INSTALLATION } from "./claim-system-users.ts";
import { SystemUsers } from "./system-users.ts";

const modeOf = (path: string): number => statSync(path).mode & 0o7777;
const NOT_ROOT = process.getuid?.() === 0 ? false : "only root can give files to others";
const NO_PROC = process.platform === "linux" ? false : "only Linux has /proc and abstract sockets";

describe("the users that environments run as", { skip: NOT_ROOT }, () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-users-"));
    mkdirSync(join(folder, "a"));
    mkdirSync(join(folder, "b"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("are never two environments' at once, and a package's group is no other's", async () => {
    const users = new SystemUsers(47_100, 100);
    const [one, two, other] = [
      await users.acquire(join(folder, "a")),
      await users.acquire(join(folder, "a")),
      await users.acquire(join(folder, "b")),
    ];
    assert.equal(one.gid, two.gid);
    assert.equal(new Set([one.uid, two.uid, other.uid, one.gid, other.gid]).size, 5);
    assert.deepEqual([modeOf(join(folder, "a")), statSync(join(folder, "a")).gid], [0o750, one.gid]);
    await users.release(one, join(folder, "a"));
    assert.equal(modeOf(join(folder, "a")), 0o750);
    await users.release(two, join(folder, "a"));
    assert.equal(modeOf(join(folder, "a")), 0o700);
  });

  it("come back as late as possible, and run out", async () => {
    const users = new SystemUsers(47_100, 4);
    const first = await users.acquire(join(folder, "a"));
    await users.release(first, join(folder, "a"));
    const second = await users.acquire(join(folder, "a"));
    assert.equal(new Set([first.uid, first.gid, second.uid, second.gid]).size, 4);
    await users.acquire(join(folder, "b"));
    await assert.rejects(users.acquire(join(folder, "b")), /All 4 system user ids are in use/);
  });

  it("are claimed by one installation only, and trials have one of their own", {
    skip: NO_PROC,
  }, async () => {
    const range = { firstId: 470_000, count: 2 * IDS_PER_INSTALLATION };
    const one = await claimSystemUsers(range);
    const two = await claimSystemUsers(range);
    assert.deepEqual([one.trialId, two.trialId], [470_000, 470_000 + IDS_PER_INSTALLATION]);
    await assert.rejects(claimSystemUsers(range), /are in use by other installations/);
    assert.notEqual((await one.users.acquire(join(folder, "a"))).uid, one.trialId);
    one.giveBack();
    two.giveBack();
  });

  it("have nothing left running from an installation that crashed", { skip: NO_PROC }, async () => {
    const range = { firstId: 480_000, count: IDS_PER_INSTALLATION };
    const left = execFile("/bin/sleep", ["60"], { uid: 480_007, gid: 480_007, cwd: "/" });
    await new Promise((resolve) => left.once("spawn", resolve));
    const ended = new Promise((resolve) => left.once("exit", (_code, signal) => resolve(signal)));
    const claimed = await claimSystemUsers(range);
    // Cut short only where nothing ended it.
    const guard = setTimeout(() => left.kill("SIGTERM"), 5000);
    assert.equal(await ended, "SIGKILL");
    clearTimeout(guard);
    claimed.giveBack();
  });
});
