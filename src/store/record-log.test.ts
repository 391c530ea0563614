import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { RecordLog } from "./record-log.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-records-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const record = (number: number): { id: string; timeMs: number; value: object } => ({
  id: `r${number}`,
  timeMs: number,
  value: { number },
});

test("records are found by id and listed newest first, and survive reopening", async () => {
  const path = join(folder, "kept.sqlite");
  const log = new RecordLog(path, 100);
  log.append("decision", [record(1), record(2)]);
  log.append("audit", [record(3)]);
  await log.close();
  const reopened = new RecordLog(path, 100);
  assert.deepEqual(reopened.find("decision", "r2"), record(2));
  assert.equal(reopened.find("audit", "r2"), undefined);
  assert.deepEqual(
    reopened.list("decision").map(({ id }) => id),
    ["r2", "r1"],
  );
  assert.deepEqual(
    reopened.list("decision", { beforeMs: 2 }).map(({ id }) => id),
    ["r1"],
  );
  await reopened.close();
});

test("the log is bounded: the oldest records go first", async () => {
  const log = new RecordLog(join(folder, "bounded.sqlite"), 100);
  for (let number = 0; number < 1000; number++) log.append("decision", [record(number)]);
  const kept = log.list("decision", { limit: 1000 });
  assert.ok(kept.length <= 105, `${kept.length} records kept`);
  assert.equal(kept[0]?.id, "r999");
  await log.close();
});
