import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Logger } from "../base/logger.ts";
import type { Gateway } from "./gateway.ts";
import type { ConnectionFacts } from "./http-message.ts";

/** Answers what is for no API: the control plane. Node's own objects, since its bodies are streams. */
export type FallbackHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  facts: ConnectionFacts,
) => void;

/** What speaks HTTP on accepted connections. The one of node:http can be replaced by a stricter and faster one. */
export interface Engine {
  /** Serves a connection, plain or with its TLS handshake done, until it ends. */
  accept(socket: Socket | TLSSocket, facts: ConnectionFacts): void;
  /** Lets requests under way finish, closes idle connections, and after `graceMs` milliseconds all of them. */
  drain(graceMs: number): Promise<void>;
}

/** What an engine puts up with from a client. */
export interface EngineLimits {
  /** From the connection's, or the request's, first byte to the end of its headers, in milliseconds. Default 10,000. */
  readonly headersTimeoutMs: number;
  /** From a request's first byte to its last, in milliseconds. Default 60,000. */
  readonly requestTimeoutMs: number;
  /** How long a connection may wait for its next request, in milliseconds. Default 65,000. */
  readonly keepAliveTimeoutMs: number;
  /** How often the first two are looked at, in milliseconds. Default 1,000. */
  readonly checkIntervalMs: number;
  /** Largest request body of an API, in bytes. Source: API Gateway quotas, "Payload size". */
  readonly bodyBytesMax: number;
  /** Request bodies held at once by all of an engine's requests, in bytes. Default 256 MiB. */
  readonly heldBodyBytesMax: number;
}

export const defaultEngineLimits: EngineLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 65_000,
  checkIntervalMs: 1_000,
  bodyBytesMax: 10 * 1024 * 1024,
  heldBodyBytesMax: 256 * 1024 * 1024,
};

/** How an engine treats what it read. */
export interface EngineOptions {
  readonly gateway: Pick<Gateway, "addresses" | "handle" | "refuse">;
  readonly fallback: FallbackHandler;
  readonly limits: EngineLimits;
  /** Whether an API may be called without TLS over this connection. Otherwise the client is redirected to HTTPS. */
  readonly admitsPlain: (facts: ConnectionFacts) => boolean;
  readonly logger: Logger;
}
