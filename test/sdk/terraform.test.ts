import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { get } from "../https-client.ts";
import { type RunningServer, root, startServer } from "../running-server.ts";
import { findProviderMirror, hasTool, type Run, run } from "../tools.ts";
import { zipOf } from "../zip.ts";

const mirror = findProviderMirror();
const skip =
  !hasTool("terraform", "version") || !mirror
    ? "terraform with a local mirror of the AWS provider is not installed on this machine"
    : false;

const folder = mkdtempSync(join(tmpdir(), "sallyport-terraform-"));
let server: RunningServer;

before(async () => {
  if (!skip) server = await startServer();
});
after(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function terraform(...args: string[]): Promise<Run> {
  return run("terraform", args, {
    cwd: folder,
    env: {
      ...server.environment,
      TF_CLI_CONFIG_FILE: join(folder, "terraform.rc"),
      TF_IN_AUTOMATION: "1",
      TF_VAR_endpoint: server.url,
      TF_VAR_code: join(folder, "code.zip"),
    },
  });
}

async function mustRun(...args: string[]): Promise<string> {
  const { code, out, err } = await terraform(...args);
  assert.equal(code, 0, `terraform ${args.join(" ")}\n${out}\n${err}`);
  return out;
}

/** A log group's messages that hold a text, once there is one; at most ten seconds. */
async function linesOf(logGroupName: string, text: string): Promise<readonly string[]> {
  const logs = new CloudWatchLogsClient(server.client);
  for (let attempt = 0; ; attempt++) {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
    const found = events.map(({ message }) => message!).filter((message) => message.includes(text));
    if (found.length > 0 || attempt === 100) return found;
    await delay(100);
  }
}

test("Terraform: plan, apply, an empty second plan, calls, destroy", { skip }, async () => {
  cpSync(join(root, "test", "sdk", "terraform"), folder, { recursive: true });
  writeFileSync(
    join(folder, "terraform.rc"),
    `provider_installation {\n  filesystem_mirror { path = ${JSON.stringify(mirror)} }\n}\n`,
  );
  const code = `exports.handler = async () => ({ statusCode: 200, body: process.env.GREETING });`;
  writeFileSync(join(folder, "code.zip"), await zipOf({ "index.js": code }));
  await mustRun("init", "-no-color");
  await mustRun("plan", "-no-color", "-out=plan.bin");
  await mustRun("apply", "-no-color", "plan.bin");

  const outputs = JSON.parse(await mustRun("output", "-json")) as Record<string, { value: string }>;
  assert.equal(outputs["account"]?.value, "000000000000");
  const stage = server.stageUrl(outputs["api_id"]!.value, "live");
  const open = await get(`${stage}/hello`, server.caFile);
  assert.deepEqual([open.status, open.body], [200, "hello from terraform"]);
  const refused = await get(`${stage}/hello`, server.caFile, { method: "POST" });
  assert.deepEqual(
    [refused.status, JSON.parse(refused.body)],
    [403, { message: "Missing Authentication Token" }],
  );

  const attack = await get(`${stage}/hello?id=${encodeURIComponent("1' OR '1'='1' -- ")}`, server.caFile);
  assert.deepEqual([attack.status, attack.body], [403, '{"message":"Forbidden"}']);

  const [line] = await linesOf("tf-access", String(open.headers["x-amzn-requestid"]));
  assert.match(line ?? "", / GET \/hello 200$/);

  const again = await terraform("plan", "-no-color", "-detailed-exitcode");
  assert.equal(again.code, 0, `the second plan is not empty:\n${again.out}\n${again.err}`);
  await mustRun("destroy", "-no-color", "-auto-approve");
  assert.equal((await get(`${stage}/hello`, server.caFile)).status, 403);
});
