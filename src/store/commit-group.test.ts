import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, it } from "node:test";
import { CommitGroup } from "./commit-group.ts";

describe("transactions that are committed together", () => {
  let database: DatabaseSync;
  let group: CommitGroup;
  beforeEach(() => {
    database = new DatabaseSync(":memory:");
    // A reference that is checked at the commit makes commits fail when a test wants it.
    database.exec(`PRAGMA foreign_keys=ON;
      CREATE TABLE parent (id INTEGER PRIMARY KEY);
      CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)`);
    group = new CommitGroup(database);
  });
  const add = (id: number): void => group.run(() => void database.exec(`INSERT INTO parent VALUES (${id})`));
  const addOrphan = (): void => group.run(() => void database.exec("INSERT INTO child VALUES (1, 99)"));
  const parents = (): number[] =>
    database
      .prepare("SELECT id FROM parent")
      .all()
      .map((row) => Number(row["id"]));

  it("are visible at once, and committed at the end of the turn", async () => {
    add(1);
    add(2);
    assert.deepEqual([parents(), database.isTransaction], [[1, 2], true]);
    await group.committed();
    assert.deepEqual([parents(), database.isTransaction], [[1, 2], false]);
  });

  it("do not suffer from one among them that fails", async () => {
    add(1);
    assert.throws(() =>
      group.run(() => {
        database.exec("INSERT INTO parent VALUES (2)");
        throw new Error("changed its mind");
      }),
    );
    add(3);
    await group.committed();
    assert.deepEqual(parents(), [1, 3]);
  });

  it("are all lost, and all told, when the commit fails; the next ones are not", async () => {
    add(1);
    const first = group.committed();
    addOrphan();
    const second = group.committed();
    await assert.rejects(first, /FOREIGN KEY/);
    await assert.rejects(second, /FOREIGN KEY/);
    assert.deepEqual([parents(), database.isTransaction], [[], false]);
    add(2);
    await group.committed();
    assert.deepEqual(parents(), [2]);
  });

  it("are all told when SQLite rolls everything back by itself", async () => {
    add(1);
    const first = group.committed();
    assert.throws(() =>
      group.run(() => {
        database.exec("ROLLBACK");
        throw new Error("the disk is full");
      }),
    );
    await assert.rejects(first, /disk is full/);
    add(2);
    await group.committed();
    assert.deepEqual(parents(), [2]);
  });

  it("stop nothing when they fail and nobody asked", async () => {
    addOrphan();
    await new Promise((done) => setImmediate(() => setImmediate(done)));
    assert.equal(database.isTransaction, false);
  });

  it("can be committed before the turn ends", () => {
    add(1);
    group.commit();
    assert.equal(database.isTransaction, false);
    group.commit();
  });
});
