import type { Clock, Timer } from "../base/clock.ts";
import { Environment, type EnvironmentOwner } from "./environment.ts";
import { EnvironmentGroup, type WaitingCall } from "./environment-group.ts";
import { exitDocument } from "./error-documents.ts";
import type { FunctionSpec } from "./function-spec.ts";
import type { StartFailure } from "./init-phase.ts";
import type { InvocationOutcome, InvocationRequest } from "./invocation.ts";

/** How many environments there may be, and how long. */
export interface PoolLimits {
  /** Environments of all functions together. */
  readonly environmentsMax: number;
  /** Environments that start at the same time: starts are heavy, and calls that wait are often served sooner. */
  readonly startsMax: number;
  /** Calls that wait, of all functions together. One more is throttled. */
  readonly queueMax: number;
  /** An environment that no call has used for so long is ended. */
  readonly idleMs: number;
}

/** Makes an environment. Must not reject. */
export type StartEnvironment = (
  spec: FunctionSpec,
  owner: EnvironmentOwner,
) => Promise<Environment | StartFailure>;

/** Environments are replaced this long before their credentials end, so that a call never outlives them. */
const CREDENTIALS_MARGIN_MS = 60_000;

/**
 * Keeps environments warm and hands each call to one that is free. A call without one waits for the first to come free
 * or to start; to make room, the environment that was idle longest is ended, of whatever function.
 */
export class EnvironmentPool implements EnvironmentOwner {
  readonly #limits: PoolLimits;
  readonly #clock: Clock;
  readonly #start: StartEnvironment;
  readonly #groups = new Map<string, EnvironmentGroup>();
  readonly #live = new Set<Environment>();
  readonly #busy = new Set<Environment>();
  readonly #starts = new Set<Promise<void>>();
  #starting = 0;
  #waiting = 0;
  #order = 0;
  #stopping = false;
  #sweep: Timer | undefined;

  constructor(limits: PoolLimits, clock: Clock, start: StartEnvironment) {
    this.#limits = limits;
    this.#clock = clock;
    this.#start = start;
  }

  /** Environments with a process, starting ones included. */
  get size(): number {
    return this.#live.size + this.#starting;
  }

  /** Environments in the middle of a call. */
  get busy(): ReadonlySet<Environment> {
    return this.#busy;
  }

  invoke(request: InvocationRequest): Promise<InvocationOutcome> {
    const { spec, signal } = request;
    if (this.#stopping) return Promise.resolve({ kind: "throttled" });
    if (signal.aborted) return Promise.resolve({ kind: "abandoned" });
    const group = this.#groupOf(spec);
    const environment = this.#takeIdle(group);
    if (environment) return this.#run(environment, request);
    if (this.#waiting >= this.#limits.queueMax) return Promise.resolve({ kind: "throttled" });
    return this.#enqueue(group, request);
  }

  /** Ends the environments of a function version that will not be called again. */
  retire(key: string): void {
    const group = this.#groups.get(key);
    if (!group) return;
    group.retired = true;
    group.endIdle();
    this.#dropIfEmpty(group);
  }

  /** Takes no more calls, lets those under way finish for at most `drainMs`, then ends everything. */
  async stop(drainMs: number): Promise<void> {
    this.#stopping = true;
    this.#sweep?.cancel();
    for (const group of this.#groups.values()) {
      for (const waiting of group.waiting.splice(0)) this.#answer(waiting, { kind: "throttled" });
      group.endIdle();
    }
    if (this.#busy.size > 0 && drainMs > 0) await this.#drained(drainMs);
    for (const environment of this.#live) environment.end("stopped");
    while (this.#live.size > 0 || this.#starts.size > 0) {
      await Promise.all([...this.#starts, ...[...this.#live].map((environment) => environment.removed)]);
    }
  }

  released(environment: Environment): void {
    this.#busy.delete(environment);
    const group = this.#groups.get(environment.spec.key);
    if (!group || group.retired || this.#stopping || !this.#lasts(environment)) {
      environment.end("stopped");
      return;
    }
    const waiting = group.waiting.shift();
    if (waiting) {
      this.#answer(waiting, this.#run(environment, waiting.request));
      return;
    }
    group.putIdle(environment, this.#clock.nowMs());
    this.#sweep ??= this.#clock.schedule(this.#limits.idleMs, () => this.#endIdle());
    // It is the one idle environment that another function's call may be waiting to replace.
    if (this.#waiting > 0) this.#startForWaiting();
  }

  ended(environment: Environment): void {
    this.#busy.delete(environment);
    const group = this.#groups.get(environment.spec.key);
    group?.forget(environment);
    if (group) this.#dropIfEmpty(group);
  }

  #run(environment: Environment, request: InvocationRequest): Promise<InvocationOutcome> {
    this.#busy.add(environment);
    return environment.run(request);
  }

  #groupOf(spec: FunctionSpec): EnvironmentGroup {
    let group = this.#groups.get(spec.key);
    if (!group) {
      group = new EnvironmentGroup(spec);
      this.#groups.set(spec.key, group);
    }
    return group;
  }

  #takeIdle(group: EnvironmentGroup): Environment | undefined {
    for (;;) {
      const environment = group.takeIdle();
      if (!environment || (!environment.gone && this.#lasts(environment))) return environment;
      environment.end("stopped");
    }
  }

  #lasts(environment: Environment): boolean {
    const untilMs = this.#clock.nowMs() + environment.spec.timeoutMs + CREDENTIALS_MARGIN_MS;
    return environment.expiresAtMs > untilMs;
  }

  #enqueue(group: EnvironmentGroup, request: InvocationRequest): Promise<InvocationOutcome> {
    return new Promise((resolve) => {
      const abandon = (): void => {
        group.waiting.splice(group.waiting.indexOf(waiting), 1);
        this.#answer(waiting, { kind: "abandoned" });
      };
      const waiting: WaitingCall = { request, order: this.#order++, resolve, abandon };
      request.signal.addEventListener("abort", abandon, { once: true });
      group.waiting.push(waiting);
      this.#waiting += 1;
      this.#startForWaiting();
    });
  }

  /** A call that is in no queue any more gets its outcome. */
  #answer(waiting: WaitingCall, outcome: InvocationOutcome | Promise<InvocationOutcome>): void {
    this.#waiting -= 1;
    waiting.request.signal.removeEventListener("abort", waiting.abandon);
    waiting.resolve(outcome);
  }

  /** Starts environments while there are calls that wait for more than are starting, room, and turns to start. */
  #startForWaiting(): void {
    while (!this.#stopping && this.#starting < this.#limits.startsMax) {
      const group = this.#neediest();
      if (!group) return;
      if (this.size >= this.#limits.environmentsMax) {
        this.#evict();
        return;
      }
      const start = this.#startOne(group);
      this.#starts.add(start);
      void start.finally(() => this.#starts.delete(start));
    }
  }

  /** The group whose first unserved call has waited longest. */
  #neediest(): EnvironmentGroup | undefined {
    let neediest: EnvironmentGroup | undefined;
    for (const group of this.#groups.values()) {
      const order = group.firstUnserved?.order ?? Number.POSITIVE_INFINITY;
      if (order < (neediest?.firstUnserved?.order ?? Number.POSITIVE_INFINITY)) neediest = group;
    }
    return neediest;
  }

  /** Ends the environment that was idle longest, unless one is ending already. Its end starts another. */
  #evict(): void {
    if ([...this.#live].some((environment) => environment.gone)) return;
    let oldest: EnvironmentGroup | undefined;
    for (const group of this.#groups.values()) {
      const sinceMs = group.idleSinceMs ?? Number.POSITIVE_INFINITY;
      if (sinceMs < (oldest?.idleSinceMs ?? Number.POSITIVE_INFINITY)) oldest = group;
    }
    oldest?.endLongestIdle();
  }

  async #startOne(group: EnvironmentGroup): Promise<void> {
    group.starting += 1;
    this.#starting += 1;
    const started = await this.#start(group.spec, this);
    group.starting -= 1;
    this.#starting -= 1;
    if (started instanceof Environment) this.#keep(started);
    const ready = started instanceof Environment && !started.gone ? started : undefined;
    // Every start serves or fails a call that waits, so that none waits for starts without end.
    const waiting = group.waiting.shift();
    if (waiting) {
      const { request } = waiting;
      this.#answer(waiting, ready ? this.#run(ready, request) : failedStart(started, request));
    } else if (ready) this.released(ready);
    this.#dropIfEmpty(group);
    this.#startForWaiting();
  }

  /** Counts the environment for as long as anything is left of it. */
  #keep(environment: Environment): void {
    this.#live.add(environment);
    void environment.removed.then(() => {
      this.#live.delete(environment);
      this.#startForWaiting();
    });
  }

  #endIdle(): void {
    this.#sweep = undefined;
    const untilMs = this.#clock.nowMs() - this.#limits.idleMs;
    let nextMs: number | undefined;
    for (const group of this.#groups.values()) {
      while ((group.idleSinceMs ?? Number.POSITIVE_INFINITY) <= untilMs) group.endLongestIdle();
      if (group.idleSinceMs !== undefined) nextMs = Math.min(nextMs ?? group.idleSinceMs, group.idleSinceMs);
    }
    if (nextMs !== undefined) this.#sweep = this.#clock.schedule(nextMs - untilMs, () => this.#endIdle());
  }

  #dropIfEmpty(group: EnvironmentGroup): void {
    if (!group.isEmpty || [...this.#busy].some(({ spec }) => spec.key === group.spec.key)) return;
    this.#groups.delete(group.spec.key);
  }

  #drained(drainMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.schedule(drainMs, resolve);
      void Promise.allSettled([...this.#busy].map((environment) => environment.answering?.outcome)).then(
        () => {
          timer.cancel();
          resolve();
        },
      );
    });
  }
}

function failedStart(started: Environment | StartFailure, request: InvocationRequest): InvocationOutcome {
  const failure: StartFailure =
    started instanceof Environment
      ? { cause: "exit", document: (requestId) => exitDocument(requestId, null, "SIGKILL") }
      : started;
  const report = { durationMs: 0, billedMs: 0, maxMemoryMb: 0, logTail: failure.logTail ?? "" };
  return {
    kind: "failed",
    cause: failure.cause,
    document: failure.document(request.requestId),
    report: Promise.resolve(report),
  };
}
