import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ManualClock } from "../../../base/clock.ts";
import { silentLogger } from "../../../base/logger.ts";
import type { LogsPort } from "../../logs/port.ts";
import { createLogsService } from "../../logs/service.ts";
import { NOW_MS, watched, wordRule } from "../watch/watch.fixture.ts";
import type { WatchedWebAcl } from "../watch/watched-web-acl.ts";
import { RequestLog } from "./request-log.ts";

const GROUP = { accountId: "111122223333", region: "us-east-1", groupName: "aws-waf-logs-shop" };
const logging = { logGroupName: GROUP.groupName, redactedFields: [] };

/** A web ACL that logs to CloudWatch Logs, under a clock that stands. */
async function logged(t: { after(task: () => unknown): void }, overrides: Partial<LogsPort> = {}) {
  const clock = new ManualClock(NOW_MS);
  const logs = createLogsService({ path: ":memory:", clock, logger: silentLogger });
  t.after(() => logs.stop?.());
  logs.port.append(GROUP, "other", [{ timestampMs: NOW_MS, message: "the group is there" }]);
  clock.advance(200);
  const appended: string[] = [];
  const port: LogsPort = {
    append: (...event) => logs.port.append(...event),
    hasGroup: (group) => logs.port.hasGroup(group),
    appendToGroup: (group, stream, events) => {
      appended.push(...events.map(({ message }) => `${stream} ${message}`));
      logs.port.appendToGroup(group, stream, events);
    },
    ...overrides,
  };
  const log = new RequestLog({ logs: port, clock, logger: silentLogger, countryOf: () => "DE" });
  const inspect = await watched([log], { rules: [wordRule("bad", 0)], webAcl: { logging } });
  return { clock, log, inspect, appended };
}

test("records are written a moment later, in order, with the client's country", async (t) => {
  const { clock, inspect, appended } = await logged(t);
  inspect("bad=1");
  inspect("good=2");
  assert.equal(appended.length, 0);
  clock.advance(50);
  const records = appended.map((line) => JSON.parse(line.replace("us-east-1_shop_1 ", "")));
  assert.deepEqual(
    records.map(({ action, httpRequest }) => [action, httpRequest.args, httpRequest.country]),
    [
      ["BLOCK", "bad=1", "DE"],
      ["ALLOW", "good=2", "DE"],
    ],
  );
});

test("a flood is bounded: what does not fit is dropped and counted, the rest is written in turns", async (t) => {
  const { clock, log, inspect, appended } = await logged(t);
  for (let count = 0; count < 2100; count++) inspect("good");
  assert.equal(log.droppedCount, 100);
  clock.advance(50);
  assert.equal(appended.length, 200);
  clock.advance(100);
  assert.equal(appended.length, 2000);
  inspect("good");
  clock.advance(50);
  assert.equal(appended.length, 2001);
});

test("a flood of one account leaves room for the records of another", async (t) => {
  const { clock, log, inspect, appended } = await logged(t, {
    hasGroup: () => true,
    appendToGroup: ({ accountId }, _, events) => {
      appended.push(...events.map(() => accountId));
    },
  });
  const others = { watch: (webAcl: WatchedWebAcl) => log.watch({ ...webAcl, accountId: "222233334444" }) };
  const inspectOther = await watched([others], { rules: [], webAcl: { logging } });
  for (let count = 0; count < 5000; count++) inspect("good");
  for (let count = 0; count < 500; count++) inspectOther("good");
  assert.equal(log.droppedCount, 3000);
  clock.advance(200);
  assert.equal(appended.filter((accountId) => accountId === "222233334444").length, 500);
});

test("a record that waits does not hold the body that it tells the size of", async (t) => {
  const { log, inspect, appended } = await logged(t);
  // In a function of its own, so that nothing here holds the body either.
  const send = () => {
    const body = new Uint8Array(1024);
    inspect("good", { body, bodySizeBytes: 1024 });
    return new WeakRef(body);
  };
  const body = send();
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  await new Promise((resume) => setImmediate(resume));
  collectGarbage();
  assert.equal(body.deref(), undefined);
  log.flush();
  assert.match(appended[0]!, /"requestBodySize":1024/);
});

test("what cannot be written is counted, and the next record is written", async (t) => {
  let isThere = false;
  const { clock, log, inspect, appended } = await logged(t, { hasGroup: () => isThere });
  inspect("good=1");
  clock.advance(50);
  assert.deepEqual([log.droppedCount, appended.length], [1, 0]);
  isThere = true;
  inspect("good=2");
  clock.advance(50);
  assert.deepEqual([log.droppedCount, appended.length], [1, 1]);
});

test("a log that throws loses its records, and nothing else", async (t) => {
  const { clock, log, inspect } = await logged(t, {
    appendToGroup: () => {
      throw new Error("full");
    },
  });
  assert.equal(inspect("bad").action, "BLOCK");
  clock.advance(50);
  assert.equal(log.droppedCount, 1);
});
