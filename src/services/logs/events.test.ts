import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { filterLogEvents } from "./events/filter-log-events.ts";
import { getLogEvents } from "./events/get-log-events.ts";
import { putLogEvents } from "./events/put-log-events.ts";
import { createLogGroup } from "./groups/create-log-group.ts";
import { deleteLogGroup } from "./groups/delete-log-group.ts";
import { deleteRetentionPolicy } from "./groups/delete-retention-policy.ts";
import { describeLogGroups } from "./groups/describe-log-groups.ts";
import { putRetentionPolicy } from "./groups/put-retention-policy.ts";
import { LogsFixture, startMs } from "./logs.fixture.ts";
import { createLogStream } from "./streams/create-log-stream.ts";
import { deleteLogStream } from "./streams/delete-log-stream.ts";

const logGroupName = "group";
const logStreamName = "stream";
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

async function withStream(...streamNames: string[]): Promise<LogsFixture> {
  const logs = new LogsFixture();
  await logs.run(createLogGroup, { logGroupName });
  for (const name of [logStreamName, ...streamNames]) {
    await logs.run(createLogStream, { logGroupName, logStreamName: name });
  }
  return logs;
}

/** Events `offsetMs` from the clock's start, whose messages are their offsets. */
const eventsAt = (...offsetsMs: number[]) =>
  offsetsMs.map((offsetMs) => ({ timestamp: startMs + offsetMs, message: String(offsetMs) }));

async function messages(logs: LogsFixture, input: object = {}): Promise<string> {
  const { events } = await logs.run(getLogEvents, {
    logGroupName,
    logStreamName,
    startFromHead: true,
    ...input,
  });
  return events!.map((event) => event.message).join(" ");
}

describe("a batch of log events", () => {
  const refused: [string, { timestamp: number; message: string }[], RegExp][] = [
    ["out of order", eventsAt(1, 0), /chronological order/],
    [
      "over 1 MiB with 26 bytes an event",
      [{ timestamp: startMs, message: "é".repeat(524_276) }],
      /exceeds limit/,
    ],
    ["over 24 hours long", eventsAt(-dayMs - 1, 0), /span more than 24 hours/],
  ];
  for (const [what, logEvents, message] of refused) {
    it(`is refused whole when it is ${what}`, async () => {
      const logs = await withStream();
      await assert.rejects(logs.run(putLogEvents, { logGroupName, logStreamName, logEvents }), {
        code: "InvalidParameterException",
        message,
      });
      assert.equal(await messages(logs), "");
    });
  }

  it("is taken at exactly 1 MiB, and at exactly 24 hours", async () => {
    const logs = await withStream();
    const largest = [{ timestamp: startMs, message: "é".repeat(524_275) }];
    await logs.run(putLogEvents, { logGroupName, logStreamName, logEvents: largest });
    await logs.run(putLogEvents, { logGroupName, logStreamName, logEvents: eventsAt(-dayMs, 0) });
  });

  it("loses what is too old, expired or too new, and says which", async () => {
    const logs = await withStream();
    const put = async (...offsetsMs: number[]) => {
      const logEvents = eventsAt(...offsetsMs);
      return (await logs.run(putLogEvents, { logGroupName, logStreamName, logEvents })).rejectedLogEventsInfo;
    };
    assert.deepEqual(await put(-14 * dayMs - 1, -14 * dayMs), { tooOldLogEventEndIndex: 1 });
    assert.deepEqual(await put(0, 2 * hourMs, 2 * hourMs + 1), { tooNewLogEventStartIndex: 2 });
    await logs.run(putRetentionPolicy, { logGroupName, retentionInDays: 1 });
    assert.deepEqual(await put(-20 * dayMs, -dayMs - 1, -dayMs), {
      tooOldLogEventEndIndex: 1,
      expiredLogEventEndIndex: 2,
    });
    assert.equal(await put(1), undefined);
    assert.equal(await messages(logs), `${-dayMs} 0 1 ${2 * hourMs}`);
  });

  it("needs its group and its stream", async () => {
    const logs = await withStream();
    const put = (group: string, stream: string) =>
      logs.run(putLogEvents, { logGroupName: group, logStreamName: stream, logEvents: eventsAt(0) });
    await assert.rejects(put("absent", logStreamName), {
      code: "ResourceNotFoundException",
      message: /log group/,
    });
    await assert.rejects(put(logGroupName, "absent"), {
      code: "ResourceNotFoundException",
      message: /log stream/,
    });
  });

  it("is refused when the room for logs is used up", async () => {
    const logs = new LogsFixture({ bytesMax: 1 });
    await logs.run(createLogGroup, { logGroupName });
    await logs.run(createLogStream, { logGroupName, logStreamName });
    await assert.rejects(logs.run(putLogEvents, { logGroupName, logStreamName, logEvents: eventsAt(0) }), {
      code: "ServiceUnavailableException",
    });
  });
});

describe("reading a stream", () => {
  async function withTen(): Promise<LogsFixture> {
    const logs = await withStream("other");
    const logEvents = eventsAt(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    await logs.run(putLogEvents, { logGroupName, logStreamName, logEvents: logEvents.slice(5) });
    await logs.run(putLogEvents, { logGroupName, logStreamName, logEvents: logEvents.slice(0, 5) });
    await logs.run(putLogEvents, { logGroupName, logStreamName: "other", logEvents });
    return logs;
  }

  it("goes forward from the head, in order of time, and stays at the end until more comes", async () => {
    const logs = await withTen();
    const pages: string[] = [];
    let nextToken: string | undefined;
    for (;;) {
      const page = await logs.run(getLogEvents, {
        logGroupName,
        logStreamName,
        startFromHead: true,
        limit: 4,
        nextToken,
      });
      pages.push(page.events!.map((event) => event.message).join(""));
      if (page.nextForwardToken === nextToken) break;
      nextToken = page.nextForwardToken;
    }
    assert.deepEqual(pages, ["0123", "4567", "89", ""]);
    await logs.run(putLogEvents, { logGroupName, logStreamName, logEvents: eventsAt(9, 10) });
    assert.equal(await messages(logs, { nextToken }), "9 10");
  });

  it("goes backward from the tail, each page in order of time", async () => {
    const logs = await withTen();
    const pages: string[] = [];
    let nextToken: string | undefined;
    for (;;) {
      const page = await logs.run(getLogEvents, { logGroupName, logStreamName, limit: 4, nextToken });
      pages.push(page.events!.map((event) => event.message).join(""));
      if (page.nextBackwardToken === nextToken) break;
      nextToken = page.nextBackwardToken;
    }
    assert.deepEqual(pages, ["6789", "2345", "01", ""]);
  });

  it("turns round at a page and at either end without losing or repeating an event", async () => {
    const logs = await withTen();
    const read = (nextToken: string | undefined, limit: number) =>
      logs.run(getLogEvents, { logGroupName, logStreamName, startFromHead: true, limit, nextToken });
    const text = (page: Awaited<ReturnType<typeof read>>) =>
      page.events!.map((event) => event.message).join("");
    const first = await read(undefined, 3);
    const second = await read(first.nextForwardToken, 3);
    assert.equal(text(await read(second.nextBackwardToken, 3)), "012");
    const atStart = await read(first.nextBackwardToken, 3);
    assert.equal(text(atStart), "");
    assert.equal(text(await read(atStart.nextForwardToken, 3)), "012");
    const last = await read(second.nextForwardToken, 10);
    const atEnd = await read(last.nextForwardToken, 3);
    assert.equal(text(atEnd), "");
    assert.equal(text(await read(atEnd.nextBackwardToken, 3)), "789");
  });

  it("takes a start that is part of the range and an end that is not", async () => {
    const logs = await withTen();
    assert.equal(await messages(logs, { startTime: startMs + 3, endTime: startMs + 6 }), "3 4 5");
  });

  it("answers no more than a mebibyte, and one event at least", async () => {
    const logs = await withStream();
    for (let n = 0; n < 3; n++) {
      const logEvents = [{ timestamp: startMs + n, message: String(n).repeat(600_000) }];
      await logs.run(putLogEvents, { logGroupName, logStreamName, logEvents });
    }
    const page = await logs.run(getLogEvents, { logGroupName, logStreamName, startFromHead: true });
    assert.deepEqual([page.events!.length, page.events![0]!.message![0]], [1, "0"]);
  });

  for (const nextToken of ["x", "f/1/s", `f/${"9".repeat(56)}/s`, `g/${"0".repeat(56)}/s`]) {
    it(`refuses the token ${nextToken.slice(0, 12)}`, async () => {
      await assert.rejects(messages(await withStream(), { nextToken }), {
        code: "InvalidParameterException",
      });
    });
  }

  it("names the group one way only, in this account and region", async () => {
    const logs = await withStream();
    const arn = `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}`;
    assert.equal(await messages(logs, { logGroupName: undefined, logGroupIdentifier: arn }), "");
    for (const wrong of [
      { logGroupIdentifier: arn },
      { logGroupName: undefined },
      { logGroupName: undefined, logGroupIdentifier: arn.replace("us-east-1", "eu-west-1") },
      { logGroupName: undefined, logGroupIdentifier: arn.replace("000000000000", "111111111111") },
      { logGroupName: undefined, logGroupIdentifier: "arn:aws:s3:::bucket" },
    ]) {
      await assert.rejects(messages(logs, wrong), { code: "InvalidParameterException" });
    }
  });
});

describe("searching a group", () => {
  async function withThree(): Promise<LogsFixture> {
    const logs = await withStream("web-1", "web-2");
    const put = (name: string, logEvents: { timestamp: number; message: string }[]) =>
      logs.run(putLogEvents, { logGroupName, logStreamName: name, logEvents });
    await put("web-1", [
      { timestamp: startMs, message: "ERROR a" },
      { timestamp: startMs + 2, message: "INFO b" },
    ]);
    await put("web-2", [{ timestamp: startMs + 1, message: "ERROR c" }]);
    await put(logStreamName, [{ timestamp: startMs + 3, message: "ERROR d" }]);
    return logs;
  }

  async function search(logs: LogsFixture, input: object): Promise<string> {
    const { events } = await logs.run(filterLogEvents, { logGroupName, ...input });
    return events!.map((event) => event.message!.at(-1)).join("");
  }

  const cases: [string, object, string][] = [
    ["all streams together in order of time", {}, "acbd"],
    ["by pattern", { filterPattern: "ERROR" }, "acd"],
    ["by streams", { logStreamNames: ["web-1", logStreamName] }, "abd"],
    ["by one stream", { logStreamNames: ["web-1"], filterPattern: "-ERROR" }, "b"],
    ["by prefix of streams", { logStreamNamePrefix: "web" }, "acb"],
    ["by time, both ends included", { startTime: startMs + 1, endTime: startMs + 2 }, "cb"],
    ["newest first", { startFromHead: false, startTime: startMs }, "dbca"],
  ];
  for (const [what, input, found] of cases) {
    it(`finds ${what}`, async () => assert.equal(await search(await withThree(), input), found));
  }

  it("goes on where it stopped, whichever way it went", async () => {
    const logs = await withThree();
    for (const startFromHead of [true, false]) {
      let found = "";
      let nextToken: string | undefined;
      do {
        const input = { logGroupName, limit: 1, filterPattern: "ERROR", startTime: startMs, nextToken };
        const page = await logs.run(filterLogEvents, nextToken ? input : { ...input, startFromHead });
        found += page.events!.map((event) => event.message!.at(-1)).join("");
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      assert.equal(found, startFromHead ? "acd" : "dca");
    }
  });

  it("looks through more events than one turn takes", async () => {
    const logs = await withStream();
    const logEvents = Array.from({ length: 1000 }, (_, n) => ({ timestamp: startMs + n, message: `n${n}` }));
    await logs.run(putLogEvents, { logGroupName, logStreamName, logEvents });
    assert.equal(
      (await logs.run(filterLogEvents, { logGroupName, filterPattern: "n999" })).events!.length,
      1,
    );
    assert.equal((await logs.run(filterLogEvents, { logGroupName })).events!.length, 1000);
  });

  const wrong: [string, object][] = [
    ["a pattern that is none", { filterPattern: "{ $.a" }],
    ["names and a prefix of streams", { logStreamNames: ["web-1"], logStreamNamePrefix: "web" }],
    ["a token of its own making", { nextToken: "bm9uZQ" }],
    ["newest first since for ever", { startFromHead: false }],
  ];
  for (const [what, input] of wrong) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(search(await withThree(), input), { code: "InvalidParameterException" });
    });
  }

  it("does not find events of a deleted stream, and refuses its name", async () => {
    const logs = await withThree();
    await logs.run(deleteLogStream, { logGroupName, logStreamName: "web-1" });
    assert.equal(await search(logs, {}), "cd");
    await assert.rejects(search(logs, { logStreamNames: ["web-1"] }), { code: "ResourceNotFoundException" });
  });
});

describe("retention", () => {
  it("ends an event's life to the millisecond, in every way of reading", async () => {
    const logs = await withStream();
    await logs.run(putLogEvents, { logGroupName, logStreamName, logEvents: eventsAt(0, 1) });
    await logs.run(putRetentionPolicy, { logGroupName, retentionInDays: 1 });
    logs.clock.advance(dayMs);
    assert.equal(await messages(logs), "0 1");
    logs.clock.advance(1);
    assert.equal(await messages(logs), "1");
    assert.equal((await logs.run(filterLogEvents, { logGroupName })).events!.length, 1);
    await logs.run(deleteRetentionPolicy, { logGroupName });
    assert.equal(await messages(logs), "0 1");
  });

  it("gives the room of expired events back, and of deleted groups", async () => {
    const logs = await withStream();
    await logs.service.start!();
    const storedBytes = async () => (await logs.run(describeLogGroups, {})).logGroups![0]!.storedBytes;
    const logEvents = Array.from({ length: 2500 }, (_, n) => ({
      timestamp: startMs + (n > 0 ? 1 : 0),
      message: "x",
    }));
    await logs.run(putLogEvents, { logGroupName, logStreamName, logEvents });
    await logs.run(putRetentionPolicy, { logGroupName, retentionInDays: 1 });
    assert.equal(await storedBytes(), 2500 * 27);
    logs.clock.advance(dayMs + 2 + 60_000);
    assert.equal(await storedBytes(), 0);
    await logs.run(deleteRetentionPolicy, { logGroupName });
    assert.equal(await messages(logs), "");
    const { database } = logs.call().deps.logs;
    const count = () => (database.statement("SELECT count(*) AS n FROM events").get() as { n: number }).n;
    const now = [{ timestamp: logs.clock.nowMs(), message: "x" }];
    await logs.run(putLogEvents, { logGroupName, logStreamName, logEvents: now });
    await logs.run(deleteLogGroup, { logGroupName });
    assert.equal(count(), 1);
    logs.clock.advance(60_000);
    assert.equal(count(), 0);
    await logs.service.stop!();
  });
});

describe("logs of other services", () => {
  const address = { accountId: "000000000000", region: "us-east-1", groupName: logGroupName };

  it("are stored a moment later, in a stream made for them", async () => {
    const logs = new LogsFixture();
    logs.service.port.append(address, logStreamName, [{ timestampMs: startMs, message: "one" }]);
    logs.service.port.append(address, logStreamName, [{ timestampMs: startMs, message: "two" }]);
    logs.clock.advance(100);
    assert.equal(await messages(logs), "one two");
  });

  it("do not make a group again that went while they waited, where they may not make one", async () => {
    const warnings: unknown[] = [];
    const logger = { info() {}, warn: (...line: unknown[]) => warnings.push(line), error() {} };
    const logs = new LogsFixture({ logger });
    const { port } = logs.service;
    await logs.run(createLogGroup, { logGroupName });
    const send = (message: string) =>
      port.appendToGroup(address, logStreamName, [{ timestampMs: startMs, message }]);
    send("one");
    logs.clock.advance(100);
    assert.equal(await messages(logs), "one");
    send("two");
    await logs.run(deleteLogGroup, { logGroupName });
    logs.clock.advance(100);
    assert.equal(port.hasGroup(address), false);
    assert.deepEqual(warnings, [["Log events were dropped", { events: 1 }]]);
  });

  it("are stored a thousand in a turn, so that requests do not wait", async () => {
    const logs = new LogsFixture();
    const events = Array.from({ length: 2500 }, (_, n) => ({ timestampMs: startMs + n, message: "x" }));
    logs.service.port.append(address, logStreamName, events);
    const stored: number[] = [];
    for (const byMs of [100, 5, 5]) {
      logs.clock.advance(byMs);
      stored.push((await logs.run(filterLogEvents, { logGroupName })).events!.length);
    }
    assert.deepEqual(stored, [1000, 2000, 2500]);
  });

  it("are cut and dropped at the bounds, and told to the log", async () => {
    const warnings: unknown[] = [];
    const logger = { info() {}, warn: (...line: unknown[]) => warnings.push(line), error() {} };
    const logs = new LogsFixture({ logger });
    const message = "é".repeat(1_000_000);
    for (let n = 0; n < 20; n++)
      logs.service.port.append(address, logStreamName, [{ timestampMs: startMs, message }]);
    logs.clock.advance(100);
    assert.deepEqual(warnings, [["Log events were dropped", { events: 4 }]]);
    const { events } = await logs.run(getLogEvents, { logGroupName, logStreamName, startFromHead: true });
    assert.equal(Buffer.byteLength(events![0]!.message!), 1_048_550);
  });

  it("are on the disk once the service has stopped", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sallyport-logs-"));
    const path = join(folder, "logs.sqlite");
    const before = new LogsFixture({ path });
    before.service.port.append(address, logStreamName, [{ timestampMs: startMs, message: "last words" }]);
    await before.service.stop!();
    const again = new LogsFixture({ path });
    assert.equal(await messages(again), "last words");
    await again.service.stop!();
    rmSync(folder, { recursive: true });
  });
});
