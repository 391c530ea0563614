import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { RecordLog, RecordsLostError } from "./record-log.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-records-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const record = (number: number): { id: string; timeMs: number; value: object } => ({
  id: `r${number}`,
  timeMs: number,
  value: { number },
});
const idsOf = (records: readonly { id: string }[]): string => records.map(({ id }) => id).join(" ");

test("records are found by id and listed newest first, and survive reopening", async () => {
  const path = join(folder, "kept.sqlite");
  const log = new RecordLog(path, 100);
  log.append("decision", [record(1), record(22)]);
  log.append("audit", [record(3)]);
  await log.close();
  const reopened = new RecordLog(path, 100);
  assert.deepEqual(reopened.find("decision", "r22"), record(22));
  assert.equal(reopened.find("decision", "r2"), undefined);
  assert.equal(reopened.find("audit", "r22"), undefined);
  assert.equal(idsOf(reopened.list("decision")), "r22 r1");
  assert.equal(idsOf(reopened.list("decision", { beforeMs: 22 })), "r1");
  await reopened.close();
});

test("records of long requests come late and are listed by their time all the same", async () => {
  const log = new RecordLog(join(folder, "late.sqlite"), 100);
  log.append("decision", [record(10), record(20)]);
  log.append("decision", [record(15), record(30)]);
  log.append("decision", [record(5), record(25)]);
  assert.equal(idsOf(log.list("decision")), "r30 r25 r20 r15 r10 r5");
  assert.equal(idsOf(log.list("decision", { limit: 3 })), "r30 r25 r20");
  assert.equal(idsOf(log.list("decision", { beforeMs: 20, limit: 2 })), "r15 r10");
  await log.close();
});

test("the log is bounded: the oldest records of the same kind go first", async () => {
  const path = join(folder, "bounded.sqlite");
  const log = new RecordLog(path, 100);
  log.append("audit", [record(0)]);
  for (let number = 0; number < 1000; number += 5) {
    log.append(
      "decision",
      Array.from({ length: 5 }, (_, n) => record(number + n)),
    );
  }
  await log.close();
  const reopened = new RecordLog(path, 100);
  const kept = reopened.list("decision", { limit: 1000 });
  assert.deepEqual([kept.length, kept[0]?.id, kept.at(-1)?.id], [100, "r999", "r900"]);
  assert.equal(idsOf(reopened.list("audit")), "r0", "a flood of one kind washed another away");
  await reopened.close();
});

test("records on their way to the disk are found and listed, and each once", async () => {
  const log = new RecordLog(join(folder, "waiting.sqlite"), 1000);
  log.append("audit", [record(0)]);
  for (let number = 1; number <= 200; number++) {
    log.append("decision", [record(number)]);
    assert.deepEqual(log.find("decision", `r${number}`), record(number));
    assert.equal(log.list("decision", { limit: 1000 }).length, number);
    // Lets some of them arrive meanwhile.
    if (number % 20 === 0) await new Promise((done) => setTimeout(done, 5));
  }
  await log.close();
});

test("a log that outruns the disk loses the newest and says so", async () => {
  const log = new RecordLog(join(folder, "outrun.sqlite"), 1000);
  const large = { id: "large", timeMs: 1, value: { text: "x".repeat(10_000_000) } };
  for (let number = 0; number < 6; number++) log.append("decision", [large]);
  assert.throws(() => log.append("decision", [large]), RecordsLostError);
  await log.close();
});

test("a failure of the writer shows at the next append, and the one after is stored", async () => {
  const path = join(folder, "failing.sqlite");
  const log = new RecordLog(path, 1000);
  log.append("decision", [record(1)]);
  await log.close();
  const blocked = new RecordLog(path, 1000);
  const blocker = new DatabaseSync(path);
  blocker.exec("BEGIN IMMEDIATE");
  blocked.append("decision", [record(2)]);
  await assert.rejects(async () => {
    for (;;) {
      await new Promise((done) => setTimeout(done, 10));
      blocked.append("decision", [record(3)]);
    }
  }, RecordsLostError);
  blocker.exec("ROLLBACK");
  blocker.close();
  blocked.append("decision", [record(4)]);
  await blocked.close();
  const reopened = new RecordLog(path, 1000);
  assert.deepEqual(reopened.find("decision", "r4"), record(4));
  await reopened.close();
});
