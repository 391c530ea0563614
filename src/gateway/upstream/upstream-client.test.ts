import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { after, test } from "node:test";
import { ManualClock } from "../../base/clock.ts";
import { isRefusedAddress } from "../../base/refused-addresses.ts";
import { noBody } from "../http-message.ts";
import { UpstreamClient, type UpstreamClientOptions } from "./upstream-client.ts";
import { UpstreamError, type UpstreamRequest } from "./upstream-message.ts";

const servers: Server[] = [];
const sockets: Socket[] = [];
after(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

/** A back end that answers each request head it reads as `respond` says; undefined closes the connection. */
async function serve(respond: (head: string, count: number, socket: Socket) => string | undefined) {
  let connections = 0;
  let requests = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.push(socket);
    socket.setEncoding("latin1").on("error", () => {});
    socket.on("data", (text: string) => {
      for (const head of text.split("\r\n\r\n").filter((part) => part !== "")) {
        requests += 1;
        const answer = respond(head, requests, socket);
        if (answer === undefined) socket.destroy();
        else socket.write(answer, "latin1");
      }
    });
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return { port, connections: () => connections, requests: () => requests };
}

const ok = (body: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

function request(port: number, parts: Partial<UpstreamRequest> = {}): UpstreamRequest {
  const origin = { secure: false, hostname: "127.0.0.1", port };
  return { origin, method: "GET", target: "/", headers: [], body: noBody, ...parts };
}

function client(options: Partial<UpstreamClientOptions> = {}): {
  client: UpstreamClient;
  clock: ManualClock;
} {
  const clock = new ManualClock(0);
  return { client: new UpstreamClient({ clock, ...options }), clock };
}

const reasonOf = (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    () => "answered",
    (error: unknown) => (error instanceof UpstreamError ? error.reason : String(error)),
  );

test("a connection serves one request after another", async () => {
  const backend = await serve((head) => ok(head.split(" ")[1]!));
  const { client: upstream } = client();
  for (const target of ["/a", "/b", "/c"]) {
    assert.equal((await upstream.send(request(backend.port, { target }), 1_000)).body.toString(), target);
  }
  assert.equal(backend.connections(), 1);
  upstream.close();
});

test("requests at the same time get connections up to the limit, then wait, then are refused", async () => {
  const waiting: (() => void)[] = [];
  const backend = await serve((_head, _count, socket) => {
    waiting.push(() => socket.write(ok("x")));
    return "";
  });
  const { client: upstream } = client({ limits: { connectionsPerOriginMax: 2, waitingPerOriginMax: 1 } });
  const sent = [1, 2, 3].map(() => upstream.send(request(backend.port), 1_000));
  assert.equal(await reasonOf(upstream.send(request(backend.port), 1_000)), "saturated");
  for (let answered = 0; answered < 3; answered++) {
    while (!waiting[answered]) await new Promise((turn) => setImmediate(turn));
    waiting[answered]!();
  }
  await Promise.all(sent);
  assert.equal(backend.connections(), 2);
  upstream.close();
});

test("a kept connection that the back end has closed is replaced, for requests that may be sent twice", async () => {
  const backend = await serve((_head, count) => (count === 2 ? undefined : ok("x")));
  const { client: upstream } = client();
  await upstream.send(request(backend.port), 1_000);
  assert.equal((await upstream.send(request(backend.port), 1_000)).status, 200);
  assert.equal(backend.connections(), 2);
  upstream.close();
});

test("a request that may not be sent twice is not", async () => {
  const backend = await serve((_head, count) => (count === 2 ? undefined : ok("x")));
  const { client: upstream } = client();
  await upstream.send(request(backend.port), 1_000);
  assert.notEqual(
    await reasonOf(upstream.send(request(backend.port, { method: "POST" }), 1_000)),
    "answered",
  );
  assert.equal(backend.requests(), 2);
  upstream.close();
});

test("a fresh connection that fails is not tried again", async () => {
  const backend = await serve(() => undefined);
  const { client: upstream } = client();
  assert.notEqual(await reasonOf(upstream.send(request(backend.port), 1_000)), "answered");
  assert.equal(backend.requests(), 1);
  upstream.close();
});

test("a back end that does not answer in time costs its connection, and its late answer reaches nobody", async () => {
  let late: (() => void) | undefined;
  const backend = await serve((_head, count, socket) => {
    if (count > 1) return ok("second");
    late = () => socket.write(ok("first"));
    return "";
  });
  const { client: upstream, clock } = client();
  const slow = reasonOf(upstream.send(request(backend.port), 1_000));
  while (!late) await new Promise((turn) => setImmediate(turn));
  clock.advance(1_000);
  assert.equal(await slow, "timed-out");
  late();
  assert.equal((await upstream.send(request(backend.port), 1_000)).body.toString(), "second");
  upstream.close();
});

test("a response nobody asked for ends the connection before another request takes it", async () => {
  const backend = await serve((_head, count) => (count === 1 ? ok("a") + ok("poison") : ok("b")));
  const { client: upstream } = client();
  assert.equal((await upstream.send(request(backend.port), 1_000)).body.toString(), "a");
  assert.equal((await upstream.send(request(backend.port), 1_000)).body.toString(), "b");
  assert.equal(backend.connections(), 2);
  upstream.close();
});

test("an idle connection is closed", async () => {
  let closed = false;
  const backend = await serve((_head, _count, socket) => {
    socket.on("close", () => {
      closed = true;
    });
    return ok("x");
  });
  const { client: upstream, clock } = client({ limits: { idleTimeoutMs: 100 } });
  await upstream.send(request(backend.port), 1_000);
  clock.advance(100);
  while (!closed) await new Promise((turn) => setImmediate(turn));
  upstream.close();
});

test("what is sent is framed once, with the origin's name or the one given", async () => {
  const heads: string[] = [];
  const backend = await serve((head) => {
    heads.push(head);
    return ok("");
  });
  const { client: upstream } = client();
  await upstream.send(request(backend.port, { method: "POST", headers: ["X-A", "b"] }), 1_000);
  await upstream.send(request(backend.port, { host: "virtual.example" }), 1_000);
  const crlf = (...lines: string[]): string => lines.join("\r\n");
  assert.deepEqual(heads, [
    crlf(
      "POST / HTTP/1.1",
      `Host: 127.0.0.1:${backend.port}`,
      "X-A: b",
      "Content-Length: 0",
      "Connection: keep-alive",
    ),
    crlf("GET / HTTP/1.1", "Host: virtual.example", "Connection: keep-alive"),
  ]);
  upstream.close();
});

for (const address of [
  "169.254.169.254",
  "169.254.0.1",
  "fe80::1",
  "fd00:ec2::254",
  "::ffff:169.254.169.254",
  "64:ff9b::a9fe:a9fe",
  "100.100.100.200",
  "192.0.0.192",
  "168.63.129.16",
]) {
  test(`${address} is not called`, async () => {
    assert.equal(isRefusedAddress(address), true);
    const { client: upstream } = client();
    const origin = { secure: false, hostname: address, port: 80 };
    assert.equal(await reasonOf(upstream.send(request(80, { origin }), 1_000)), "address-refused");
    upstream.close();
  });
}

for (const address of [
  ...["127.0.0.1", "10.0.0.1", "169.253.255.255", "::1", "fd00::1", "64:ff9b::a00:1", "not an address"],
]) {
  test(`${address} is not refused`, () => assert.equal(isRefusedAddress(address), false));
}

test("a name that leads to a refused address is refused when it is resolved", async () => {
  const backend = await serve(() => ok("reached"));
  const { client: upstream } = client({
    refusesAddress: (address) => address === "127.0.0.1" || address === "::1",
  });
  const origin = { secure: false, hostname: "localhost", port: backend.port };
  assert.equal(await reasonOf(upstream.send(request(backend.port, { origin }), 1_000)), "address-refused");
  assert.equal(backend.connections(), 0);
  upstream.close();
});

test("a closed client refuses, and what was under way fails", async () => {
  const backend = await serve(() => "");
  const { client: upstream } = client();
  const underWay = reasonOf(upstream.send(request(backend.port), 1_000));
  while (backend.requests() === 0) await new Promise((turn) => setImmediate(turn));
  upstream.close();
  assert.equal(await underWay, "closed-early");
  assert.equal(await reasonOf(upstream.send(request(backend.port), 1_000)), "closed-early");
});
