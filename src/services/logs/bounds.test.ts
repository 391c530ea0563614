import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeRequest } from "../../control/audit.ts";
import { refuseUnbuiltMembers } from "../../control/refused-members.ts";
import type { AnyOperation } from "../operation.ts";
import { filterLogEvents } from "./events/filter-log-events.ts";
import { getLogEvents } from "./events/get-log-events.ts";
import { putLogEvents } from "./events/put-log-events.ts";
import { createLogGroup } from "./groups/create-log-group.ts";
import { describeLogGroups } from "./groups/describe-log-groups.ts";
import { putRetentionPolicy } from "./groups/put-retention-policy.ts";
import { LogsFixture, startMs } from "./logs.fixture.ts";
import { pageToken } from "./page-token.ts";
import { createLogStream } from "./streams/create-log-stream.ts";
import { describeLogStreams } from "./streams/describe-log-streams.ts";
import { listTagsForResource } from "./tags/list-tags-for-resource.ts";
import { tagLogGroup } from "./tags/tag-log-group.ts";
import { untagLogGroup } from "./tags/untag-log-group.ts";
import { untagResource } from "./tags/untag-resource.ts";

const logGroupName = "group";
const logStreamName = "stream";
const dayMs = 86_400_000;
const groupArn = `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}`;

async function withStream(): Promise<LogsFixture> {
  const logs = new LogsFixture();
  await logs.run(createLogGroup, { logGroupName });
  await logs.run(createLogStream, { logGroupName, logStreamName });
  return logs;
}

const put = (logs: LogsFixture, ...messages: readonly string[]) =>
  logs.run(putLogEvents, {
    logGroupName,
    logStreamName,
    logEvents: messages.map((message, i) => ({ timestamp: startMs + i, message })),
  });

async function found(logs: LogsFixture, input: object): Promise<readonly (string | undefined)[]> {
  const { events } = await logs.run(filterLogEvents, { logGroupName, ...input });
  return events!.map(({ message }) => message);
}

describe("a token of a search", () => {
  const from = (descending: 0 | 1, timestampMs: number) =>
    pageToken({ descending, timestampMs, sequence: 0 });

  it("leads to nothing outside the time that is asked for", async () => {
    const logs = await withStream();
    await put(logs, "a", "b", "c");
    const range = { startTime: startMs + 1, endTime: startMs + 1 };
    assert.deepEqual(await found(logs, { ...range, nextToken: from(0, 0) }), ["b"]);
    assert.deepEqual(await found(logs, { ...range, nextToken: from(1, startMs + dayMs) }), ["b"]);
  });

  it("leads to no event that has expired", async () => {
    const logs = await withStream();
    await put(logs, "a", "b");
    await logs.run(putRetentionPolicy, { logGroupName, retentionInDays: 1 });
    logs.clock.advance(dayMs + 1);
    assert.deepEqual(await found(logs, { nextToken: from(0, 0) }), ["b"]);
  });

  const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const whole = { descending: 0, timestampMs: 0, sequence: 0 };
  const wrong: readonly (readonly [what: string, nextToken: string])[] = [
    ["null", text(null)],
    ["a text", text("text")],
    ["a member less", text({ descending: 0, timestampMs: 0 })],
    ["a text for a number", text({ ...whole, timestampMs: "0" })],
    ["a fraction", text({ ...whole, timestampMs: 0.5 })],
    ["too great a number", text({ ...whole, sequence: 2 ** 60 })],
  ];
  for (const [what, nextToken] of wrong) {
    it(`is refused with ${what}`, async () => {
      await assert.rejects(found(await withStream(), { nextToken }), { code: "InvalidParameterException" });
    });
  }

  it("of a stream is refused with a place that no event can have", async () => {
    const logs = await withStream();
    for (const nextToken of [
      `f/${"0".repeat(16)}${"9".repeat(40)}/s`,
      `f/${"9".repeat(16)}${"0".repeat(40)}/s`,
    ]) {
      await assert.rejects(logs.run(getLogEvents, { logGroupName, logStreamName, nextToken }), {
        code: "InvalidParameterException",
      });
    }
  });
});

describe("a search", () => {
  it("answers as many events as it is asked for", async () => {
    const logs = await withStream();
    await put(logs, "a", "b", "c");
    assert.deepEqual(await found(logs, { limit: 2 }), ["a", "b"]);
  });

  it("answers a mebibyte at most, and goes on with the rest", async () => {
    const logs = await withStream();
    for (let i = 0; i < 3; i++) await put(logs, `${i}${"x".repeat(400_000)}`);
    const first = await logs.run(filterLogEvents, { logGroupName });
    assert.deepEqual(
      first.events!.map(({ message }) => message![0]),
      ["0", "1"],
    );
    const rest = await found(logs, { nextToken: first.nextToken });
    assert.deepEqual(
      rest.map((message) => message![0]),
      ["2"],
    );
  });

  it("looks at 16 MiB at most in one call, and goes on from there", async () => {
    const logs = await withStream();
    for (let i = 0; i < 18; i++) await put(logs, "x".repeat(1_000_000));
    await put(logs, "needle");
    const first = await logs.run(filterLogEvents, {
      logGroupName,
      filterPattern: "needle",
      startTime: startMs,
    });
    assert.deepEqual(first.events, []);
    assert.deepEqual(await found(logs, { filterPattern: "needle", nextToken: first.nextToken }), ["needle"]);
  });

  it("ends with the call that it is for", async () => {
    const logs = await withStream();
    await put(logs, ...Array.from({ length: 300 }, () => "x"));
    const gone = logs.run(filterLogEvents, { logGroupName }, { signal: AbortSignal.abort() });
    await assert.rejects(gone, { name: "AbortError" });
  });

  it("lets other work go on between its turns", async () => {
    const logs = await withStream();
    await put(logs, ...Array.from({ length: 1_000 }, () => "x"));
    let turns = 0;
    let searching = true;
    const count = (): void => {
      turns++;
      if (searching) setImmediate(count);
    };
    setImmediate(count);
    await found(logs, {});
    searching = false;
    assert.ok(turns >= 3, `${turns} turns`);
  });

  it("refuses streams that are not there beside one that is", async () => {
    const logStreamNames = [logStreamName, "absent"];
    await assert.rejects(found(await withStream(), { logStreamNames }), {
      code: "ResourceNotFoundException",
    });
  });

  for (const [what, filterPattern] of [
    ["more fields than any event has", `[${"a,".repeat(256)}a]`],
    ["an expression of many long choices", `%${Array.from({ length: 10 }, () => "a{100}").join("|")}%`],
    ["parentheses without end around a field", `[${"(".repeat(40)}a=1${")".repeat(40)}]`],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(found(await withStream(), { filterPattern }), {
        code: "InvalidParameterException",
      });
    });
  }
});

describe("log groups", () => {
  it("list their own streams only", async () => {
    const logs = await withStream();
    await logs.run(createLogGroup, { logGroupName: "other" });
    await logs.run(createLogStream, { logGroupName: "other", logStreamName: "secret" });
    for (const orderBy of ["LogStreamName", "LastEventTime"] as const) {
      const { logStreams } = await logs.run(describeLogStreams, { logGroupName, orderBy });
      assert.deepEqual(
        logStreams!.map((stream) => stream.logStreamName),
        [logStreamName],
      );
    }
  });

  it("are not listed by a prefix and a pattern together", async () => {
    const both = { logGroupNamePrefix: "a", logGroupNamePattern: "b" };
    await assert.rejects(new LogsFixture().run(describeLogGroups, both), {
      code: "InvalidParameterException",
    });
  });

  it("are named by ARNs of groups only", async () => {
    const logs = await withStream();
    const wrong = [groupArn.replace(":logs:", ":s3:"), `${groupArn}:log-stream:${logStreamName}`];
    for (const resourceArn of wrong) {
      await assert.rejects(async () => logs.run(listTagsForResource, { resourceArn }), {
        code: "InvalidParameterException",
      });
    }
  });

  it("are not made with tags of AWS's own", async () => {
    await assert.rejects(new LogsFixture().run(createLogGroup, { logGroupName, tags: { "aws:x": "1" } }), {
      code: "InvalidParameterException",
    });
  });

  it("are tagged and untagged as policies about tags allow, in every form", async () => {
    const logs = await withStream();
    const contexts = async (operation: AnyOperation, input: object, key: string) =>
      (await logs.permits(operation, input)).map(({ context }) => context?.get(key));
    const tags = { team: "red" };
    assert.deepEqual(await contexts(createLogGroup, { logGroupName: "new", tags }, "aws:requesttag/team"), [
      ["red"],
      ["red"],
    ]);
    assert.deepEqual(await contexts(tagLogGroup, { logGroupName, tags }, "aws:requesttag/team"), [["red"]]);
    assert.deepEqual(await contexts(untagLogGroup, { logGroupName, tags: ["team"] }, "aws:tagkeys"), [
      ["team"],
    ]);
    const untag = { resourceArn: groupArn, tagKeys: ["team"] };
    assert.deepEqual(await contexts(untagResource, untag, "aws:tagkeys"), [["team"]]);
  });
});

describe("CloudWatch Logs", () => {
  const rows: readonly (readonly [AnyOperation, object])[] = [
    [createLogGroup, { kmsKeyId: "key" }],
    [createLogGroup, { logGroupClass: "INFREQUENT_ACCESS" }],
    [describeLogGroups, { includeLinkedAccounts: true }],
    [describeLogGroups, { accountIdentifiers: ["111122223333"] }],
    [filterLogEvents, { unmask: true }],
    [getLogEvents, { unmask: true }],
    [putLogEvents, { entity: { keyAttributes: { a: "b" } } }],
  ];
  for (const [operation, input] of rows) {
    it(`refuses ${Object.keys(input)[0]} of ${operation.name}`, () => {
      assert.throws(() => refuseUnbuiltMembers(operation.name, operation.refuses, input), {
        code: "NotImplemented",
      });
    });
  }

  it("shows no message to the audit", () => {
    const input = { logGroupName, logEvents: [{ timestamp: 0, message: "a secret" }] };
    assert.doesNotMatch(describeRequest(input, putLogEvents.audit.redact) ?? "", /secret/);
  });
});
