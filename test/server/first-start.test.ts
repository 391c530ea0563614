import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { root } from "../running-server.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-first-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a server as `npm start` does, stops it once it is ready, and tells what it said. */
async function start(port: number): Promise<{ said: string; code: number | null }> {
  const args = ["start", "--port", String(port), "--data", join(folder, "data")];
  const env = { ...process.env, npm_lifecycle_event: "start" };
  const child = spawn(process.execPath, [join(root, "bin", "sallyport.mjs"), ...args], { env });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("aws sts get-caller-identity")) child.kill("SIGTERM");
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { said, code };
}

test("root's keys are shown by the first start that succeeds, and by no later one", async () => {
  const occupant = createServer().listen(0, "127.0.0.1");
  await once(occupant, "listening");
  const { port } = occupant.address() as { port: number };
  const failed = await start(port);
  occupant.close();
  assert.equal(failed.code, 1);
  assert.match(failed.said, /is in use\. .*with npm "npm start -- --port N"/);

  const first = await start(0);
  assert.equal(first.code, 0, first.said);
  const shown = /secret key {2}(\S+)/.exec(first.said)?.[1];
  assert.ok(shown, first.said);
  assert.ok(readFileSync(join(folder, "data", "credentials"), "utf8").includes(shown));

  const second = await start(0);
  assert.equal(second.code, 0, second.said);
  assert.ok(!second.said.includes(shown));
});
