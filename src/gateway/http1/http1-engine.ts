import type { Socket } from "node:net";
import { BodyBudget } from "../../base/body-budget.ts";
import type { Logger } from "../../base/logger.ts";
import { connectionFacts } from "../connection-facts.ts";
import type { Engine, EngineLimits, EngineOptions } from "../engine.ts";
import { NodeHttpEngine } from "../engine-node-http.ts";
import type { ConnectionFacts, HttpRequestHead, HttpResponse } from "../http-message.ts";
import { redirectToHttps } from "../redirect.ts";
import { Http1Connection } from "./http1-connection.ts";

/** What a connection needs of its engine. */
export interface Http1Host {
  readonly gateway: EngineOptions["gateway"];
  readonly limits: EngineLimits;
  readonly logger: Logger;
  readonly bodies: BodyBudget;
  readonly admitsPlain: (facts: ConnectionFacts) => boolean;
  readonly redirect: (head: HttpRequestHead) => HttpResponse;
  readonly draining: () => boolean;
  /** Milliseconds from an arbitrary start that never go back, as of the last look at the deadlines or newer. */
  readonly nowMs: () => number;
  /** The present as a Date field, to the second. */
  readonly date: () => string;
  /** Gives a connection whose request is for no API away, with the bytes read so far. */
  readonly handOver: (connection: Http1Connection, socket: Socket, input: Buffer) => void;
  readonly forget: (connection: Http1Connection) => void;
}

/** How often connections that fell idle are closed while the engine drains, in milliseconds. */
const SWEEP_INTERVAL_MS = 20;

/**
 * HTTP/1.1 of our own on sockets, for APIs: stricter than node's and at half its cost, since a request is parsed once
 * into what the pipeline takes. A connection that asks for anything else goes to node:http, whose objects the control
 * plane needs, and stays there.
 */
export class Http1Engine implements Engine {
  readonly #fallback: NodeHttpEngine;
  readonly #connections = new Set<Http1Connection>();
  readonly #host: Http1Host;
  readonly #deadlines: NodeJS.Timeout;
  #draining = false;
  #date = new Date().toUTCString();
  #dateAtMs = 0;

  constructor(options: EngineOptions) {
    const { gateway, limits, logger, admitsPlain } = options;
    const bodies = new BodyBudget(limits.heldBodyBytesMax);
    this.#fallback = new NodeHttpEngine(options, bodies);
    this.#host = {
      gateway,
      limits,
      logger,
      bodies,
      admitsPlain,
      redirect: redirectToHttps,
      draining: () => this.#draining,
      nowMs: () => performance.now(),
      date: () => this.#dateNow(),
      handOver: (connection, socket, input) => {
        this.#connections.delete(connection);
        socket.unshift(input);
        this.#fallback.accept(socket);
        socket.resume();
      },
      forget: (connection) => this.#connections.delete(connection),
    };
    this.#deadlines = setInterval(() => this.#checkDeadlines(), limits.checkIntervalMs);
    this.#deadlines.unref();
  }

  accept(socket: Socket): void {
    this.#connections.add(new Http1Connection(socket, connectionFacts(socket), this.#host));
  }

  async drain(graceMs: number): Promise<void> {
    this.#draining = true;
    const fallback = this.#fallback.drain(graceMs);
    const untilMs = performance.now() + graceMs;
    while (this.#connections.size > 0 && performance.now() < untilMs) {
      for (const connection of this.#connections) if (connection.isIdle) connection.close();
      await new Promise((next) => setTimeout(next, SWEEP_INTERVAL_MS));
    }
    clearInterval(this.#deadlines);
    for (const connection of this.#connections) connection.close();
    await fallback;
  }

  #checkDeadlines(): void {
    const nowMs = performance.now();
    for (const connection of this.#connections) connection.checkDeadline(nowMs);
  }

  #dateNow(): string {
    const nowMs = performance.now();
    if (nowMs - this.#dateAtMs > 1_000) {
      this.#date = new Date().toUTCString();
      this.#dateAtMs = nowMs;
    }
    return this.#date;
  }
}
