import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { get } from "../https-client.ts";
import { type RunningServer, root, startServer } from "../running-server.ts";
import { type Run, run } from "../tools.ts";

const cdkFolder = join(root, "test", "cdk");
const cdkMain = join(cdkFolder, "node_modules", "aws-cdk", "bin", "cdk");
const skip = existsSync(cdkMain) ? false : "the CDK is not installed: npm ci --prefix test/cdk";

const output = mkdtempSync(join(tmpdir(), "sallyport-cdk-"));
let server: RunningServer;

before(async () => {
  if (!skip) server = await startServer();
});
after(async () => {
  await server?.stop();
  rmSync(output, { recursive: true, force: true });
});

const cdk = (...args: string[]): Promise<Run> =>
  run(
    process.execPath,
    [
      cdkMain,
      ...args,
      "--app",
      `${process.execPath} stack.mjs`,
      "--output",
      output,
      "--no-notices",
      "--no-color",
    ],
    {
      cwd: cdkFolder,
      env: { ...server.environment, CI: "true", CDK_DISABLE_VERSION_CHECK: "1", HOME: output },
    },
  );

test("CDK: bootstrap, deploy a function behind a REST API, call it, deploy again without a change, destroy", {
  skip,
}, async () => {
  const template = join(root, "examples", "cdk", "bootstrap.yaml");
  const bootstrapped = await cdk("bootstrap", "aws://000000000000/us-east-1", "--template", template);
  assert.equal(bootstrapped.code, 0, `${bootstrapped.out}\n${bootstrapped.err}`);
  const deployed = await cdk("deploy", "--require-approval", "never");
  assert.equal(deployed.code, 0, `${deployed.out}\n${deployed.err}`);

  const client = new CloudFormationClient(server.client);
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: "CdkOrders" }));
  const apiId = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === "ApiId")?.OutputValue;
  assert.ok(apiId);
  const stage = server.stageUrl(apiId, "prod");
  const answer = await get(`${stage}/items`, server.caFile);
  assert.deepEqual([answer.status, answer.body], [200, "from CDK: /items"]);
  assert.equal((await get(`${stage}/items`, server.caFile, { method: "POST" })).status, 403);

  const again = await cdk("deploy", "--require-approval", "never");
  assert.match(`${again.out}${again.err}`, /no changes/);
  const destroyed = await cdk("destroy", "--force");
  assert.equal(destroyed.code, 0, `${destroyed.out}\n${destroyed.err}`);
});
