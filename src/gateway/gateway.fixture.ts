import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalCertificateAuthority } from "../app/local-ca.ts";
import { type Clock, systemClock } from "../base/clock.ts";
import { type Logger, silentLogger } from "../base/logger.ts";
import { SeededRandom, systemRandom } from "../base/random.ts";
import type { CredentialDirectory, PolicyDirectory } from "../policy/identity-directory.ts";
import type { DecisionRecord } from "./decision-record.ts";
import type { EngineLimits } from "./engine.ts";
import { createGateway, type Gateway, type GatewayPorts } from "./gateway.ts";
import { type ListenerLimits, type ListenerOptions, startListener } from "./listener.ts";
import type {
  AccessLogSink,
  DecisionRecordSink,
  FunctionInvocation,
  FunctionOutcome,
  FunctionPort,
  WebAclDirectory,
} from "./ports.ts";
import type { HttpIntegration, MethodSnapshot, MockIntegration, RestStageSnapshot } from "./snapshot.ts";

/** A deployed stage of API `abc`: `prod`, in account 123456789012, with one open mock at `GET /`. */
export function restStage(overrides: Partial<RestStageSnapshot> = {}): RestStageSnapshot {
  return {
    kind: "REST",
    apiId: "abc",
    apiName: "test",
    accountId: "123456789012",
    region: "us-east-1",
    partition: "aws",
    stageName: "prod",
    deploymentId: "dep1",
    variables: {},
    binaryMediaTypes: [],
    disableExecuteApiEndpoint: false,
    endpointType: "REGIONAL",
    methods: [method()],
    authorizers: [],
    gatewayResponses: [],
    ...overrides,
  };
}

/** `GET /`, open, answering 200 without a body. */
export function method(overrides: Partial<MethodSnapshot> = {}): MethodSnapshot {
  return {
    resourceId: "res1",
    resourcePath: "/",
    httpMethod: "GET",
    authorization: { type: "NONE" },
    apiKeyRequired: false,
    requestParameters: {},
    methodResponses: [{ statusCode: "200", responseParameters: {} }],
    integration: mock(),
    ...overrides,
  };
}

/** Answers 200 with `{"ok":true}`. */
export function mock(overrides: Partial<MockIntegration> = {}): MockIntegration {
  return {
    type: "MOCK",
    timeoutMs: 29_000,
    requestParameters: {},
    requestTemplates: { "application/json": '{"statusCode": 200}' },
    passthroughBehavior: "WHEN_NO_MATCH",
    responses: [
      { statusCode: "200", responseParameters: {}, responseTemplates: { "application/json": '{"ok":true}' } },
    ],
    ...overrides,
  };
}

/** Hands everything to a back end. */
export function httpProxy(uri: string, overrides: Partial<HttpIntegration> = {}): HttpIntegration {
  return {
    type: "HTTP_PROXY",
    timeoutMs: 5_000,
    httpMethod: "ANY",
    uri,
    requestParameters: {},
    requestTemplates: {},
    passthroughBehavior: "WHEN_NO_MATCH",
    responses: [],
    ...overrides,
  };
}

/** Hands everything to the test's function. */
export const lambdaProxy = (
  overrides: Partial<Extract<MethodSnapshot["integration"], { type: "AWS_PROXY" }>> = {},
) =>
  ({
    type: "AWS_PROXY",
    timeoutMs: 5_000,
    functionArn: "arn:aws:lambda:us-east-1:123456789012:function:f",
    ...overrides,
  }) as const;

/** What a function's handler does in a test. */
export type TestFunction = (invocation: FunctionInvocation) => FunctionOutcome | Promise<FunctionOutcome>;

export interface HarnessOptions {
  readonly stages?: readonly RestStageSnapshot[];
  readonly function?: TestFunction;
  readonly credentials?: CredentialDirectory;
  readonly policies?: PolicyDirectory;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly backends?: GatewayPorts["backends"];
  readonly observers?: GatewayPorts["observers"];
  readonly webAcls?: WebAclDirectory;
  readonly accessLogs?: AccessLogSink;
  readonly records?: DecisionRecordSink;
}

/** A gateway without a listener, and the decision records it wrote. */
export interface Harness {
  readonly gateway: Gateway;
  /** Every record so far. */
  readonly records: () => readonly DecisionRecord[];
}

export function createHarness(options: HarnessOptions = {}): Harness {
  const written: DecisionRecord[] = [];
  const functions: FunctionPort = {
    invoke: async (invocation) =>
      options.function?.(invocation) ?? { kind: "refused", detail: "no function" },
  };
  const gateway = createGateway({
    credentials: options.credentials ?? { findCredential: () => "unknown-access-key" },
    policies: options.policies ?? { findPolicies: () => undefined },
    functions,
    webAcls: options.webAcls ?? { find: () => undefined },
    records: options.records ?? { write: (record) => written.push(record) },
    accessLogs: options.accessLogs ?? { write: () => {} },
    clock: options.clock ?? systemClock,
    random: new SeededRandom("gateway"),
    logger: options.logger ?? silentLogger,
    ...(options.backends && { backends: options.backends }),
    ...(options.observers && { observers: options.observers }),
  });
  for (const stage of options.stages ?? [restStage()]) gateway.sink.publish(stage);
  return { gateway, records: () => written };
}

/** A gateway on a port of its own. */
export interface RunningHarness extends Harness {
  readonly port: number;
  /** PEM of the authority that its certificates are from. */
  readonly authorityPem: string;
  /** Sends bytes as they are and returns all that comes back until the peer closes. */
  readonly raw: (request: string) => Promise<string>;
  /** One request in the path form; `path` is below the stage `prod` of API `abc`. */
  readonly call: (path: string, init?: RequestInit) => Promise<Answer>;
  readonly stop: (graceMs?: number) => Promise<void>;
}

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface ListenOptions extends HarnessOptions {
  readonly limits?: Partial<EngineLimits & ListenerLimits>;
  readonly plainApiCallers?: ListenerOptions["plainApiCallers"];
  readonly fallback?: ListenerOptions["fallback"];
  readonly engine?: ListenerOptions["engine"];
}

export async function startHarness(options: ListenOptions = {}): Promise<RunningHarness> {
  const harness = createHarness(options);
  const folder = mkdtempSync(join(tmpdir(), "sallyport-gateway-"));
  const authority = await LocalCertificateAuthority.open(folder, systemClock, systemRandom);
  const pair = await authority.localhostPair();
  const listener = await startListener({
    host: "127.0.0.1",
    port: 0,
    gateway: harness.gateway,
    fallback: options.fallback ?? ((_request, response) => response.end("control plane")),
    certificates: { fallbackCertificate: () => pair, findContext: (name) => authority.contextFor(name) },
    plainApiCallers: options.plainApiCallers ?? "loopback",
    logger: options.logger ?? silentLogger,
    ...(options.limits && { limits: options.limits }),
    ...(options.engine && { engine: options.engine }),
  });
  const base = `http://127.0.0.1:${listener.port}/_aws/execute-api/abc/prod`;
  return {
    ...harness,
    port: listener.port,
    authorityPem: readFileSync(join(folder, "ca.pem"), "utf8"),
    raw: (request) => sendRaw(listener.port, request),
    call: async (path, init) => {
      const response = await fetch(base + path, { redirect: "manual", ...init });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    stop: async (graceMs = 0) => {
      await listener.stop(graceMs);
      harness.gateway.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Sends `request` as it is, one byte a character, and returns what comes back until the peer closes. */
function sendRaw(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(request, "latin1"));
    socket.setEncoding("latin1");
    socket.on("data", (text) => {
      answer += text;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

/** A back end of the test's own on a free port. */
export interface Backend {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

export async function startBackend(
  handler: (request: IncomingMessage, body: string, response: ServerResponse) => void,
): Promise<Backend> {
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => handler(request, Buffer.concat(chunks).toString("latin1"), response));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
