import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { CreateUserCommand, GetUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { get } from "../https-client.ts";
import { mockApi } from "../mock-api.ts";
import { root, startServer } from "../running-server.ts";
import { run } from "../tools.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-durability-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("what was acknowledged survives kill -9, deployed APIs included", async () => {
  const dataFolder = join(folder, "killed");
  const first = await startServer({ dataFolder });
  const apiId = await mockApi(first, { path: "hello", authorizationType: "NONE" });
  const iam = new IAMClient(first.client);
  const acknowledged: string[] = [];
  const writing = (async () => {
    for (let number = 0; ; number++) {
      const UserName = `user-${number}`;
      await iam.send(new CreateUserCommand({ UserName }));
      acknowledged.push(UserName);
    }
  })().catch(() => {});
  while (acknowledged.length < 25) await delay(5);
  await first.kill();
  await writing;

  const second = await startServer({ dataFolder });
  try {
    const reader = new IAMClient(second.client);
    for (const UserName of acknowledged) {
      assert.equal((await reader.send(new GetUserCommand({ UserName }))).User?.UserName, UserName);
    }
    assert.equal((await get(`${second.stageUrl(apiId, "live")}/hello`, second.caFile)).status, 200);
  } finally {
    await second.stop();
  }
});

test("a data folder has one owner: a second server is refused and told why", async () => {
  const dataFolder = join(folder, "owned");
  const owner = await startServer({ dataFolder });
  try {
    const args = ["start", "--port", "0", "--data", dataFolder];
    const second = await run(process.execPath, [join(root, "bin", "sallyport.mjs"), ...args], {
      env: process.env,
    });
    assert.equal(second.code, 1);
    assert.match(second.err, /is in use by process \d+.*Stop that process or name another data folder/);
    assert.doesNotMatch(second.err, /\n {4}at /, "a refusal shows no stack");
  } finally {
    await owner.stop();
  }
});

test("what is secret is readable by its owner alone, and no secret is stored in the clear", async () => {
  const dataFolder = join(folder, "private");
  const server = await startServer({ dataFolder });
  try {
    assert.equal(statSync(dataFolder).mode & 0o777, 0o700);
    for (const name of ["root.key", "ca.key"])
      assert.equal(statSync(join(dataFolder, name)).mode & 0o777, 0o600, name);
  } finally {
    await server.stop();
  }
  const stored = readFileSync(join(dataFolder, "state.sqlite"));
  assert.ok(stored.includes("AKIATESTTESTTESTTEST"), "the access key's id is there");
  assert.ok(!stored.includes(server.client.credentials.secretAccessKey), "its secret is not");
});
