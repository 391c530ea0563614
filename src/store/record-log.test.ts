import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { ManualClock } from "../base/clock.ts";
import { silentLogger } from "../base/logger.ts";
import { RecordLog, type RecordLogOptions } from "./record-log.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-records-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const open = (name: string, options: Partial<RecordLogOptions> = {}): RecordLog =>
  new RecordLog({
    path: join(folder, name),
    recordsMax: 1000,
    clock: new ManualClock(0),
    logger: silentLogger,
    ...options,
  });

const record = (number: number): { requestId: string; startedAtMs: number; kept: string } => ({
  requestId: `r${number}`,
  startedAtMs: number,
  kept: `é "${number}"`,
});
const idsOf = (records: readonly { requestId: string }[]): string =>
  records.map(({ requestId }) => requestId).join(" ");

/** Adds records and sends them as one batch. */
function appendBatch(log: RecordLog, kind: string, numbers: readonly number[]): void {
  for (const number of numbers) log.append(kind, record(number));
  log.flush();
}

test("records are found by id and listed newest first, and survive reopening", async () => {
  const log = open("kept.sqlite");
  appendBatch(log, "decision", [1, 22]);
  appendBatch(log, "audit", [3]);
  await log.close();
  const reopened = open("kept.sqlite");
  assert.deepEqual(reopened.find("decision", "r22"), record(22));
  assert.equal(reopened.find("decision", "r2"), undefined);
  assert.equal(reopened.find("audit", "r22"), undefined);
  assert.equal(idsOf(reopened.list("decision")), "r22 r1");
  assert.equal(idsOf(reopened.list("decision", { beforeMs: 22 })), "r1");
  await reopened.close();
});

test("records of long requests come late and are listed by their time all the same", async () => {
  const log = open("late.sqlite");
  appendBatch(log, "decision", [10, 20]);
  appendBatch(log, "decision", [15, 30]);
  for (const number of [5, 25]) log.append("decision", record(number));
  assert.equal(idsOf(log.list("decision")), "r30 r25 r20 r15 r10 r5");
  assert.equal(idsOf(log.list("decision", { limit: 3 })), "r30 r25 r20");
  assert.equal(idsOf(log.list("decision", { beforeMs: 20, limit: 2 })), "r15 r10");
  await log.close();
});

test("the log is bounded: the oldest records of the same kind go first", async () => {
  const log = open("bounded.sqlite", { recordsMax: 100 });
  appendBatch(log, "audit", [0]);
  for (let number = 0; number < 1000; number += 5) {
    appendBatch(
      log,
      "decision",
      [0, 1, 2, 3, 4].map((n) => number + n),
    );
  }
  await log.close();
  const reopened = open("bounded.sqlite", { recordsMax: 100 });
  const kept = reopened.list("decision", { limit: 1000 });
  assert.deepEqual([kept.length, kept[0]?.requestId, kept.at(-1)?.requestId], [100, "r999", "r900"]);
  assert.equal(idsOf(reopened.list("audit")), "r0", "a flood of one kind washed another away");
  await reopened.close();
});

test("records that gather or are on their way to the disk are found and listed, and each once", async () => {
  const log = open("waiting.sqlite");
  log.append("audit", record(0));
  for (let number = 1; number <= 300; number++) {
    log.append("decision", record(number));
    if (number % 7 === 0) log.flush();
    assert.deepEqual(log.find("decision", `r${number}`), record(number));
    assert.equal(log.list("decision", { limit: 1000 }).length, number);
    // Lets some of them arrive meanwhile.
    if (number % 20 === 0) await delay(5);
  }
  await log.close();
});

test("records are sent to the disk 50 ms after the first of them came", async () => {
  const clock = new ManualClock(0);
  const log = open("clock.sqlite", { clock });
  log.append("decision", record(1));
  clock.advance(49);
  log.append("decision", record(2));
  const reader = open("clock.sqlite");
  await delay(100);
  assert.deepEqual(reader.list("decision"), []);
  clock.advance(1);
  while (reader.list("decision").length < 2) await delay(5);
  await reader.close();
  await log.close();
});

test("memory of stored batches is written anew, and nothing of the old shows", async () => {
  const log = open("reused.sqlite");
  for (let round = 0; round < 10; round++) {
    appendBatch(
      log,
      "decision",
      Array.from({ length: 100 - 10 * round }, (_, n) => 100 * round + n),
    );
    await delay(10);
  }
  await log.close();
  const reopened = open("reused.sqlite");
  const kept = reopened.list("decision", { limit: 1000 });
  assert.equal(kept.length, 550);
  for (const found of kept) assert.deepEqual(found, record(found.startedAtMs));
  await reopened.close();
});

test("a log that outruns the disk loses the newest, counts them and says so", async () => {
  const told: unknown[] = [];
  const logger = {
    ...silentLogger,
    error: (_: string, __: unknown, facts?: object) => void told.push(facts),
  };
  const log = open("outrun.sqlite", { logger });
  const large = { ...record(1), text: "x".repeat(10_000_000) };
  for (let number = 0; number < 9; number++) {
    log.append("decision", large);
    log.flush();
  }
  assert.equal(log.lostCount, 2);
  assert.deepEqual(told, [{ records: 1 }, { records: 1 }]);
  await log.close();
});

test("records that the writer could not store are counted, and the ones after are stored", async () => {
  const log = open("failing.sqlite");
  appendBatch(log, "decision", [1]);
  await log.close();
  const blocked = open("failing.sqlite");
  const blocker = new DatabaseSync(join(folder, "failing.sqlite"));
  blocker.exec("BEGIN IMMEDIATE");
  appendBatch(blocked, "decision", [2, 3]);
  while (blocked.lostCount === 0) await delay(5);
  assert.equal(blocked.lostCount, 2);
  blocker.exec("ROLLBACK");
  blocker.close();
  appendBatch(blocked, "decision", [4]);
  await blocked.close();
  const reopened = open("failing.sqlite");
  assert.deepEqual(reopened.find("decision", "r4"), record(4));
  await reopened.close();
});

test("records of the first version of the file are read", async () => {
  const path = join(folder, "old.sqlite");
  await open("old.sqlite").close();
  const old = new DatabaseSync(path);
  old.exec("PRAGMA user_version=1");
  const wrapped = JSON.stringify([1, 2].map((n) => ({ id: `r${n}`, timeMs: n, value: record(n) })));
  old.prepare("INSERT INTO batches VALUES (1, 'audit', 1, 2, 2, ',r1,r2,', ?)").run(wrapped);
  old.close();
  const log = open("old.sqlite");
  assert.deepEqual(log.list("audit"), [record(2), record(1)]);
  await log.close();
});
