/**
 * Requests per second through the gateway, over real sockets: `node bench/gateway.ts [seconds]`. The gateway, its back
 * end and the load each run in a process of their own; the load keeps 64 connections busy. `ENGINE=node` measures node's HTTP engine instead of our own.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, createServer as createNetServer } from "node:net";
import { fileURLToPath } from "node:url";
import { systemClock } from "../src/base/clock.ts";
import { jsonLogger } from "../src/base/logger.ts";
import { systemRandom } from "../src/base/random.ts";
import { createGateway } from "../src/gateway/gateway.ts";
import { startListener } from "../src/gateway/listener.ts";
import type { MethodSnapshot, RestStageSnapshot } from "../src/gateway/snapshot.ts";

const CONNECTIONS = 64;
const BODY = "x".repeat(800);

const self = fileURLToPath(import.meta.url);
const [role, ...args] = process.argv.slice(2);
if (role === "gateway") await runGateway(Number(args[0]));
else if (role === "backend") await runBackend();
else await runLoad(Number(role ?? 5) * 1000);

function send(message: object): void {
  process.send!(message);
}

/** A back end that costs as little as possible, so that the gateway is what is measured. */
async function runBackend(): Promise<void> {
  const answer = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;
  const server = createNetServer({ noDelay: true }, (socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("data", () => socket.write(answer, "latin1"));
  });
  server.listen(0, "127.0.0.1", () => send({ port: (server.address() as AddressInfo).port }));
}

async function runGateway(backendPort: number): Promise<void> {
  const logger = jsonLogger(
    (line) => process.stderr.write(line),
    () => Date.now(),
  );
  const gateway = createGateway({
    credentials: { findCredential: () => "unknown-access-key" },
    policies: { findPolicies: () => undefined },
    webAcls: { find: () => undefined },
    functions: {
      invoke: async () => ({ kind: "returned", payload: Buffer.from(JSON.stringify({ body: BODY })) }),
    },
    records: { write: () => {} },
    accessLogs: { write: () => {} },
    clock: systemClock,
    random: systemRandom,
    logger,
  });
  gateway.sink.publish(stage(backendPort));
  const listener = await startListener({
    host: "127.0.0.1",
    port: 0,
    gateway,
    fallback: (_request, response) => response.end(BODY),
    plainApiCallers: "loopback",
    engine: process.env["ENGINE"] === "node" ? "node" : "own",
    certificates: { fallbackCertificate: () => ({ key: "", cert: "" }), findContext: () => undefined },
    logger,
  });
  const bare = createServer((_request, response) => response.end(BODY)).listen(0, "127.0.0.1");
  await once(bare, "listening");
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    send({ cpuUs: user + system });
  });
  send({ port: listener.port, barePort: (bare.address() as AddressInfo).port });
}

function stage(backendPort: number): RestStageSnapshot {
  const common = {
    httpMethod: "GET",
    authorization: { type: "NONE" },
    apiKeyRequired: false,
    requestParameters: {},
    methodResponses: [{ statusCode: "200", responseParameters: {} }],
  } as const;
  const mapping = { timeoutMs: 29_000, requestParameters: {}, passthroughBehavior: "WHEN_NO_MATCH" } as const;
  const methods: MethodSnapshot[] = [
    {
      ...common,
      resourceId: "mock",
      resourcePath: "/mock",
      integration: {
        ...mapping,
        type: "MOCK",
        requestTemplates: { "application/json": '{"statusCode": 200}' },
        responses: [
          { statusCode: "200", responseParameters: {}, responseTemplates: { "application/json": BODY } },
        ],
      },
    },
    {
      ...common,
      resourceId: "proxy",
      resourcePath: "/proxy/{id}",
      integration: {
        ...mapping,
        type: "HTTP_PROXY",
        httpMethod: "GET",
        uri: `http://127.0.0.1:${backendPort}/x`,
        requestTemplates: {},
        responses: [],
      },
    },
    {
      ...common,
      resourceId: "lambda",
      resourcePath: "/lambda",
      integration: {
        type: "AWS_PROXY",
        timeoutMs: 29_000,
        functionArn: "arn:aws:lambda:us-east-1:0:function:f",
      },
    },
  ];
  return {
    kind: "REST",
    apiId: "bench",
    apiName: "bench",
    accountId: "000000000000",
    region: "us-east-1",
    partition: "aws",
    stageName: "prod",
    deploymentId: "d",
    variables: {},
    binaryMediaTypes: [],
    disableExecuteApiEndpoint: false,
    endpointType: "REGIONAL",
    methods,
    authorizers: [],
    gatewayResponses: [],
  };
}

async function start(...forkArgs: string[]): Promise<{ child: ChildProcess; ports: Record<string, number> }> {
  const child = fork(self, forkArgs, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [ports] = (await once(child, "message")) as [Record<string, number>];
  return { child, ports };
}

async function runLoad(windowMs: number): Promise<void> {
  const backend = await start("backend");
  const gateway = await start("gateway", String(backend.ports["port"]));
  const { port, barePort } = gateway.ports as { port: number; barePort: number };
  const api = "/_aws/execute-api/bench/prod";
  const rows: readonly [name: string, port: number, path: string][] = [
    ["node:http alone", barePort, "/"],
    ["no API", port, "/"],
    ["unknown path", port, `${api}/nowhere`],
    ["MOCK", port, `${api}/mock`],
    ["Lambda proxy, instant function", port, `${api}/lambda`],
    ["HTTP_PROXY", port, `${api}/proxy/7`],
  ];
  for (const [name, target, path] of rows) {
    await measure(target, path, windowMs / 4);
    const cpuBeforeUs = await cpuOf(gateway.child);
    const requests = await measure(target, path, windowMs);
    const cpuUs = ((await cpuOf(gateway.child)) - cpuBeforeUs) / requests;
    const perSecond = Math.round(requests / (windowMs / 1000));
    process.stdout.write(
      `${name.padEnd(32)} ${String(perSecond).padStart(7)} requests/s ${cpuUs.toFixed(1).padStart(7)} µs CPU\n`,
    );
  }
  gateway.child.kill();
  backend.child.kill();
}

/** Processor time that the gateway has taken so far, in microseconds: steadier than throughput on a busy machine. */
async function cpuOf(child: ChildProcess): Promise<number> {
  child.send("cpu");
  const [{ cpuUs }] = (await once(child, "message")) as [{ cpuUs: number }];
  return cpuUs;
}

/** Responses in `windowMs` milliseconds. Every response of a row has the same length, so bytes count them. */
async function measure(port: number, path: string, windowMs: number): Promise<number> {
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n`;
  let count = 0;
  let running = true;
  const loops = Array.from({ length: CONNECTIONS }, async () => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.on("data", (chunk: Buffer) => {
      // Responses of this size arrive whole; a rare split one ends in a later chunk.
      if (chunk.length < 100) return;
      count += 1;
      if (running) socket.write(request);
      else socket.destroy();
    });
    socket.write(request);
    await once(socket, "close");
  });
  const before = process.hrtime.bigint();
  await new Promise((done) => setTimeout(done, windowMs));
  running = false;
  const elapsedMs = Number(process.hrtime.bigint() - before) / 1e6;
  const measured = count;
  await Promise.all(loops);
  return measured * (windowMs / elapsedMs);
}
