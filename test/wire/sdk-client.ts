import { createRequire } from "node:module";
import { Readable } from "node:stream";
import { AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";
import { HttpResponse } from "@smithy/core/protocols";
import type { CatalogueEntry } from "../../src/aws/catalogue.ts";
import { type WireRequest, type WireResponse, wireRequest } from "../../src/aws/wire-request.ts";

/** The parts of the SDK's request that a handler sees. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Record<string, string | null | readonly (string | null)[]>;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** A client of the SDK and its commands, whose requests are answered by a function instead of a server. */
export interface SdkClient {
  readonly send: (operation: string, input: object) => Promise<Record<string, unknown>>;
  readonly errorClass: (name: string) => (new (...args: never[]) => Error) | undefined;
  readonly close: () => void;
}

/** Protocols that the SDK must be told to speak, since it prefers another one. */
export type ForcedProtocol = "rpcv2Cbor" | "awsQuery" | undefined;

const PROTOCOLS = { rpcv2Cbor: AwsSmithyRpcV2CborProtocol, awsQuery: AwsQueryProtocol };
const require = createRequire(import.meta.url);

/** A client whose every request goes to `answer`, as the server would see it. */
export function sdkClient(
  entry: CatalogueEntry,
  answer: (request: WireRequest) => WireResponse | Promise<WireResponse>,
  forced?: ForcedProtocol,
): SdkClient {
  const exports = require(entry.clientPackage) as Record<string, unknown>;
  const [, Client] = Object.entries(exports).find(
    ([name, value]) => /^[A-Z]\w*Client$/.test(name) && typeof value === "function",
  ) as [
    string,
    new (config: object) => { send(command: object): Promise<Record<string, unknown>>; destroy(): void },
  ];
  const client = new Client({
    region: "us-east-1",
    endpoint: "http://127.0.0.1:1",
    credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "example" },
    forcePathStyle: true,
    maxAttempts: 1,
    disableHostPrefix: true,
    ...(forced && { protocol: PROTOCOLS[forced] }),
    requestHandler: {
      handle: async (request: SdkRequest) => ({ response: toSdk(await answer(await fromSdk(request))) }),
    },
  });
  return {
    send: (operation, input) => {
      const Command = exports[`${operation}Command`] as new (input: object) => object;
      return client.send(new Command(input));
    },
    errorClass: (name) => exports[name] as new (...args: never[]) => Error,
    close: () => client.destroy(),
  };
}

async function fromSdk(request: SdkRequest): Promise<WireRequest> {
  const rawHeaders = Object.entries(request.headers).flatMap(([name, value]) => [name, String(value)]);
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(request.query ?? {})) {
    for (const value of Array.isArray(values) ? values : [values]) query.append(name, value ?? "");
  }
  const target = query.size > 0 ? `${request.path}?${query}` : request.path;
  const body = await readAll(request.body);
  return wireRequest({ method: request.method, target, rawHeaders, body });
}

async function readAll(body: unknown): Promise<Buffer> {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function toSdk(response: WireResponse): HttpResponse {
  const { body } = response;
  const stream = body instanceof Readable ? body : Readable.from([Buffer.from(body)]);
  return new HttpResponse({ statusCode: response.status, headers: response.headers, body: stream });
}
