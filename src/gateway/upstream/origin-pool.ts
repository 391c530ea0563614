import type { Clock, Timer } from "../../base/clock.ts";
import { Connection, type ConnectionOptions, type ExchangeEnd } from "./connection.ts";
import {
  UpstreamError,
  type UpstreamLimits,
  type UpstreamOrigin,
  type UpstreamRequest,
} from "./upstream-message.ts";

/** One request to a back end on its way. */
export interface Job {
  readonly request: UpstreamRequest;
  /** Called once, when it ended. `reused` says whether its connection had carried a request before. */
  readonly conclude: (end: ExchangeEnd, reused: boolean) => void;
  /** The connection that carries it; undefined before and after. */
  connection: Connection | undefined;
}

interface Idle {
  readonly connection: Connection;
  readonly timer: Timer;
}

/** The connections to one back end. The one used last is used next, so that surplus ones fall idle and close. */
export class OriginPool {
  readonly #origin: UpstreamOrigin;
  readonly #limits: UpstreamLimits;
  readonly #options: ConnectionOptions;
  readonly #clock: Clock;
  readonly #open = new Set<Connection>();
  readonly #waiting = new Set<Job>();
  #idle: Idle[] = [];

  constructor(origin: UpstreamOrigin, limits: UpstreamLimits, options: ConnectionOptions, clock: Clock) {
    this.#origin = origin;
    this.#limits = limits;
    this.#options = options;
    this.#clock = clock;
  }

  /** Sends a request now or as soon as a connection is free. */
  send(request: UpstreamRequest, conclude: Job["conclude"]): Job {
    const job: Job = { request, conclude, connection: undefined };
    const idle = this.#takeIdle();
    if (idle) this.#start(job, idle);
    else if (this.#open.size < this.#limits.connectionsPerOriginMax) this.#startNew(job);
    else if (this.#waiting.size < this.#limits.waitingPerOriginMax) this.#waiting.add(job);
    else fail(job, new UpstreamError("saturated", "too many requests wait for the back end"));
    return job;
  }

  /** Gives a request up. One that was sent already costs its connection: an answer may still come. */
  cancel(job: Job): void {
    if (!this.#waiting.delete(job)) job.connection?.destroy();
  }

  close(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const job of waiting) fail(job, new UpstreamError("closed-early", "the gateway is stopping"));
    for (const connection of this.#open) connection.destroy();
  }

  #start(job: Job, connection: Connection): void {
    const reused = connection.answeredCount > 0;
    job.connection = connection;
    connection.send(job.request, (end) => {
      job.connection = undefined;
      if (connection.reusable) this.#release(connection);
      job.conclude(end, reused);
    });
  }

  #startNew(job: Job): void {
    try {
      const connection: Connection = new Connection(this.#origin, this.#options, () =>
        this.#closed(connection),
      );
      this.#open.add(connection);
      this.#start(job, connection);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      fail(job, error);
    }
  }

  #takeIdle(): Connection | undefined {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      idle.timer.cancel();
      if (idle.connection.reusable) return idle.connection;
    }
    return undefined;
  }

  #release(connection: Connection): void {
    const next = this.#takeWaiting();
    if (next) {
      this.#start(next, connection);
      return;
    }
    const timer = this.#clock.schedule(this.#limits.idleTimeoutMs, () => connection.destroy());
    this.#idle.push({ connection, timer });
  }

  /** A connection is gone: one that waits may take its place. */
  #closed(connection: Connection): void {
    if (!this.#open.delete(connection)) return;
    this.#idle = this.#idle.filter((idle) => {
      if (idle.connection === connection) idle.timer.cancel();
      return idle.connection !== connection;
    });
    const next = this.#takeWaiting();
    if (next) this.#startNew(next);
  }

  #takeWaiting(): Job | undefined {
    const [first] = this.#waiting;
    if (first) this.#waiting.delete(first);
    return first;
  }
}

const fail = (job: Job, error: UpstreamError): void =>
  job.conclude({ kind: "failed", error, begun: false }, false);
