import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { get } from "../https-client.ts";
import { type RunningServer, root, startServer } from "../running-server.ts";
import { findProviderMirror, hasTool, type Run, run } from "../tools.ts";
import { zipOf } from "../zip.ts";

/** A Lambda authorizer and a resource policy, made and destroyed by Terraform. */

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

const code = `
let asked = 0;
exports.handler = async ({ headers, methodArn }) => {
  const Effect = headers["X-Who"] === "mallory" ? "Deny" : "Allow";
  const Statement = [{ Action: "execute-api:Invoke", Effect, Resource: methodArn }];
  return { principalId: headers["X-Who"] + ++asked, policyDocument: { Version: "2012-10-17", Statement } };
};`;

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
  const { code: exitCode, out, err } = await terraform(...args);
  assert.equal(exitCode, 0, `terraform ${args.join(" ")}\n${out}\n${err}`);
  return out;
}

test("Terraform: an authorizer is made, in force, and destroyed", { skip }, async () => {
  cpSync(join(root, "test", "authorization", "terraform", "main.tf"), join(folder, "main.tf"));
  writeFileSync(
    join(folder, "terraform.rc"),
    `provider_installation {\n  filesystem_mirror { path = ${JSON.stringify(mirror)} }\n}\n`,
  );
  writeFileSync(join(folder, "code.zip"), await zipOf({ "index.js": code }));
  await mustRun("init", "-no-color");
  await mustRun("apply", "-no-color", "-auto-approve");
  const outputs = JSON.parse(await mustRun("output", "-json")) as { api_id: { value: string } };
  const call = (who: string, agent = "test") => {
    const headers = { "X-Who": who, "User-Agent": agent };
    return get(`${server.stageUrl(outputs.api_id.value, "live")}/`, server.caFile, { headers });
  };
  assert.deepEqual([(await call("ann")).body, (await call("ann")).body], ["ann1", "ann1"]);
  assert.equal((await call("mallory")).status, 403);
  assert.equal((await call("ann", "banned")).status, 403);
  assert.equal((await call("")).status, 401);

  const again = await terraform("plan", "-no-color", "-detailed-exitcode");
  assert.equal(again.code, 0, `the second plan is not empty:\n${again.out}\n${again.err}`);

  await mustRun("destroy", "-no-color", "-auto-approve");
  assert.equal((await call("ann")).status, 403);
});
