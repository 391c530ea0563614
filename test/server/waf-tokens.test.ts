import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, test } from "node:test";
import { WORK } from "../../src/waf/puzzles/puzzle-desk.ts";
import { solve } from "../../src/waf/puzzles/solve.fixture.ts";
import { guardedPage } from "../guarded-page.ts";
import { type Answer, get } from "../https-client.ts";
import { type RunningServer, startServer } from "../running-server.ts";

/** A server that is started anew on the same data, and a client that solves a challenge without a browser. */
let server: RunningServer;
let path: string;

before(async () => {
  server = await startServer();
  path = new URL(await guardedPage(server)).pathname;
});
after(async () => {
  await server.stop();
  rmSync(server.dataFolder, { recursive: true, force: true });
});

const ask = (headers: Record<string, string>): Promise<Answer> =>
  get(`https://127.0.0.1:${server.port}${path}?challenged`, server.caFile, { headers });

async function solution(): Promise<string> {
  const { body } = await ask({ Accept: "text/html" });
  return solve(WORK.challenge, /data-puzzle="([^"]+)"/.exec(body)![1]!);
}

test("a token outlives the server; a solution does not, and counts once", async () => {
  const [used, unused] = [await solution(), await solution()];
  const redeemed = await ask({ "x-aws-waf-solution": used });
  assert.equal(redeemed.status, 204);
  assert.equal((await ask({ "x-aws-waf-solution": used })).status, 403);
  const cookie = String(redeemed.headers["set-cookie"]).split(";")[0]!;
  assert.equal((await ask({ Cookie: cookie })).status, 200);

  await server.kill();
  server = await startServer({ dataFolder: server.dataFolder });
  assert.equal((await ask({ Cookie: cookie })).status, 200);
  assert.equal((await ask({ "x-aws-waf-token": cookie.slice("aws-waf-token=".length) })).status, 200);
  for (const earlier of [used, unused]) {
    assert.equal((await ask({ "x-aws-waf-solution": earlier })).status, 403);
  }
  assert.equal((await ask({ "x-aws-waf-solution": await solution() })).status, 204);
});
