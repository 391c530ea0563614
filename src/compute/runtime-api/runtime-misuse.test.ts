import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterEach, beforeEach, describe, it } from "node:test";
import { STREAM_BYTES_MAX } from "../invocation.ts";
import { RuntimeEndpoint } from "./runtime-endpoint.ts";
import type { RuntimeListener } from "./runtime-listener.ts";

const API = "/2018-06-01/runtime";
const NEXT = `GET ${API}/invocation/next HTTP/1.1\r\n\r\n`;
const post = (path: string, body: string): string =>
  `POST ${API}${path} HTTP/1.1\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const STREAM = `POST ${API}/invocation/1/response HTTP/1.1\r\nLambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n\r\n`;
const chunk = (bytes: number): string => `${bytes.toString(16)}\r\n${"x".repeat(bytes)}\r\n`;

describe("a runtime that does not keep to the Runtime API", () => {
  let folder: string;
  let endpoint: RuntimeEndpoint;
  let address: string;
  let heard: string[];
  let streamed: Readable | undefined;
  const sockets: Socket[] = [];

  const listener: RuntimeListener = {
    waiting: () => void heard.push("waiting"),
    returned: (payload) => void heard.push(`returned ${payload}`),
    overflowed: () => void heard.push("overflowed"),
    streaming: (body) => {
      streamed = body;
    },
    streamEnded: (document) => void heard.push(`stream ended ${document ?? ""}`.trim()),
    failed: (document) => void heard.push(`failed ${document.subarray(0, 60)}`),
    initFailed: (document) => void heard.push(`init failed ${document.subarray(0, 60)}`),
    violated: () => void heard.push("violated"),
  };

  async function enter(): Promise<{ readonly socket: Socket; readonly text: () => string }> {
    const [host, port] = address.split(":");
    const socket = connect(Number(port), host);
    sockets.push(socket);
    let received = "";
    socket.on("data", (bytes) => {
      received += bytes.toString("latin1");
    });
    socket.on("error", () => {});
    await once(socket, "connect");
    return { socket, text: () => received };
  }
  async function until(holds: () => boolean, what: () => unknown): Promise<void> {
    for (let wait = 0; wait < 400 && !holds(); wait++) await new Promise((r) => setTimeout(r, 5));
    assert.ok(holds(), JSON.stringify(what()));
  }
  const untilHeard = (text: string) =>
    until(
      () => heard.at(-1) === text,
      () => heard,
    );
  const deliver = (more: object = {}) =>
    endpoint.deliver({
      ...{ requestId: "1", deadlineMs: 1, invokedFunctionArn: "arn", payload: Buffer.from("{}") },
      ...more,
    });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-misuse-"));
    heard = [];
    streamed = undefined;
    [endpoint, address] = await RuntimeEndpoint.listen(listener, { kind: "tcp", admits: () => true });
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    endpoint.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is heard on the loopback address only", async () => {
    assert.match(address, /^127\.0\.0\.1:\d+$/);
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((found) => found?.family === "IPv4" && !found.internal);
    const socket = connect(Number(address.split(":")[1]), outside?.address ?? "127.0.0.2");
    sockets.push(socket);
    const refusal = once(socket, "error") as Promise<[NodeJS.ErrnoException]>;
    const [error] = await Promise.race([refusal, once(socket, "connect")]);
    assert.equal(error?.code, "ECONNREFUSED");
  });

  it("has eight connections and no more", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => enter()));
    const [host, port] = address.split(":");
    const ninth = connect(Number(port), host);
    sockets.push(ninth);
    ninth.on("error", () => {});
    let closed = false;
    ninth.on("close", () => {
      closed = true;
    });
    await until(
      () => closed,
      () => "a ninth connection stays",
    );
    all[0]!.socket.write(NEXT);
    await untilHeard("waiting");
  });

  it("is ended when it goes away while it waits", async () => {
    const { socket } = await enter();
    socket.write(NEXT);
    await untilHeard("waiting");
    socket.destroy();
    await untilHeard("violated");
  });

  it("waits on one connection only", async () => {
    const [first, second] = [await enter(), await enter()];
    first.socket.write(NEXT);
    await untilHeard("waiting");
    second.socket.write(NEXT);
    await until(() => second.text().includes("403 Forbidden"), second.text);
    deliver();
    await until(() => first.text().includes("Aws-Request-Id: 1"), first.text);
    assert.deepEqual(heard, ["waiting"]);
  });

  it("sends no request before the last was answered", async () => {
    const { socket, text } = await enter();
    socket.write(NEXT);
    await untilHeard("waiting");
    socket.write(post("/init/error", "x"));
    await until(() => text().includes("400 Bad Request"), text);
    await untilHeard("violated");
  });

  const seconds: readonly (readonly [name: string, first: string, second: string])[] = [
    ["a second answer while the first comes in", "response", "response"],
    ["an error while an answer comes in", "response", "error"],
    ["an answer while an error comes in", "error", "response"],
  ];
  for (const [name, first, second] of seconds) {
    it(`gives no call ${name}`, async () => {
      const [one, other] = [await enter(), await enter()];
      one.socket.write(NEXT);
      await untilHeard("waiting");
      deliver();
      const whole = post(`/invocation/1/${first}`, "first");
      one.socket.write(whole.slice(0, -1));
      // What the other connection brings comes after it.
      await new Promise((resolve) => setTimeout(resolve, 20));
      other.socket.write(post(`/invocation/1/${second}`, "second"));
      await until(() => other.text().includes("403 Forbidden"), other.text);
      assert.deepEqual(heard, ["waiting"]);
      one.socket.write(whole.slice(-1));
      await untilHeard(first === "error" ? "failed first" : "returned first");
    });
  }

  it("is disconnected when it speaks something else", async () => {
    const { socket, text } = await enter();
    const closed = once(socket, "close");
    socket.write("SSH-2.0-client\r\n\r\n");
    await closed;
    assert.match(text(), /^HTTP\/1\.1 400 Bad Request/);
    assert.deepEqual(heard, []);
  });

  it("reports no error document over 6 MB", async () => {
    const { socket } = await enter();
    socket.write(NEXT);
    await untilHeard("waiting");
    deliver();
    socket.write(post("/invocation/1/error", "x".repeat(6_291_557)));
    await untilHeard('failed {"errorType":"Runtime.UnknownReason","errorMessage":"The err');
  });

  it("reads nothing of the ARN that a caller gave as a header of its own", async () => {
    const { socket, text } = await enter();
    socket.write(NEXT);
    await untilHeard("waiting");
    deliver({ invokedFunctionArn: "arn\r\nContent-Length: 0\r\n\r\n" });
    await until(() => text().endsWith("\r\n\r\n{}"), text);
    assert.doesNotMatch(text(), /\r\nContent-Length: 0/);
  });

  it("streams at most 20 MB to whoever takes the answer", async () => {
    const { socket, text } = await enter();
    socket.write(NEXT);
    await untilHeard("waiting");
    deliver();
    socket.write(STREAM);
    await until(
      () => streamed !== undefined,
      () => heard,
    );
    let taken = 0;
    let error = "";
    streamed!.on("data", (piece: Buffer) => {
      taken += piece.length;
    });
    streamed!.on("error", ({ message }) => {
      error = message;
    });
    socket.write(chunk(STREAM_BYTES_MAX));
    await until(
      () => taken === STREAM_BYTES_MAX,
      () => taken,
    );
    socket.write(`${chunk(1)}0\r\n\r\n`);
    await untilHeard("overflowed");
    await until(() => text().includes("202 Accepted"), text);
    assert.deepEqual([taken, error], [STREAM_BYTES_MAX, "The streamed answer is too large"]);
  });

  it("streams no faster than the answer is taken, and on when its taker is gone", async () => {
    const { socket } = await enter();
    socket.write(NEXT);
    await untilHeard("waiting");
    deliver();
    socket.write(STREAM + chunk(8_000_000));
    await until(
      () => streamed !== undefined,
      () => heard,
    );
    // Nobody reads: what cannot be kept stays with the function.
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(streamed!.readableLength < 2_000_000, String(streamed!.readableLength));
    streamed!.destroy();
    socket.write("0\r\n\r\n");
    await untilHeard("stream ended");
  });

  it("breaks the answer off when it goes away in the middle", async () => {
    const { socket } = await enter();
    socket.write(NEXT);
    await untilHeard("waiting");
    deliver();
    socket.write(STREAM + chunk(5));
    await until(
      () => streamed !== undefined,
      () => heard,
    );
    let error = "";
    streamed!.on("error", ({ message }) => {
      error = message;
    });
    streamed!.resume();
    socket.destroy();
    await until(
      () => error !== "",
      () => "the answer goes on",
    );
    assert.equal(error, "The function ended while it answered");
  });
});
