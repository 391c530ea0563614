import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { after, describe, it } from "node:test";
import { silentLogger } from "../base/logger.ts";
import { resourceStoreContract } from "./resource-store.contract.ts";
import type { ResourceKey } from "./resource-store.ts";
import { NewerSchemaError } from "./sqlite-database.ts";
import { SqliteResourceStore } from "./sqlite-resource-store.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-store-"));
after(() => rmSync(folder, { recursive: true }));
let made = 0;
const freshPath = (): string => join(folder, `${++made}.sqlite`);
const open = (path: string): SqliteResourceStore => new SqliteResourceStore({ path, logger: silentLogger });
const key = (id: string): ResourceKey => ({
  accountId: "000000000000",
  region: "us-east-1",
  service: "test",
  type: "pair",
  id,
});

resourceStoreContract(
  "SqliteResourceStore",
  async (changesKeptMin) =>
    new SqliteResourceStore({ path: freshPath(), logger: silentLogger, changesKeptMin }),
);

describe("SqliteResourceStore on disk", () => {
  it("finds everything again, and goes on counting, after it was closed", async () => {
    const path = freshPath();
    const before = open(path);
    const version = await before.put(key("a"), { n: 1 });
    await before.close();
    const again = open(path);
    assert.deepEqual(await again.get(key("a")), { key: key("a"), version, value: { n: 1 } });
    assert.ok((await again.put(key("a"), { n: 2 }, version)) > version);
    await again.close();
  });

  it("is not opened twice", async () => {
    const path = freshPath();
    const store = open(path);
    assert.throws(() => open(path), /locked/);
    await store.close();
  });

  it("refuses a file that a newer program wrote", async () => {
    const path = freshPath();
    await open(path).close();
    const newer = new DatabaseSync(path);
    newer.exec("PRAGMA user_version=99");
    newer.close();
    assert.throws(() => open(path), NewerSchemaError);
  });

  it("refuses a file that is no database", async () => {
    const path = freshPath();
    await open(path).close();
    const { writeFileSync } = await import("node:fs");
    writeFileSync(path, "x".repeat(8192));
    assert.throws(() => open(path), /not a database/);
  });
});

// The child writes pairs of documents in transactions and says on stdout what was acknowledged.
const writer = `
  import { silentLogger } from ${JSON.stringify(import.meta.resolve("../base/logger.ts"))};
  import { SqliteResourceStore } from ${JSON.stringify(import.meta.resolve("./sqlite-resource-store.ts"))};
  const store = new SqliteResourceStore({ path: process.argv[1], logger: silentLogger });
  const key = (id) => ({ accountId: "000000000000", region: "us-east-1", service: "test", type: "pair", id });
  const round = process.argv[2];
  async function write(lane) {
    for (let n = 0; ; n++) {
      const name = round + "-" + lane + "-" + n;
      await store.transact(["left", "right"].map((side) => (
        { kind: "put", key: key(name + "-" + side), value: { name, fill: "x".repeat(2000) }, expect: "absent" })));
      process.stdout.write(name + "\\n");
    }
  }
  for (let lane = 0; lane < 8; lane++) void write(lane);
`;

/** Runs the writer until it acknowledged `acknowledgedMin` transactions, kills it, and tells which they were. */
async function writeUntilKilled(path: string, round: number, acknowledgedMin: number): Promise<string[]> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", writer, path, String(round)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const acknowledged: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    // The last line may be torn by the kill; a whole one is a whole name.
    if (/^\d+-\d+-\d+$/.test(line)) acknowledged.push(line);
    if (acknowledged.length === acknowledgedMin) child.kill("SIGKILL");
  }
  return acknowledged;
}

describe("SqliteResourceStore under kill -9", () => {
  it("has every acknowledged write, and no half of a transaction", async () => {
    const path = freshPath();
    const acknowledged: string[] = [];
    // The first kill is during the first log, the later ones during and after checkpoints.
    for (const [round, count] of [1, 37, 400, 900].entries()) {
      acknowledged.push(...(await writeUntilKilled(path, round, count)));
    }
    const store = open(path);
    for (const name of acknowledged) {
      const sides = await Promise.all([store.get(key(`${name}-left`)), store.get(key(`${name}-right`))]);
      assert.ok(sides[0] && sides[1], `${name} was acknowledged and is gone`);
    }
    const check = new Map<string, number>();
    let afterSequence = 0;
    for (;;) {
      const page = await store.changes(afterSequence);
      for (const change of page) {
        const name = change.key.id.replace(/-(left|right)$/, "");
        check.set(name, (check.get(name) ?? 0) + 1);
        assert.equal((await store.get(change.key))?.version, change.version);
      }
      if (page.length < 1000) break;
      afterSequence = page.at(-1)!.sequence;
    }
    assert.ok(check.size >= acknowledged.length);
    for (const [name, sides] of check) assert.equal(sides, 2, `half of ${name} is there`);
    await store.close();
    const database = new DatabaseSync(path);
    assert.deepEqual({ ...database.prepare("PRAGMA integrity_check").get() }, { integrity_check: "ok" });
    database.close();
  });
});
