import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type RunningServer, startServer } from "../running-server.ts";

const dataFolder = mkdtempSync(join(tmpdir(), "sallyport-half-"));
let server: RunningServer;
after(async () => {
  await server.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

const StackName = "orders";

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await isSo()) return;
    await delay(50);
  }
  assert.fail(`${what}\n${server.said()}`);
}

async function statusOfStack(): Promise<string> {
  try {
    const { Stacks } = await new CloudFormationClient(server.client).send(
      new DescribeStacksCommand({ StackName }),
    );
    return Stacks?.[0]?.StackStatus ?? "";
  } catch (error) {
    return /does not exist/.test(String(error)) ? "gone" : String(error);
  }
}

async function findBucket(): Promise<{ bucket: string; reason: string }> {
  const { StackResourceDetail } = await new CloudFormationClient(server.client).send(
    new DescribeStackResourceCommand({ StackName, LogicalResourceId: "OrdersBucket" }),
  );
  const { PhysicalResourceId = "", ResourceStatusReason = "" } = StackResourceDetail ?? {};
  return { bucket: PhysicalResourceId, reason: ResourceStatusReason };
}

const deleteStack = (): Promise<object> =>
  new CloudFormationClient(server.client).send(new DeleteStackCommand({ StackName }));
const s3 = (): S3Client => new S3Client({ ...server.client, forcePathStyle: true });

test("a stack whose deletion failed tells how to go on, and does not keep the server from starting", async () => {
  server = await startServer({ dataFolder, args: ["--example"] });
  await until("the example is not deployed", () => server.said().includes("explain REQUEST_ID"));
  const { bucket: Bucket } = await findBucket();
  await s3().send(new PutObjectCommand({ Bucket, Key: "order", Body: "tea" }));
  await deleteStack();
  await until("the deletion did not fail", async () => (await statusOfStack()) === "DELETE_FAILED");
  const remedy = `Empty it with "aws s3 rm s3://${Bucket} --recursive" and delete the stack again, or delete the stack with "--retain-resources OrdersBucket", which keeps the bucket`;
  assert.equal((await findBucket()).reason, `The bucket ${Bucket} is not empty. ${remedy} (BucketNotEmpty)`);

  await server.stop();
  server = await startServer({ dataFolder, args: ["--example"] });
  await until("the failure is not told", () => server.said().includes("The server runs on without it."));
  const said = server.said();
  assert.ok(said.includes(`OrdersBucket: The bucket ${Bucket} is not empty.`), said);
  const command = "aws cloudformation delete-stack --stack-name orders";
  assert.ok(said.includes(`  ${command} --retain-resources OrdersBucket `), said);

  await s3().send(new DeleteObjectCommand({ Bucket, Key: "order" }));
  await deleteStack();
  await until("the stack cannot be deleted", async () => (await statusOfStack()) === "gone");
});
