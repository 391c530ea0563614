import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AnyOperation } from "../operation.ts";
import { putLogEvents } from "./events/put-log-events.ts";
import { createLogGroup } from "./groups/create-log-group.ts";
import { deleteLogGroup } from "./groups/delete-log-group.ts";
import { describeLogGroups } from "./groups/describe-log-groups.ts";
import { putLogGroupDeletionProtection } from "./groups/put-log-group-deletion-protection.ts";
import { putRetentionPolicy } from "./groups/put-retention-policy.ts";
import { LogsFixture, startMs } from "./logs.fixture.ts";
import { createLogStream } from "./streams/create-log-stream.ts";
import { deleteLogStream } from "./streams/delete-log-stream.ts";
import { describeLogStreams } from "./streams/describe-log-streams.ts";
import { listTagsForResource } from "./tags/list-tags-for-resource.ts";
import { listTagsLogGroup } from "./tags/list-tags-log-group.ts";
import { tagResource } from "./tags/tag-resource.ts";
import { untagLogGroup } from "./tags/untag-log-group.ts";

const logGroupName = "/aws/lambda/orders";
const resourceArn = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/orders";

async function withGroup(): Promise<LogsFixture> {
  const logs = new LogsFixture();
  await logs.run(createLogGroup, { logGroupName });
  return logs;
}

describe("log groups", () => {
  it("are shown as they were made", async () => {
    const logs = await withGroup();
    await logs.run(putRetentionPolicy, { logGroupName, retentionInDays: 7 });
    assert.deepEqual(await logs.run(describeLogGroups, {}), {
      logGroups: [
        {
          logGroupName,
          creationTime: startMs,
          retentionInDays: 7,
          metricFilterCount: 0,
          arn: `${resourceArn}:*`,
          logGroupArn: resourceArn,
          storedBytes: 0,
          logGroupClass: "STANDARD",
          deletionProtectionEnabled: false,
        },
      ],
    });
  });

  it("are made once", async () => {
    const logs = await withGroup();
    await assert.rejects(logs.run(createLogGroup, { logGroupName }), {
      code: "ResourceAlreadyExistsException",
    });
  });

  it("of another account or region are not there", async () => {
    const logs = await withGroup();
    for (const over of [{ accountId: "111111111111" }, { region: "eu-west-1" }]) {
      assert.deepEqual(await logs.run(describeLogGroups, {}, over), { logGroups: [] });
      await assert.rejects(logs.run(deleteLogGroup, { logGroupName }, over), {
        code: "ResourceNotFoundException",
      });
      await assert.rejects(logs.run(listTagsForResource, { resourceArn }, over), {
        code: "InvalidParameterException",
      });
    }
  });

  it("are listed by prefix, by pattern and in pages", async () => {
    const logs = new LogsFixture();
    const names = Array.from({ length: 7 }, (_, n) => `/app/${n}`);
    for (const name of [...names, "/other"]) await logs.run(createLogGroup, { logGroupName: name });
    const seen: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await logs.run(describeLogGroups, { logGroupNamePrefix: "/app", limit: 3, nextToken });
      seen.push(...page.logGroups!.map((group) => group.logGroupName));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    assert.deepEqual(seen, names);
    const other = await logs.run(describeLogGroups, { logGroupNamePattern: "the" });
    assert.deepEqual(
      other.logGroups!.map((group) => group.logGroupName),
      ["/other"],
    );
    await assert.rejects(logs.run(describeLogGroups, { nextToken: "no token" }), {
      code: "InvalidParameterException",
    });
  });

  it("are not named one by one behind a prefix, which alone is what a policy goes by", async () => {
    const logs = new LogsFixture();
    for (const logGroupName of ["/mine", "/secret"]) await logs.run(createLogGroup, { logGroupName });
    const logGroupIdentifiers = ["/secret"];
    for (const more of [{ logGroupNamePrefix: "/mine" }, { logGroupNamePattern: "mine" }]) {
      await assert.rejects(logs.run(describeLogGroups, { ...more, logGroupIdentifiers }), {
        code: "InvalidParameterException",
      });
    }
    assert.equal((await logs.run(describeLogGroups, { logGroupIdentifiers })).logGroups!.length, 1);
  });

  it("take no retention but AWS's", async () => {
    const logs = await withGroup();
    await assert.rejects(logs.run(putRetentionPolicy, { logGroupName, retentionInDays: 2 }), {
      code: "InvalidParameterException",
    });
  });

  it("do not hand their events to a group of the same name", async () => {
    const logs = await withGroup();
    const logStreamName = "s";
    await logs.run(createLogStream, { logGroupName, logStreamName });
    await logs.run(putLogEvents, {
      logGroupName,
      logStreamName,
      logEvents: [{ timestamp: startMs, message: "old" }],
    });
    await logs.run(deleteLogGroup, { logGroupName });
    await logs.run(createLogGroup, { logGroupName });
    assert.deepEqual(await logs.run(describeLogStreams, { logGroupName }), { logStreams: [] });
  });

  it("under deletion protection keep their streams and themselves until it is lifted", async () => {
    const logs = await withGroup();
    await logs.run(createLogStream, { logGroupName, logStreamName: "s" });
    const protect = (deletionProtectionEnabled: boolean) =>
      logs.run(putLogGroupDeletionProtection, { logGroupIdentifier: resourceArn, deletionProtectionEnabled });
    await protect(true);
    await assert.rejects(logs.run(deleteLogGroup, { logGroupName }), { code: "ValidationException" });
    await assert.rejects(logs.run(deleteLogStream, { logGroupName, logStreamName: "s" }), {
      code: "ValidationException",
    });
    await protect(false);
    await logs.run(deleteLogStream, { logGroupName, logStreamName: "s" });
    await logs.run(deleteLogGroup, { logGroupName });
  });
});

describe("tags of log groups", () => {
  it("are set, shown in both forms and taken away", async () => {
    const logs = new LogsFixture();
    await logs.run(createLogGroup, { logGroupName, tags: { team: "a", stage: "test" } });
    await logs.run(tagResource, { resourceArn, tags: { team: "b", ["__proto__"]: "x" } });
    await logs.run(untagLogGroup, { logGroupName, tags: ["stage", "absent"] });
    const { tags } = await logs.run(listTagsForResource, { resourceArn });
    const shown = Object.entries(tags!);
    assert.deepEqual(shown, Object.entries({ team: "b", ["__proto__"]: "x" }));
    assert.deepEqual(await logs.run(listTagsLogGroup, { logGroupName }), { tags });
  });

  it("are at most fifty, and none of AWS's own", async () => {
    const logs = await withGroup();
    const tags = Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`t${n}`, ""]));
    await assert.rejects(logs.run(tagResource, { resourceArn, tags }), { code: "TooManyTagsException" });
    await assert.rejects(logs.run(tagResource, { resourceArn, tags: { "aws:x": "" } }), {
      code: "InvalidParameterException",
    });
  });
});

describe("log streams", () => {
  it("are listed by name or by last event, either way, in pages", async () => {
    const logs = await withGroup();
    for (const [logStreamName, minute] of [
      ["a", 2],
      ["b", 0],
      ["c", 1],
      ["d", 2],
    ] as const) {
      await logs.run(createLogStream, { logGroupName, logStreamName });
      if (minute === 0) continue;
      const logEvents = [{ timestamp: startMs + minute * 60_000, message: "x" }];
      await logs.run(putLogEvents, { logGroupName, logStreamName, logEvents });
    }
    const list = async (orderBy: "LogStreamName" | "LastEventTime", descending: boolean): Promise<string> => {
      let names = "";
      let nextToken: string | undefined;
      do {
        const page = await logs.run(describeLogStreams, {
          logGroupName,
          orderBy,
          descending,
          limit: 3,
          nextToken,
        });
        names += page.logStreams!.map((stream) => stream.logStreamName).join("");
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return names;
    };
    assert.equal(await list("LogStreamName", false), "abcd");
    assert.equal(await list("LogStreamName", true), "dcba");
    assert.equal(await list("LastEventTime", false), "bcad");
    assert.equal(await list("LastEventTime", true), "dacb");
    const prefixed = await logs.run(describeLogStreams, { logGroupName, logStreamNamePrefix: "c" });
    assert.deepEqual(prefixed.logStreams, [
      {
        logStreamName: "c",
        creationTime: startMs,
        firstEventTimestamp: startMs + 60_000,
        lastEventTimestamp: startMs + 60_000,
        lastIngestionTime: startMs,
        arn: `${resourceArn}:log-stream:c`,
        storedBytes: 0,
      },
    ]);
  });

  it("are made once, in a group that is there", async () => {
    const logs = await withGroup();
    await logs.run(createLogStream, { logGroupName, logStreamName: "a" });
    await assert.rejects(logs.run(createLogStream, { logGroupName, logStreamName: "a" }), {
      code: "ResourceAlreadyExistsException",
    });
    await assert.rejects(logs.run(createLogStream, { logGroupName: "absent", logStreamName: "a" }), {
      code: "ResourceNotFoundException",
    });
  });
});

describe("permissions", () => {
  it("are asked for on the ARNs that AWS's policies name", async () => {
    const logs = new LogsFixture();
    await logs.run(createLogGroup, { logGroupName, tags: { Team: "a" } });
    const asked = async (operation: AnyOperation, input: object): Promise<string[]> =>
      (await logs.permits(operation, input)).map((check) => `${check.action} ${check.resource}`);
    assert.deepEqual(await asked(deleteLogGroup, { logGroupName }), [
      `logs:DeleteLogGroup ${resourceArn}:log-stream:`,
    ]);
    assert.deepEqual(await asked(createLogStream, { logGroupName, logStreamName: "s" }), [
      `logs:CreateLogStream ${resourceArn}:log-stream:s`,
    ]);
    assert.deepEqual(await asked(listTagsForResource, { resourceArn }), [
      `logs:ListTagsForResource ${resourceArn}`,
    ]);
    assert.deepEqual(await asked(createLogGroup, { logGroupName, tags: { a: "b" } }), [
      `logs:CreateLogGroup ${resourceArn}:log-stream:`,
      `logs:TagResource ${resourceArn}`,
    ]);
  });

  it("know the group's tags and those of the request", async () => {
    const logs = new LogsFixture();
    await logs.run(createLogGroup, { logGroupName, tags: { Team: "a" } });
    const [check] = await logs.permits(tagResource, { resourceArn, tags: { Stage: "prod" } });
    const values = ["aws:resourcetag/team", "aws:requesttag/stage", "aws:tagkeys"].map((key) =>
      check!.context!.get(key),
    );
    assert.deepEqual(values, [["a"], ["prod"], ["Stage"]]);
  });
});
