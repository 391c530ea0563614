import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { admitsOwnUser } from "../process/peer-user.ts";
import { RuntimeEndpoint } from "./runtime-endpoint.ts";
import type { RuntimeListener } from "./runtime-listener.ts";

const API = "/2018-06-01/runtime";
const NEXT = `GET ${API}/invocation/next HTTP/1.1\r\n\r\n`;
const post = (path: string, body: string): string =>
  `POST ${API}${path} HTTP/1.1\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const event = (requestId: string, more: object = {}) => ({
  requestId,
  deadlineMs: 1,
  invokedFunctionArn: "arn",
  payload: Buffer.from("{}"),
  ...more,
});

describe("the Runtime API", () => {
  let folder: string;
  let endpoint: RuntimeEndpoint;
  let socket: Socket;
  let heard: string[];
  let received: string;

  const listener = (): RuntimeListener => ({
    waiting: () => void heard.push("waiting"),
    returned: (payload) => void heard.push(`returned ${payload}`),
    overflowed: () => void heard.push("overflowed"),
    streaming: (_body, type) => void heard.push(`streaming ${type}`),
    streamEnded: (document) => void heard.push(`stream ended ${document ?? ""}`.trim()),
    failed: (document) => void heard.push(`failed ${document}`),
    initFailed: (document) => void heard.push(`init failed ${document}`),
    violated: () => void heard.push("violated"),
  });

  /** Sends, and waits until the answer matches. */
  async function exchange(text: string, answer: RegExp): Promise<void> {
    received = "";
    socket.write(text);
    for (let wait = 0; wait < 200 && !answer.test(received); wait++)
      await new Promise((r) => setTimeout(r, 5));
    assert.match(received, answer);
  }
  async function heardLast(text: string): Promise<void> {
    for (let wait = 0; wait < 200 && heard.at(-1) !== text; wait++)
      await new Promise((r) => setTimeout(r, 5));
    assert.equal(heard.at(-1), text);
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-endpoint-"));
    heard = [];
    received = "";
    [endpoint] = await RuntimeEndpoint.listen(listener(), { kind: "unix", socketPath: join(folder, "s") });
    socket = connect(join(folder, "s"));
    socket.on("data", (bytes) => {
      received += bytes.toString();
    });
    await once(socket, "connect");
  });
  afterEach(() => {
    socket.destroy();
    endpoint.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("hands out an event and takes its answer", async () => {
    socket.write(NEXT);
    await heardLast("waiting");
    endpoint.deliver(event("1"));
    await exchange(post("/invocation/1/response", "[]"), /202 Accepted/);
    assert.deepEqual(heard, ["waiting", "returned []"]);
  });

  it("answers a runtime that sends its answer and its next request together", async () => {
    socket.write(NEXT);
    await heardLast("waiting");
    endpoint.deliver(event("1"));
    heard = [];
    socket.write(post("/invocation/1/response", "1") + NEXT);
    await heardLast("waiting");
    assert.deepEqual(heard, ["returned 1", "waiting"]);
    endpoint.deliver(event("2"));
    await exchange("", /202 Accepted[\s\S]*Lambda-Runtime-Aws-Request-Id: 2/);
  });

  it("lets nobody end a header's line in what callers send", async () => {
    socket.write(NEXT);
    await heardLast("waiting");
    endpoint.deliver(event("1", { clientContext: '{"a":"\r\nInjected: 1"}', traceId: "é\r\nInjected: 2" }));
    await exchange("", /Content-Length: 2\r\n\r\n\{\}/);
    assert.doesNotMatch(received, /\r\nInjected/);
  });

  const refused: readonly (readonly [name: string, request: string])[] = [
    ["an answer to another event", post("/invocation/2/response", "x")],
    ["an error for another event", post("/invocation/2/error", "x")],
    ["an init error after the start", post("/init/error", "{}")],
    ["another path", `GET ${API}/other HTTP/1.1\r\n\r\n`],
    ["a request for the next event before the answer", NEXT],
  ];
  for (const [name, request] of refused) {
    it(`refuses ${name}`, async () => {
      socket.write(NEXT);
      await heardLast("waiting");
      endpoint.deliver(event("1"));
      await exchange(request, /403 Forbidden[\s\S]*InvalidStateTransition/);
      assert.deepEqual(heard, ["waiting"]);
      await exchange(post("/invocation/1/response", "ok"), /202/);
      await exchange(post("/invocation/1/response", "again"), /403/);
      assert.deepEqual(heard, ["waiting", "returned ok"]);
    });
  }

  it("gives up on a runtime that keeps making mistakes", async () => {
    socket.write(`GET ${API}/other HTTP/1.1\r\n\r\n`.repeat(17));
    await heardLast("violated");
  });

  it("refuses an answer over 6 MB and takes the next", async () => {
    socket.write(NEXT);
    await heardLast("waiting");
    endpoint.deliver(event("1"));
    await exchange(post("/invocation/1/response", "x".repeat(6_291_557)), /413 Payload Too Large/);
    assert.equal(heard.at(-1), "overflowed");
    socket.write(NEXT);
    await heardLast("waiting");
  });

  it("tells of an error in a stream's trailers", async () => {
    socket.write(NEXT);
    await heardLast("waiting");
    endpoint.deliver(event("1"));
    const head = `POST ${API}/invocation/1/response HTTP/1.1\r\nContent-Type: text/csv\r\nLambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const error = Buffer.from('{"errorType":"E"}').toString("base64");
    socket.write(
      `${head}1\r\na\r\n0\r\nLambda-Runtime-Function-Error-Type: E\r\nLambda-Runtime-Function-Error-Body: ${error}\r\n\r\n`,
    );
    await heardLast('stream ended {"errorType":"E"}');
    assert.ok(heard.includes("streaming text/csv"));
  });

  it("lets nobody else in once the runtime has connected", async () => {
    const second = connect(join(folder, "s"));
    const [error] = (await once(second, "error")) as [NodeJS.ErrnoException];
    assert.match(error.code!, /ENOENT|ECONNREFUSED/);
  });

  it("lets no other user in by the loopback port", async (t) => {
    if (process.getuid?.() !== 0) return t.skip("only root can be several users");
    const own = { uid: 47_001, gid: 47_001 };
    const [tcp, address] = await RuntimeEndpoint.listen(listener(), {
      kind: "tcp",
      admits: admitsOwnUser(own),
    });
    // Says how a connection from such a user ends: `init failed` is heard from the one who is let in.
    const knock = (uid: number) =>
      new Promise<void>((resolve) => {
        const [host, port] = address.split(":");
        const request = post("/init/error", String(uid)).replaceAll("\r\n", "\\r\\n");
        const script = `exec 3<>/dev/tcp/${host}/${port}; printf '${request}' >&3; cat <&3 & sleep 0.2; kill %1`;
        setImmediate(() => {
          const child = spawnAs(script, uid);
          child.on("close", () => resolve());
        });
      });
    await knock(47_002);
    assert.deepEqual(heard, []);
    await knock(own.uid);
    assert.deepEqual(heard, [`init failed ${own.uid}`]);
    tcp.close();
  });
});

function spawnAs(script: string, uid: number) {
  return spawn("/bin/bash", ["-c", script], { uid, gid: uid, stdio: "ignore", cwd: "/" });
}
