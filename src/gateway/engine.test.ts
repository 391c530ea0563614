import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { lambdaProxy, method, type RunningHarness, restStage, startHarness } from "./gateway.fixture.ts";
import type { RejectionCode } from "./rejections.ts";

/** Every engine keeps this contract. */
for (const engine of ["own", "node"] as const) describe(`the engine ${engine}`, () => contract(engine));

function contract(engine: "own" | "node"): void {
  let harness: RunningHarness;
  let bodies: string[] = [];

  before(async () => {
    harness = await startHarness({
      engine,
      stages: [
        restStage({
          binaryMediaTypes: ["*/*"],
          methods: [method({ resourcePath: "/{path+}", httpMethod: "ANY", integration: lambdaProxy() })],
        }),
      ],
      function: ({ payload }) => {
        const event = JSON.parse(payload.toString());
        bodies.push(event.body ?? "");
        return { kind: "returned", payload: Buffer.from(JSON.stringify({ body: event.path })) };
      },
      limits: { bodyBytesMax: 1_000 },
    });
  });
  after(() => harness.stop());

  const path = "/_aws/execute-api/abc/prod/x";
  const head = (...lines: string[]): string => `${lines.join("\r\n")}\r\n\r\n`;
  const close = "Connection: close";

  test("a well-formed request is answered", async () => {
    const answer = await harness.raw(head(`GET ${path} HTTP/1.1`, "Host: a", close));
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(answer, /\r\nx-amzn-RequestId: [0-9a-f-]{36}\r\n/);
    assert.match(answer, /\r\nx-amz-apigw-id: [\w+/]{15}=\r\n/);
    assert.match(answer, /\r\nContent-Length: 2\r\n/);
    assert.match(answer, /\r\n\r\n\/x$/);
  });

  test("what cannot be a request is refused after the requests before it are answered", async () => {
    const good = head(`GET ${path}/good HTTP/1.1`, "Host: a");
    const answer = await harness.raw(`${head("GET /elsewhere HTTP/1.1", "Host: a")}${good}bad\r\n\r\n`);
    assert.deepEqual(answer.match(/(?<=HTTP\/1\.1 )\d+|control plane|\/x\/good/g), [
      ...["200", "control plane", "200", "/x/good"],
      "400",
    ]);
  });

  test("a chunked body is read", async () => {
    bodies = [];
    await harness.raw(
      `${head(`POST ${path} HTTP/1.1`, "Host: a", "Transfer-Encoding: chunked", close)}3\r\nabc\r\n0\r\n\r\n`,
    );
    assert.deepEqual(bodies, [Buffer.from("abc").toString("base64")]);
  });

  test("only a client that knows interim answers is told to go on", async () => {
    for (const [version, answer] of [
      ["1.1", /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /],
      ["1.0", /^HTTP\/1\.1 200 /],
    ] as const) {
      let read = "";
      const socket = connect(harness.port, "127.0.0.1");
      socket.setEncoding("latin1").on("data", (text) => {
        read += text;
      });
      socket.write(
        head(`POST ${path} HTTP/${version}`, "Host: a", "Expect: 100-continue", "Content-Length: 1", close),
      );
      await delay(50);
      socket.write("x");
      await once(socket, "close");
      assert.match(read, answer);
    }
  });

  test("HEAD has the length of GET and no body", async () => {
    const answer = await harness.raw(head(`HEAD ${path} HTTP/1.1`, "Host: a", close));
    assert.match(answer, /Content-Length: 2\r\n/);
    assert.match(answer, /\r\n\r\n$/);
  });

  /** What two readers could understand differently. Each must be refused, and no function may run for it. */
  const ambiguous: readonly [name: string, request: string, status: number][] = [
    ["two Host headers", head(`GET ${path} HTTP/1.1`, "Host: a", "Host: b", close), 400],
    ["no Host header", head(`GET ${path} HTTP/1.1`, close), 400],
    ["an empty Host header", head(`GET ${path} HTTP/1.1`, "Host:", close), 400],
    ["a Host header with a path", head(`GET ${path} HTTP/1.1`, "Host: a/b", close), 400],
    ["two hosts in one", head(`GET ${path} HTTP/1.1`, "Host: a, b", close), 400],
    [
      "both lengths",
      `${head(`POST ${path} HTTP/1.1`, "Host: a", "Content-Length: 5", "Transfer-Encoding: chunked", close)}0\r\n\r\n`,
      400,
    ],
    [
      "two different lengths",
      `${head(`POST ${path} HTTP/1.1`, "Host: a", "Content-Length: 5", "Content-Length: 6", close)}hello`,
      400,
    ],
    [
      "the same length twice",
      `${head(`POST ${path} HTTP/1.1`, "Host: a", "Content-Length: 5", "Content-Length: 5", close)}hello`,
      400,
    ],
    [
      "a length with a sign",
      `${head(`POST ${path} HTTP/1.1`, "Host: a", "Content-Length: +5", close)}hello`,
      400,
    ],
    [
      "a list of lengths",
      `${head(`POST ${path} HTTP/1.1`, "Host: a", "Content-Length: 5, 5", close)}hello`,
      400,
    ],
    [
      "HTTP/1.0 with a transfer coding",
      `${head(`POST ${path} HTTP/1.0`, "Host: a", "Transfer-Encoding: chunked")}0\r\n\r\n`,
      400,
    ],
    [
      "a transfer coding that is not chunked",
      `${head(`POST ${path} HTTP/1.1`, "Host: a", "Transfer-Encoding: gzip, chunked", close)}0\r\n\r\n`,
      400,
    ],
    [
      "a hidden transfer coding",
      `${head(`POST ${path} HTTP/1.1`, "Host: a", "Transfer-Encoding: xchunked", close)}0\r\n\r\n`,
      400,
    ],
    ["a space before the colon", head(`GET ${path} HTTP/1.1`, "Host: a", "X-A : b", close), 400],
    ["a folded header", head(`GET ${path} HTTP/1.1`, "Host: a", "X-A: b", " c", close), 400],
    ["a bare line feed", `GET ${path} HTTP/1.1\nHost: a\n\n`, 400],
    ["a null in a header", head(`GET ${path} HTTP/1.1`, "Host: a", "X-A: b\0c", close), 400],
    [
      "a chunk size that is none",
      `${head(`POST ${path} HTTP/1.1`, "Host: a", "Transfer-Encoding: chunked", close)}+3\r\nabc\r\n0\r\n\r\n`,
      400,
    ],
    ["an absolute target", head(`GET http://other.example${path} HTTP/1.1`, "Host: a", close), 400],
    ["an asterisk target", head("OPTIONS * HTTP/1.1", "Host: a", close), 400],
    ["raw bytes in the target", head(`GET ${path}?\xff HTTP/1.1`, "Host: a", close), 400],
    ["a dot segment", head(`GET ${path}/../y HTTP/1.1`, "Host: a", close), 400],
    ["an encoded dot segment", head(`GET ${path}/%2e%2e/y HTTP/1.1`, "Host: a", close), 400],
    ["another protocol version", head(`GET ${path} HTTP/3.0`, "Host: a", close), 400],
    [
      "two content types",
      head(`GET ${path} HTTP/1.1`, "Host: a", "Content-Type: a/b", "Content-Type: c/d", close),
      400,
    ],
  ];
  for (const [name, request, status] of ambiguous) {
    test(`${name} is refused`, async () => {
      bodies = [];
      const answer = await harness.raw(request);
      assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
      assert.deepEqual(bodies, []);
    });
  }

  const limits: readonly [name: string, request: string, status: number][] = [
    [
      "10,240 bytes of header values",
      head(`GET ${path} HTTP/1.1`, "Host: a", `X-A: ${"x".repeat(10_234)}`, close),
      200,
    ],
    [
      "10,241 bytes of header values",
      head(`GET ${path} HTTP/1.1`, "Host: a", `X-A: ${"x".repeat(10_235)}`, close),
      431,
    ],
    [
      "more headers than the engine reads",
      head(`GET ${path} HTTP/1.1`, "Host: a", `X-A: ${"x".repeat(40_000)}`, close),
      431,
    ],
    ["a URL of 10,241 characters", head(`GET ${path.padEnd(10_241, "x")} HTTP/1.1`, "Host: a", close), 414],
    [
      "a body at its limit",
      `${head(`POST ${path} HTTP/1.1`, "Host: a", "Content-Length: 1000", close)}${"x".repeat(1_000)}`,
      200,
    ],
    [
      "a body over its limit",
      `${head(`POST ${path} HTTP/1.1`, "Host: a", "Content-Length: 1001", close)}${"x".repeat(1_001)}`,
      413,
    ],
    [
      "a chunked body over its limit",
      `${head(`POST ${path} HTTP/1.1`, "Host: a", "Transfer-Encoding: chunked", close)}3e9\r\n${"x".repeat(1_001)}\r\n0\r\n\r\n`,
      413,
    ],
  ];
  for (const [name, request, status] of limits) {
    test(`${name}: ${status}`, async () => {
      assert.match(await harness.raw(request), new RegExp(`^HTTP/1\\.1 ${status} `));
    });
  }

  test("requests on one connection are answered in their order", async () => {
    const first = head(`GET ${path}/1 HTTP/1.1`, "Host: a");
    const second = head(`GET ${path}/2 HTTP/1.1`, "Host: a", close);
    const answer = await harness.raw(first + second);
    assert.deepEqual(
      [...answer.matchAll(/\r\n\r\n(\/x\/\d)/g)].map(([, text]) => text),
      ["/x/1", "/x/2"],
    );
  });

  const get = (...lines: string[]): string => head(`GET ${path} HTTP/1.1`, "Host: a", ...lines, close);
  const recorded: readonly [request: string, code: RejectionCode, status: number][] = [
    [get("Host: b"), "host_ambiguous", 400],
    [get("Content-Type: a/b", "Content-Type: c/d"), "request_malformed", 400],
    [head(`GET ${path.padEnd(10_241, "x")} HTTP/1.1`, "Host: a", close), "url_too_long", 414],
    [get(`X-A: ${"x".repeat(10_235)}`), "headers_too_large", 431],
    [`${get("Content-Length: 1001")}${"x".repeat(1_001)}`, "body_too_large", 413],
  ];
  for (const [request, code, status] of recorded) {
    test(`a refusal leaves a record: ${code}`, async () => {
      const before = harness.records().length;
      await harness.raw(request);
      const record = harness.records()[before];
      assert.deepEqual([record?.rejection, record?.status], [code, status]);
    });
  }
}
