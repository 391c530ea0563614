import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import {
  type ListenOptions,
  lambdaProxy,
  method,
  type RunningHarness,
  restStage,
  startHarness,
  type TestFunction,
} from "../gateway.fixture.ts";

const path = "/_aws/execute-api/abc/prod";
const ask = (query = "", ...lines: readonly string[]): string =>
  [`GET ${path}${query} HTTP/1.1`, "Host: a", ...lines, "", ""].join("\r\n");

async function withHarness(
  options: ListenOptions,
  use: (harness: RunningHarness) => Promise<void>,
): Promise<void> {
  const harness = await startHarness(options);
  try {
    await use(harness);
  } finally {
    await harness.stop();
  }
}

const answeredBy = (f: TestFunction): ListenOptions => ({
  stages: [restStage({ methods: [method({ httpMethod: "ANY", integration: lambdaProxy() })] })],
  function: f,
});

const returned = (body: string) =>
  ({ kind: "returned", payload: Buffer.from(JSON.stringify({ body })) }) as const;

/** A connection that gathers what it reads. */
function dial(harness: RunningHarness): { socket: Socket; read: () => string } {
  let text = "";
  const socket = connect({ port: harness.port, host: "127.0.0.1", noDelay: true });
  socket.setEncoding("latin1").on("data", (more) => {
    text += more;
  });
  socket.on("error", () => {});
  return { socket, read: () => text };
}

test("a client that asks faster than it is answered is not read ahead without end", () =>
  withHarness({}, async (harness) => {
    const { socket } = dial(harness);
    const block = Buffer.from(ask().repeat(1_000));
    let takenBytes = 0;
    const pump = (): void =>
      void socket.write(block, (error) => {
        takenBytes += block.length;
        if (!error) pump();
      });
    for (let ahead = 0; ahead < 4; ahead++) pump();
    while (harness.records().length < 250) await delay(5);
    // The kernel holds some megabytes; ours are 128 KB. A read for each answer would be 16 MB.
    assert.ok(takenBytes < 12_000_000, String(takenBytes));
    socket.destroy();
  }));

test("a client that was too far ahead is read on, and gets every answer in its order", () =>
  withHarness(
    answeredBy(async ({ payload }) => {
      const { queryStringParameters } = JSON.parse(payload.toString());
      if (queryStringParameters.n % 3 === 0) await delay(1);
      return returned(`#${queryStringParameters.n};`);
    }),
    async (harness) => {
      const filler = `X-A: ${"x".repeat(1_000)}`;
      const numbers = Array.from({ length: 300 }, (_, n) => n);
      const { socket, read } = dial(harness);
      socket.end(numbers.map((n) => ask(`?n=${n}`, filler)).join(""));
      await once(socket, "close");
      assert.deepEqual(
        [...read().matchAll(/#(\d+);/g)].map(([, n]) => Number(n)),
        numbers,
      );
    },
  ));

test("a head that comes byte by byte is read as one that comes at once", () =>
  withHarness({}, async (harness) => {
    const { socket, read } = dial(harness);
    for (const byte of ask("", "Connection: close")) {
      socket.write(byte);
      await new Promise((turn) => setImmediate(turn));
    }
    await once(socket, "close");
    assert.match(read(), /^HTTP\/1\.1 200 /);
  }));

test("the last answer of a connection arrives whole, however slowly its client reads", () =>
  withHarness(
    { ...answeredBy(() => returned("x".repeat(5_900_000))), limits: { checkIntervalMs: 50 } },
    async (harness) => {
      const { socket, read } = dial(harness);
      socket.pause();
      socket.write(ask("", "Connection: close"));
      // Longer than a connection lingers after its answer.
      await delay(2_500);
      socket.resume();
      await once(socket, "end");
      socket.destroy();
      const text = read();
      assert.equal(text.length - text.indexOf("\r\n\r\n") - 4, 5_900_000);
    },
  ));

test("a client that never reads its last answer is let go in the end", () =>
  withHarness(
    {
      ...answeredBy(() => returned("x".repeat(5_900_000))),
      limits: { checkIntervalMs: 20, headersTimeoutMs: 100, requestTimeoutMs: 100 },
    },
    async (harness) => {
      const { socket, read } = dial(harness);
      socket.pause();
      socket.write(ask("", "Connection: close"));
      while (harness.records().length === 0) await delay(5);
      await delay(500);
      socket.resume();
      await once(socket, "close");
      assert.ok(read().length < 5_900_000);
    },
  ));

test("a client that closed its side before its answer gets it, and what is for no API is not asked", () => {
  let fallbackCalls = 0;
  const options: ListenOptions = {
    ...answeredBy(async () => {
      await delay(20);
      return returned("first");
    }),
    fallback: (_request, response) => {
      fallbackCalls += 1;
      response.end("control plane");
    },
  };
  return withHarness(options, async (harness) => {
    const { socket, read } = dial(harness);
    socket.end(`${ask()}GET /elsewhere HTTP/1.1\r\nHost: a\r\n\r\n`);
    await once(socket, "close");
    assert.match(read(), /\r\n\r\nfirst$/);
    assert.equal(fallbackCalls, 0);
  });
});

test("a bug while a request is handled costs its connection, and the others of its turn are answered", () => {
  const errors: string[] = [];
  let failsNext = false;
  const options: ListenOptions = {
    clock: {
      ...systemClock,
      nowMs: () => {
        if (!failsNext) return systemClock.nowMs();
        failsNext = false;
        throw new Error("no time");
      },
    },
    logger: { ...silentLogger, error: (message) => void errors.push(message) },
  };
  return withHarness(options, async (harness) => {
    const clients = [1, 2, 3].map(() => dial(harness));
    await Promise.all(clients.map(({ socket }) => once(socket, "connect")));
    failsNext = true;
    const closed = clients.map(({ socket }) => once(socket, "close"));
    for (const { socket } of clients) socket.write(ask("", "Connection: close"));
    await Promise.all(closed);
    const answers = clients.map(({ read }) => read().slice(0, 12));
    assert.deepEqual(answers.sort(), ["", "HTTP/1.1 200", "HTTP/1.1 200"]);
    assert.deepEqual(errors, ["A connection failed"]);
  });
});
