import type { Clock, Timer } from "../base/clock.ts";
import { Environment, type EnvironmentOwner } from "./environment.ts";
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

/** A call that waits for an environment. */
interface Waiter {
  readonly request: InvocationRequest;
  readonly order: number;
  readonly resolve: (outcome: InvocationOutcome) => void;
  readonly abandon: () => void;
}

/** The environments of one function version. */
interface Group {
  readonly spec: FunctionSpec;
  /** Used last comes last, and is taken first: what is not needed gets to idle out. */
  readonly idle: { readonly environment: Environment; readonly sinceMs: number }[];
  readonly waiters: Waiter[];
  starting: number;
  /** Its function was changed or deleted: environments end after the call they are in. */
  retired: boolean;
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
  readonly #groups = new Map<string, Group>();
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
    for (const { environment } of group.idle.splice(0)) environment.end("stopped");
    this.#dropIfEmpty(group);
  }

  /** Takes no more calls, lets those under way finish for at most `drainMs`, then ends everything. */
  async stop(drainMs: number): Promise<void> {
    this.#stopping = true;
    this.#sweep?.cancel();
    for (const group of this.#groups.values()) {
      for (const waiter of group.waiters.splice(0)) this.#dismiss(waiter, { kind: "throttled" });
      for (const { environment } of group.idle.splice(0)) environment.end("stopped");
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
    const waiter = group.waiters.shift();
    if (waiter) {
      this.#dismissTo(waiter, environment);
      return;
    }
    group.idle.push({ environment, sinceMs: this.#clock.nowMs() });
    this.#sweep ??= this.#clock.schedule(this.#limits.idleMs, () => this.#endIdle());
    // It is the one idle environment that another function's call may be waiting to replace.
    if (this.#waiting > 0) this.#startForWaiters();
  }

  ended(environment: Environment): void {
    this.#busy.delete(environment);
    const group = this.#groups.get(environment.spec.key);
    if (group) {
      const at = group.idle.findIndex((entry) => entry.environment === environment);
      if (at >= 0) group.idle.splice(at, 1);
      this.#dropIfEmpty(group);
    }
  }

  #run(environment: Environment, request: InvocationRequest): Promise<InvocationOutcome> {
    this.#busy.add(environment);
    return environment.run(request);
  }

  #groupOf(spec: FunctionSpec): Group {
    let group = this.#groups.get(spec.key);
    if (!group) {
      group = { spec, idle: [], waiters: [], starting: 0, retired: false };
      this.#groups.set(spec.key, group);
    }
    return group;
  }

  #takeIdle(group: Group): Environment | undefined {
    for (let entry = group.idle.pop(); entry; entry = group.idle.pop()) {
      if (!entry.environment.gone && this.#lasts(entry.environment)) return entry.environment;
      entry.environment.end("stopped");
    }
    return undefined;
  }

  #lasts(environment: Environment): boolean {
    const untilMs = this.#clock.nowMs() + environment.spec.timeoutMs + CREDENTIALS_MARGIN_MS;
    return environment.expiresAtMs > untilMs;
  }

  #enqueue(group: Group, request: InvocationRequest): Promise<InvocationOutcome> {
    return new Promise((resolve) => {
      const waiter: Waiter = {
        request,
        order: this.#order++,
        resolve,
        abandon: () => {
          group.waiters.splice(group.waiters.indexOf(waiter), 1);
          this.#dismiss(waiter, { kind: "abandoned" });
        },
      };
      request.signal.addEventListener("abort", waiter.abandon, { once: true });
      group.waiters.push(waiter);
      this.#waiting += 1;
      this.#startForWaiters();
    });
  }

  /** A waiter that is in no queue any more gets its outcome. */
  #dismiss(waiter: Waiter, outcome: InvocationOutcome | Promise<InvocationOutcome>): void {
    this.#waiting -= 1;
    waiter.request.signal.removeEventListener("abort", waiter.abandon);
    waiter.resolve(outcome as InvocationOutcome);
  }

  #dismissTo(waiter: Waiter, environment: Environment): void {
    this.#dismiss(waiter, this.#run(environment, waiter.request) as Promise<InvocationOutcome>);
  }

  /** Starts environments while there are calls that wait for more than are starting, room, and turns to start. */
  #startForWaiters(): void {
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

  /** The group whose first unserved waiter has waited longest. */
  #neediest(): Group | undefined {
    let neediest: Group | undefined;
    for (const group of this.#groups.values()) {
      const unserved = group.waiters[group.starting];
      if (unserved && (!neediest || unserved.order < neediest.waiters[neediest.starting]!.order))
        neediest = group;
    }
    return neediest;
  }

  /** Ends the environment that was idle longest, unless one is ending already. Its end starts another. */
  #evict(): void {
    if ([...this.#live].some((environment) => environment.gone)) return;
    let oldest: Group | undefined;
    for (const group of this.#groups.values()) {
      if (group.idle[0] && (!oldest || group.idle[0].sinceMs < oldest.idle[0]!.sinceMs)) oldest = group;
    }
    oldest?.idle.shift()?.environment.end("stopped");
  }

  async #startOne(group: Group): Promise<void> {
    group.starting += 1;
    this.#starting += 1;
    const started = await this.#start(group.spec, this);
    group.starting -= 1;
    this.#starting -= 1;
    if (started instanceof Environment) this.#keep(started);
    // Every start serves or fails a call that waits, so that none waits for starts without end.
    const waiter = group.waiters.shift();
    if (waiter && started instanceof Environment && !started.gone) this.#dismissTo(waiter, started);
    else if (waiter) this.#dismiss(waiter, failedStart(started, waiter.request));
    else if (started instanceof Environment && !started.gone) this.released(started);
    this.#dropIfEmpty(group);
    this.#startForWaiters();
  }

  /** Counts the environment for as long as anything is left of it. */
  #keep(environment: Environment): void {
    this.#live.add(environment);
    void environment.removed.then(() => {
      this.#live.delete(environment);
      this.#startForWaiters();
    });
  }

  #endIdle(): void {
    this.#sweep = undefined;
    const untilMs = this.#clock.nowMs() - this.#limits.idleMs;
    let nextMs: number | undefined;
    for (const group of this.#groups.values()) {
      while (group.idle[0] && group.idle[0].sinceMs <= untilMs)
        group.idle.shift()!.environment.end("stopped");
      const sinceMs = group.idle[0]?.sinceMs;
      if (sinceMs !== undefined) nextMs = Math.min(nextMs ?? sinceMs, sinceMs);
    }
    if (nextMs !== undefined) this.#sweep = this.#clock.schedule(nextMs - untilMs, () => this.#endIdle());
  }

  #dropIfEmpty(group: Group): void {
    const inUse = group.starting > 0 || group.waiters.length > 0 || group.idle.length > 0;
    if (!inUse && ![...this.#busy].some((environment) => environment.spec.key === group.spec.key)) {
      this.#groups.delete(group.spec.key);
    }
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
