import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type RunningServer, root, startServer } from "../running-server.ts";
import { run, skipWithout } from "../tools.ts";

const skip = skipWithout("python3", "-c", "import boto3");
let server: RunningServer;

before(async () => {
  if (!skip) server = await startServer();
});
after(() => server?.stop());

test("a tour of the services with boto3", { skip }, async () => {
  const tour = join(root, "test", "sdk", "boto3", "tour.py");
  const { code, out, err } = await run("python3", [tour, server.url], { env: server.environment });
  assert.equal(code, 0, `${out}\n${err}`);
  const steps = ["sts", "iam", "s3", "lambda", "logs", "ssm", "refused by name"];
  assert.deepEqual(out.trim().split("\n"), steps);
});
