import type { Socket } from "node:net";
import { BodyBudget } from "../../base/body-budget.ts";
import type { Engine, EngineOptions } from "../engine.ts";
import { NodeHttpEngine } from "../engine-node-http.ts";
import type { ConnectionFacts } from "../http-message.ts";
import { redirectToHttps } from "../redirect.ts";
import { Http1Connection, type Http1Host } from "./http1-connection.ts";
import { Rounds } from "./rounds.ts";

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
      rounds: new Rounds(),
      admitsPlain,
      redirect: redirectToHttps,
      draining: () => this.#draining,
      nowMs: () => performance.now(),
      date: () => this.#dateNow(),
      handOver: (connection, socket, input) => {
        this.#connections.delete(connection);
        socket.unshift(input);
        this.#fallback.accept(socket, connection.facts);
        socket.resume();
      },
      forget: (connection) => this.#connections.delete(connection),
    };
    this.#deadlines = setInterval(() => this.#checkDeadlines(), limits.checkIntervalMs);
    this.#deadlines.unref();
  }

  accept(socket: Socket, facts: ConnectionFacts): void {
    this.#connections.add(new Http1Connection(socket, facts, this.#host));
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
