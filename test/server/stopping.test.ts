import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { root } from "../running-server.ts";
import { run, skipWithout } from "../tools.ts";

/** However a server ends that is to keep nothing, nothing is left of it. Each runs with a temporary folder of its own. */

const folder = mkdtempSync(join(tmpdir(), "sallyport-stop-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const program = join(root, "bin", "sallyport.mjs");
const startArguments = [program, "start", "--ephemeral", "--port", "0"];

/** A Node that is too old for Sallyport, so that `bin/sallyport.mjs` hands over to the one that npm brought. */
const oldNode = (process.env["PATH"] ?? "")
  .split(delimiter)
  .map((place) => join(place, "node"))
  .filter((file) => existsSync(file))
  .find((file) => {
    const version = spawnSync(file, ["--version"], { encoding: "utf8" }).stdout ?? "";
    const major = Number(/^v(\d+)/.exec(version)?.[1]);
    return major >= 20 && major < 24;
  });
const skipWithoutOldNode = oldNode ? false : "no Node older than 24 is on the path";

interface Started {
  readonly child: ChildProcess;
  /** What is left of the temporary folder. */
  readonly leftovers: () => string[];
  readonly port: number;
  readonly exitCode: () => Promise<number | null>;
  /** Settles once it has said that it is stopping. */
  readonly isStopping: Promise<void>;
}

const temporaryFolder = (): string => mkdtempSync(join(folder, "tmp-"));
/** Node's own cache of compiled code is none of the server's leftovers. */
const environmentIn = (tmp: string): NodeJS.ProcessEnv => ({
  ...process.env,
  TMPDIR: tmp,
  NODE_COMPILE_CACHE: join(folder, "compiled"),
});

/** Starts a server in a process group of its own, which is the launcher's too. */
async function start(node: string): Promise<Started> {
  const tmp = temporaryFolder();
  const env = environmentIn(tmp);
  const child = spawn(node, startArguments, {
    cwd: root,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const isStopping = new Promise<void>((resolve) => {
    child.stderr.on("data", (chunk: Buffer) => {
      if (chunk.includes("Stopping: ")) resolve();
    });
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const findPort = (): number | undefined => {
    const files = readdirSync(tmp).map((name) => join(tmp, name, "server.json"));
    const file = files.find((path) => existsSync(path));
    return file === undefined ? undefined : Number(new URL(JSON.parse(readFileSync(file, "utf8")).url).port);
  };
  // Its output is not read: what `| head -0` does.
  child.stdout.destroy();
  for (let tries = 0; tries < 1500 && child.exitCode === null; tries++) {
    const port = findPort();
    if (port !== undefined)
      return { child, port, leftovers: () => readdirSync(tmp), exitCode: () => exited, isStopping };
    await delay(20);
  }
  child.kill("SIGKILL");
  throw new Error("the server did not start");
}

const health = (port: number): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(`http://127.0.0.1:${port}/_sallyport/health`, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on("error", reject);
  });

test("a signal that comes twice at once is one, and the server stops in good order", async () => {
  const server = await start(process.execPath);
  // As npm and the terminal both send it; of two kinds, for the system may make one of two alike.
  server.child.kill("SIGINT");
  server.child.kill("SIGTERM");
  assert.equal(await server.exitCode(), 0);
  assert.deepEqual(server.leftovers(), []);
});

test("a later signal ends a server at once that waits for a request, and leaves nothing", async () => {
  const server = await start(process.execPath);
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write("GET /prod/orders HTTP/1.1\r\nHost: ");
  assert.equal(await health(server.port), 200);
  server.child.kill("SIGINT");
  await server.isStopping;
  // Within a second, it would be the same signal.
  await delay(1200);
  assert.equal(server.child.exitCode, null, "it waits for the request");
  server.child.kill("SIGINT");
  assert.equal(await server.exitCode(), 130);
  assert.deepEqual(server.leftovers(), []);
  socket.destroy();
});

test("a server whose output nobody reads goes on serving", async () => {
  const server = await start(process.execPath);
  assert.equal(await health(server.port), 200);
  server.child.kill("SIGHUP");
  assert.equal(await server.exitCode(), 0);
  assert.deepEqual(server.leftovers(), []);
});

test("signals to the launcher, and to its whole group, stop the server in good order", {
  skip: skipWithoutOldNode,
}, async () => {
  for (const [signal, sign] of [
    ["SIGTERM", 1],
    ["SIGTERM", -1],
    ["SIGINT", -1],
  ] as const) {
    const server = await start(oldNode!);
    process.kill(sign * server.child.pid!, signal);
    assert.equal(await server.exitCode(), 0, `${signal} to ${sign === 1 ? "the launcher" : "the group"}`);
    assert.deepEqual(server.leftovers(), []);
  }
});

test("Ctrl-C in a terminal stops the server in good order", {
  skip: skipWithout("python3") || skipWithoutOldNode,
}, async () => {
  const script = join(import.meta.dirname, "interrupt-in-terminal.py");
  for (let round = 0; round < 3; round++) {
    const tmp = temporaryFolder();
    const env = environmentIn(tmp);
    const args = [script, "sts get-caller-identity", oldNode!, ...startArguments];
    const ended = await run("python3", args, { cwd: root, env });
    assert.equal(ended.code, 0, `${ended.out}${ended.err}`);
    assert.equal(ended.out.match(/Stopping: /g)?.length, 1);
    assert.deepEqual(readdirSync(tmp), []);
  }
});
