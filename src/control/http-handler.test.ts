import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { type TestContext, test } from "node:test";
import { signRequest } from "../aws/sigv4/sign.ts";
import { SigningSecret } from "../aws/sigv4/signing-secret.ts";
import { systemClock } from "../base/clock.ts";
import { SeededRandom } from "../base/random.ts";
import type { Principal } from "../policy/principal.ts";
import type { AnyOperation } from "../services/operation.ts";
import type { CallLimits } from "./call-capacity.ts";
import { httpHandler } from "./http-handler.ts";
import { ServiceRegistry } from "./service-registry.ts";

const accessKeyId = "AKIACAPACITYTEST0000";
const secret = new SigningSecret("secret");
const principal: Principal = {
  type: "Root",
  accountId: "111122223333",
  arn: "arn:aws:iam::111122223333:root",
  userId: "111122223333",
  tags: {},
};

/** An AWS API of one operation of SSM, which waits until `answer` is called. */
async function startApi(t: TestContext, limits: Partial<CallLimits>) {
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  let callsAtWork = 0;
  const signals: AbortSignal[] = [];
  const operation: AnyOperation = {
    name: "DescribeParameters",
    permits: "public",
    audit: { kind: "management", readOnly: true, redact: [] },
    handle: async (_input, call) => {
      callsAtWork++;
      signals.push(call.signal);
      await answered;
      return { Parameters: [] };
    },
  };
  const errors: unknown[] = [];
  const recorded: (string | undefined)[] = [];
  const registry = new ServiceRegistry();
  registry.add({ id: "ssm", operations: [operation], deps: undefined });
  const handle = httpHandler(
    {
      registry,
      credentials: {
        findCredential: (key) => (key === accessKeyId ? { principal, secret } : "unknown-access-key"),
      },
      policies: { findPolicies: () => ({ identityPolicies: [] }) },
      audit: { write: ({ errorCode }) => recorded.push(errorCode) },
      clock: systemClock,
      nowMs: () => systemClock.nowMs(),
      random: new SeededRandom("capacity"),
      logger: { info: () => {}, warn: () => {}, error: (_message, error) => errors.push(error) },
      defaultRegion: "us-east-1",
    },
    limits,
  );
  const server = createServer((request, response) => {
    void handle(request, response, { sourceIp: "127.0.0.1", secureTransport: false });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    answer();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, answer, errors, recorded, signals, callsAtWork: () => callsAtWork };
}

/** A call whose body is white space and `{}`, signed with a key of this id. */
function signedCall(port: number, bodyBytes: number, keyId = accessKeyId) {
  const body = Buffer.from("{}".padStart(bodyBytes));
  const host = `127.0.0.1:${port}`;
  const head = ["Host", host, "Content-Type", "application/x-amz-json-1.1"];
  const { rawHeaders } = signRequest(
    {
      ...{ method: "POST", path: "/", rawQuery: "" },
      rawHeaders: [...head, "X-Amz-Target", "AmazonSSM.DescribeParameters"],
    },
    body,
    {
      ...{ accessKeyId: keyId, secret, region: "us-east-1", service: "ssm" },
      nowMs: systemClock.nowMs(),
    },
  );
  return { rawHeaders: [...rawHeaders, "Content-Length", String(body.length)], body };
}

/** Sends a call; with `sentBytes`, only so much of its body. The answer's status. */
async function send(port: number, call: ReturnType<typeof signedCall>, sentBytes?: number): Promise<number> {
  const request = httpRequest({ port, method: "POST", path: "/", headers: call.rawHeaders, agent: false });
  if (sentBytes === undefined) request.end(call.body);
  else request.write(call.body.subarray(0, sentBytes));
  const [response] = (await once(request, "response")) as [IncomingMessage];
  request.destroy();
  return response.statusCode!;
}

test("a large body is not read for a caller whose access key is unknown", async (t) => {
  const api = await startApi(t, {});
  api.answer();
  const size = 1_000_000;
  assert.equal(await send(api.port, signedCall(api.port, size)), 200);
  const stranger = signedCall(api.port, size, "AKIASTRANGER00000000");
  assert.equal(await send(api.port, stranger, size / 2), 400, "answered before the body has come");
  const unsigned = {
    ...stranger,
    rawHeaders: stranger.rawHeaders.filter((_, i, all) => all[i & ~1] !== "Authorization"),
  };
  assert.equal(await send(api.port, unsigned, size / 2), 400, "answered before the body has come");
});

test("bodies are held up to a total, and room is given back", async (t) => {
  const api = await startApi(t, { heldBytesMax: 1_500_000 });
  const first = send(api.port, signedCall(api.port, 1_000_000));
  while (api.callsAtWork() === 0) await new Promise((next) => setTimeout(next, 5));
  assert.equal(await send(api.port, signedCall(api.port, 1_000_000)), 503);
  api.answer();
  assert.equal(await first, 200);
  assert.equal(await send(api.port, signedCall(api.port, 1_000_000)), 200);
});

test("calls at work are limited, and calls that are sent slowly keep nobody out", async (t) => {
  const api = await startApi(t, { callsMax: 1 });
  const slow = connect(api.port, "127.0.0.1");
  t.after(() => slow.destroy());
  slow.write(
    `POST / HTTP/1.1\r\nHost: ssm.localhost\r\nX-Amz-Target: AmazonSSM.X\r\nContent-Length: 9\r\n\r\n`,
  );
  const first = send(api.port, signedCall(api.port, 2));
  while (api.callsAtWork() === 0) await new Promise((next) => setTimeout(next, 5));
  assert.equal(await send(api.port, signedCall(api.port, 2)), 503);
  api.answer();
  assert.equal(await first, 200);
  assert.equal(await send(api.port, signedCall(api.port, 2)), 200);
});

test("a caller who leaves within the request is recorded, and is no failure to log", async (t) => {
  const api = await startApi(t, {});
  const socket = connect(api.port, "127.0.0.1");
  socket.write("POST / HTTP/1.1\r\nHost: ssm.localhost\r\nContent-Length: 9\r\n\r\nhalf");
  await once(socket, "connect");
  socket.end();
  while (api.recorded.length === 0) await new Promise((next) => setTimeout(next, 5));
  assert.deepEqual([api.recorded, api.errors], [["IncompleteBody"], []]);
});

test("an operation is told when its caller has left", async (t) => {
  const api = await startApi(t, {});
  const { rawHeaders, body } = signedCall(api.port, 2);
  const request = httpRequest({
    port: api.port,
    method: "POST",
    path: "/",
    headers: rawHeaders,
    agent: false,
  });
  request.on("error", () => {});
  request.end(body);
  while (api.signals.length === 0) await new Promise((next) => setTimeout(next, 5));
  const [signal] = api.signals;
  assert.equal(signal!.aborted, false);
  request.destroy();
  await once(signal!, "abort", { signal: AbortSignal.timeout(10_000) });
});
