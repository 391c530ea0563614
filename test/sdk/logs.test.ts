import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  StartQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { type RunningServer, startServer } from "../running-server.ts";

const logGroupName = "/app/orders";
const logStreamName = "2026/01/01/web";

describe("CloudWatch Logs with the AWS SDK", () => {
  let server: RunningServer;
  let logs: CloudWatchLogsClient;
  const dataFolder = mkdtempSync(join(tmpdir(), "sallyport-logs-"));
  before(async () => {
    server = await startServer({ dataFolder });
    logs = new CloudWatchLogsClient(server.client);
    await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { team: "orders" } }));
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  });
  after(async () => {
    logs.destroy();
    await server.stop();
    rmSync(dataFolder, { recursive: true });
  });

  it("stores, reads and searches events", async () => {
    const now = Date.now();
    const logEvents = ['{"level":"info","ms":12}', '{"level":"error","ms":1200}'].map((message, n) => ({
      timestamp: now + n,
      message,
    }));
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    const read = await logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }),
    );
    assert.deepEqual(
      read.events?.map(({ timestamp, message }) => ({ timestamp, message })),
      logEvents,
    );
    const filterPattern = '{ $.level = "error" && $.ms > 1000 }';
    const found = await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern }));
    assert.deepEqual(
      found.events?.map((event) => event.message),
      [logEvents[1]!.message],
    );
  });

  it("answers the errors that AWS answers", async () => {
    await assert.rejects(logs.send(new CreateLogGroupCommand({ logGroupName })), {
      name: "ResourceAlreadyExistsException",
    });
    await assert.rejects(logs.send(new GetLogEventsCommand({ logGroupName, logStreamName: "absent" })), {
      name: "ResourceNotFoundException",
    });
    const retentionInDays = 2;
    await assert.rejects(logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays })), {
      name: "InvalidParameterException",
    });
  });

  it("refuses what is not built, by name", async () => {
    const kmsKeyId = "arn:aws:kms:us-east-1:000000000000:key/x";
    await assert.rejects(
      logs.send(new CreateLogGroupCommand({ logGroupName: "sealed", kmsKeyId })),
      /kmsKeyId/,
    );
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "sealed" }));
    assert.deepEqual(logGroups, []);
    const query = { logGroupName, startTime: 0, endTime: 1, queryString: "fields @message" };
    await assert.rejects(logs.send(new StartQueryCommand(query)), { name: "NotImplemented" });
  });

  it("loses nothing to kill -9 that it acknowledged", async () => {
    const message = "last words";
    const logEvents = [{ timestamp: Date.now(), message }];
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    await server.kill();
    server = await startServer({ dataFolder });
    logs.destroy();
    logs = new CloudWatchLogsClient(server.client);
    const found = await logs.send(
      new FilterLogEventsCommand({ logGroupName, filterPattern: '"last words"' }),
    );
    assert.deepEqual(
      found.events?.map((event) => event.message),
      [message],
    );
  });
});
