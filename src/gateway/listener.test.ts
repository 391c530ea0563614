import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectPlain, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { describe, test } from "node:test";
import { connect as connectTls, type TLSSocket } from "node:tls";
import {
  type ListenOptions,
  lambdaProxy,
  method,
  type RunningHarness,
  restStage,
  startHarness,
} from "./gateway.fixture.ts";

const api = "abc.execute-api.us-east-1.localhost";

/** One request over TLS: the certificate is checked against the listener's authority. */
function overTls(harness: RunningHarness, host: string, target: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket: TLSSocket = connectTls(
      { host: "127.0.0.1", port: harness.port, servername: host, ca: harness.authorityPem },
      () => socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
    );
    socket.setEncoding("latin1").on("data", (text) => {
      answer += text;
    });
    socket.on("error", reject).on("close", () => resolve(answer));
  });
}

const get = (target: string, host = "a"): string =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;

for (const engine of ["own", "node"] as const) describe(`with the engine ${engine}`, () => suite(engine));

function suite(engine: "own" | "node"): void {
  async function withHarness(
    options: ListenOptions,
    use: (harness: RunningHarness) => Promise<void>,
  ): Promise<void> {
    const harness = await startHarness({ ...options, engine });
    try {
      await use(harness);
    } finally {
      await harness.stop();
    }
  }

  test("one port speaks TLS and plain HTTP", () =>
    withHarness({}, async (harness) => {
      assert.match(await overTls(harness, api, "/prod"), /^HTTP\/1\.1 200 OK/);
      assert.match(await harness.raw(get("/_aws/execute-api/abc/prod")), /^HTTP\/1\.1 200 OK/);
      assert.match(await harness.raw(get("/elsewhere")), /control plane$/);
      assert.match(await overTls(harness, "localhost", "/elsewhere"), /control plane$/);
    }));

  test("one connection may ask for APIs and for other things in turn", () =>
    withHarness({}, async (harness) => {
      const keep = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`;
      const api = "/_aws/execute-api/abc/prod";
      const answer = await harness.raw(keep(api) + keep("/elsewhere") + keep(api) + get("/elsewhere"));
      const bodies = answer.match(/\{"ok":true\}|control plane/g);
      assert.deepEqual(bodies, ['{"ok":true}', "control plane", '{"ok":true}', "control plane"]);
    }));

  // Node's engine hands on every request that it has read, answered or not.
  const readsAhead = engine === "node" && "node:http parses pipelined requests ahead";
  test(
    "a client that asks on and on without reading its answers is read no further",
    { skip: readsAhead },
    () =>
      withHarness(
        {
          stages: [restStage({ methods: [method({ integration: lambdaProxy() })] })],
          function: () => ({
            kind: "returned",
            payload: Buffer.from(JSON.stringify({ body: "x".repeat(1_000_000) })),
          }),
        },
        async (harness) => {
          const ask = "GET /_aws/execute-api/abc/prod HTTP/1.1\r\nHost: a\r\n\r\n";
          const socket = connectPlain(harness.port, "127.0.0.1");
          socket.pause();
          for (let count = 0; count < 500; count++) socket.write(ask);
          await new Promise((later) => setTimeout(later, 500));
          // Some answers fit into the buffers between; all 500 would be 500 MB in ours.
          assert.ok(harness.records().length < 100, String(harness.records().length));
          socket.destroy();
        },
      ),
  );

  /** What a client reads that sends all it has and closes its side at once, as `printf … | nc -N` does. */
  async function halfClosed(socket: Socket, sent: string): Promise<string> {
    let answer = "";
    socket.setEncoding("latin1").on("data", (text) => {
      answer += text;
    });
    socket.end(sent, "latin1");
    await once(socket, "close");
    return answer;
  }

  const endsEarly = engine === "node" && "node:http drops a client that closed its side";
  test("a client that closes its side gets the answers to what it sent", { skip: endsEarly }, () =>
    withHarness(
      {
        stages: [restStage({ methods: [method({ integration: lambdaProxy() })] })],
        function: async ({ payload }) => {
          await new Promise((later) => setTimeout(later, 20));
          const { queryStringParameters } = JSON.parse(payload.toString());
          return {
            kind: "returned",
            payload: Buffer.from(JSON.stringify({ body: queryStringParameters.n })),
          };
        },
      },
      async (harness) => {
        const ask = (n: string): string =>
          `GET /_aws/execute-api/abc/prod?n=${n} HTTP/1.1\r\nHost: a\r\n\r\n`;
        const asked = `${ask("one")}${ask("two")}GET /half HTTP`;
        const plain = (): Socket => connectPlain(harness.port, "127.0.0.1");
        const secure = (): Socket =>
          connectTls({
            ...{ host: "127.0.0.1", port: harness.port, servername: api, ca: harness.authorityPem },
            // node's types leave it out.
            ...{ allowHalfOpen: true },
          });
        for (const connect of [plain, secure]) {
          const answer = await halfClosed(connect(), asked);
          assert.deepEqual(answer.match(/(?<=\r\n\r\n)\w+?(?=HTTP|$)/g), ["one", "two"]);
        }
      },
    ),
  );

  test("a client that says nothing and closes its side is let go", () =>
    withHarness({}, async (harness) => {
      assert.equal(await halfClosed(connectPlain(harness.port, "127.0.0.1"), ""), "");
    }));

  test("plain HTTP to an API is redirected to HTTPS, and the API is not called", () =>
    withHarness({ plainApiCallers: "nobody" }, async (harness) => {
      const answer = await harness.raw(get("/prod/pets?a=1", `${api}:${harness.port}`));
      assert.match(answer, /^HTTP\/1\.1 308 /);
      assert.ok(answer.includes(`\r\nLocation: https://${api}:${harness.port}/prod/pets?a=1\r\n`));
      assert.deepEqual(harness.records(), []);
      assert.match(await harness.raw(get("/elsewhere")), /control plane$/);
    }));

  test("policies see whether a request came over TLS", () =>
    withHarness(
      {
        stages: [
          restStage({
            resourcePolicy: JSON.stringify({
              Version: "2012-10-17",
              Statement: {
                Effect: "Allow",
                Principal: "*",
                Action: "execute-api:Invoke",
                Resource: "execute-api:/*",
                Condition: { Bool: { "aws:SecureTransport": "true" } },
              },
            }),
          }),
        ],
      },
      async (harness) => {
        assert.match(await overTls(harness, api, "/prod"), /^HTTP\/1\.1 200 /);
        assert.match(await harness.raw(get("/_aws/execute-api/abc/prod")), /^HTTP\/1\.1 403 /);
      },
    ));

  test("a host must name the API's own region", () =>
    withHarness({}, async (harness) => {
      assert.match(
        await overTls(harness, "abc.execute-api.eu-west-1.localhost", "/prod"),
        /^HTTP\/1\.1 403 /,
      );
    }));

  /** Clients that begin and do not go on. Without a limit each of them would hold its connection for ever. */
  const stalled: readonly [name: string, sent: string][] = [
    ["nothing", ""],
    ["half a request line", "GET /_aws/exec"],
    ["half a header section", "GET /_aws/execute-api/abc/prod HTTP/1.1\r\nHost: a\r\nX-A:"],
    ["half a body", "POST /_aws/execute-api/abc/prod HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab"],
    ["half a TLS handshake", "\x16\x03\x01\x02\x00\x01"],
  ];
  for (const [name, sent] of stalled) {
    test(`a client that sends ${name} is disconnected`, () =>
      withHarness(
        {
          limits: { headersTimeoutMs: 50, requestTimeoutMs: 50, handshakeTimeoutMs: 50, checkIntervalMs: 20 },
        },
        async (harness) => {
          const answer = await harness.raw(sent);
          assert.ok(answer === "" || answer.startsWith("HTTP/1.1 408 "), answer);
        },
      ));
  }

  test("a client that sends its hello a byte now and then is disconnected", () =>
    withHarness({ limits: { handshakeTimeoutMs: 50 } }, async (harness) => {
      const socket = connectPlain({ port: harness.port, host: "127.0.0.1", noDelay: true });
      const closed = new Promise((done) => socket.on("error", () => {}).once("close", done));
      socket.write("\x16\x03\x01\x02\x00\x01\x00\x01\xfc", "latin1");
      let sent = 0;
      const drip = setInterval(() => socket.write("x", () => sent++), 10);
      await closed;
      clearInterval(drip);
      assert.ok(sent < 0x1fc, String(sent));
    }));

  test("bodies past what may be held at once are refused, and room comes back", () =>
    withHarness({ limits: { heldBodyBytesMax: 100 } }, async (harness) => {
      const post = (length: number, body: string): string =>
        `POST /_aws/execute-api/abc/prod HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n${body}`;
      const held = connectPlain(harness.port, "127.0.0.1", () => held.write(post(90, "x".repeat(80))));
      let answer = "";
      while (!answer.startsWith("HTTP/1.1 503 ")) answer = await harness.raw(post(30, "y".repeat(30)));
      assert.ok(harness.records().some(({ rejection }) => rejection === "overloaded"));
      held.destroy();
      while (!answer.startsWith("HTTP/1.1 403 ")) answer = await harness.raw(post(30, "y".repeat(30)));
    }));

  test("connections past the limit are closed", () =>
    withHarness({ limits: { connectionsMax: 1 } }, async (harness) => {
      const held = connectPlain(harness.port, "127.0.0.1");
      await new Promise((connected) => held.once("connect", connected));
      assert.equal(await harness.raw(get("/_aws/execute-api/abc/prod")), "");
      held.destroy();
    }));

  test("stopping lets a request under way finish, and takes no new one", async () => {
    let finish: (() => void) | undefined;
    const harness = await startHarness({
      engine,
      stages: [restStage({ methods: [method({ integration: lambdaProxy() })] })],
      function: () =>
        new Promise((resolve) => {
          finish = () => resolve({ kind: "returned", payload: Buffer.from('{"body":"done"}') });
        }),
    });
    const answer = harness.raw("GET /_aws/execute-api/abc/prod HTTP/1.1\r\nHost: a\r\n\r\n");
    while (!finish) await new Promise((turn) => setImmediate(turn));
    const stopped = harness.stop(10_000);
    await assert.rejects(harness.raw(get("/")), /ECONNREFUSED/);
    finish();
    assert.match(await answer, /Connection: close\r\n[\s\S]*done$/);
    await stopped;
  });

  test("stopping ends a TLS handshake under way", { timeout: 20_000 }, async () => {
    const harness = await startHarness({ engine, limits: { handshakeTimeoutMs: 600_000 } });
    const hello = await new Promise<Buffer>((told) => {
      const wire = new Duplex({ read: () => {}, write: (bytes) => told(bytes) });
      connectTls({ socket: wire as Socket }).on("error", () => {});
    });
    const socket = connectPlain(harness.port, "127.0.0.1").on("error", () => {});
    const closed = once(socket, "close");
    socket.write(hello);
    await once(socket, "data");
    await harness.stop();
    await closed;
  });

  test("a connection that outlives the grace is closed", async () => {
    let called = false;
    const harness = await startHarness({
      engine,
      stages: [restStage({ methods: [method({ integration: lambdaProxy() })] })],
      function: () => {
        called = true;
        return new Promise(() => {});
      },
    });
    const answer = harness.raw(get("/_aws/execute-api/abc/prod"));
    while (!called) await new Promise((turn) => setImmediate(turn));
    await harness.stop(10);
    assert.equal(await answer.catch(() => ""), "");
  });
}
