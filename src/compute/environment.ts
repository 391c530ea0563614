import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock, Timer } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { Answering } from "./answering.ts";
import type { EndCause } from "./explain-end.ts";
import { explainEnd } from "./explain-end.ts";
import type { FunctionSpec } from "./function-spec.ts";
import type { InvocationOutcome, InvocationReport, InvocationRequest } from "./invocation.ts";
import type { FunctionLog } from "./logs/function-log.ts";
import type { Enclosure } from "./process/enclosure.ts";
import { exceedsBytes } from "./process/folder-size.ts";
import type { ExitStatus, FunctionProcess } from "./process/function-process.ts";
import { memoryMbOf } from "./process/memory-usage.ts";
import type { RuntimeEndpoint, RuntimeEvent } from "./runtime-api/runtime-endpoint.ts";

/** What an environment is made of, once its runtime has asked for the first event. */
export interface EnvironmentParts {
  readonly spec: FunctionSpec;
  readonly enclosure: Enclosure;
  readonly endpoint: RuntimeEndpoint;
  readonly process: FunctionProcess;
  readonly log: FunctionLog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Monotonic milliseconds, with fractions. */
  readonly monotonicMs: () => number;
  readonly initMs: number;
  /** The credentials' end, milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** Tells the pool what became of the environment. */
export interface EnvironmentOwner {
  /** It is ready for another call. */
  released(environment: Environment): void;
  /** Its process is gone. */
  ended(environment: Environment): void;
}

/** Between two looks at the size of a function's /tmp. */
const STORAGE_EVERY_MS = 2000;

/** A function's process that handles one call at a time. */
export class Environment {
  readonly spec: FunctionSpec;
  readonly expiresAtMs: number;
  /** Settles when the process is gone and its folder removed. Never rejects. */
  readonly removed: Promise<void>;
  readonly #parts: EnvironmentParts;
  readonly #owner: EnvironmentOwner;
  #answering: Answering | undefined;
  #settling: Answering | undefined;
  #startedMs = 0;
  #deadline: Timer | undefined;
  #endCause: EndCause | undefined;
  #initMs: number | undefined;
  #memoryMb: number;
  #storageCheckedMs = 0;

  constructor(parts: EnvironmentParts, owner: EnvironmentOwner) {
    this.spec = parts.spec;
    this.expiresAtMs = parts.expiresAtMs;
    this.#parts = parts;
    this.#owner = owner;
    this.#initMs = parts.initMs;
    this.#memoryMb = memoryMbOf(parts.process.pid!) ?? 0;
    this.removed = this.#remove();
  }

  /** Handles one call. The environment must be free. */
  run(request: InvocationRequest): Promise<InvocationOutcome> {
    const { spec, log, clock, endpoint, monotonicMs } = this.#parts;
    const answering = new Answering(request);
    this.#answering = answering;
    log.begin(request.requestId, spec.version, request.wantsLogTail === true);
    this.#deadline = clock.schedule(spec.timeoutMs, () => this.end("timeout"));
    this.#startedMs = monotonicMs();
    const event: RuntimeEvent = { ...request, deadlineMs: clock.nowMs() + spec.timeoutMs };
    endpoint.deliver(event);
    return answering.outcome;
  }

  /** What the runtime says about the call under way. */
  get answering(): Answering | undefined {
    return this.#answering;
  }

  /** Whether it can take no more calls. */
  get gone(): boolean {
    return this.#endCause !== undefined;
  }

  /** Ends the process, whatever it is doing. */
  end(cause: EndCause): void {
    this.#endCause ??= cause;
    this.#parts.process.kill();
  }

  /** The runtime asked for its next event: the call under way is over. */
  waiting(): void {
    if (this.#answering) void this.#settle(this.#answering, "");
  }

  /** Looks at what the function uses, and ends it when that is too much. Called every so often while it is busy. */
  measure(): void {
    const { spec, process } = this.#parts;
    const usedMb = memoryMbOf(process.pid!);
    if (usedMb !== undefined) this.#memoryMb = Math.max(this.#memoryMb, usedMb);
    if (usedMb !== undefined && usedMb > spec.memoryMb) this.end("memory");
    void this.#measureStorage();
  }

  async #measureStorage(): Promise<void> {
    const { enclosure, spec, clock } = this.#parts;
    const nowMs = clock.nowMs();
    if (enclosure.measuredTmp === undefined || nowMs - this.#storageCheckedMs < STORAGE_EVERY_MS) return;
    this.#storageCheckedMs = nowMs;
    if (await exceedsBytes(enclosure.measuredTmp, spec.ephemeralStorageMb * 1024 * 1024)) this.end("storage");
  }

  async #settle(answering: Answering, status: string): Promise<void> {
    if (this.#settling === answering) return;
    this.#settling = answering;
    this.#deadline?.cancel();
    const durationMs = this.#parts.monotonicMs() - this.#startedMs;
    // What the function wrote before it answered is in its pipes by now, and read within one turn of the event loop.
    await nextTurn();
    await nextTurn();
    answering.settle(this.#report(answering.request, durationMs, status));
    if (this.#endCause !== undefined) return;
    this.#answering = undefined;
    this.#owner.released(this);
  }

  #report(request: InvocationRequest, durationMs: number, status: string): InvocationReport {
    const initMs = this.#initMs;
    this.#initMs = undefined;
    const report = {
      durationMs,
      billedMs: Math.ceil(durationMs + (initMs ?? 0)),
      maxMemoryMb: this.#memoryMb,
      ...(initMs === undefined ? {} : { initMs }),
    };
    const logTail = this.#parts.log.finish(request.requestId, report, this.spec.memoryMb, status);
    return { ...report, logTail };
  }

  async #remove(): Promise<void> {
    const { process, enclosure, logger } = this.#parts;
    await this.#exited(await process.exited);
    await enclosure
      .dispose()
      .catch((error: unknown) => logger.error("An environment's folder could not be removed", error));
  }

  async #exited(exit: ExitStatus): Promise<void> {
    this.#deadline?.cancel();
    this.#parts.endpoint.close();
    const answering = this.#answering;
    const cause = this.#endCause;
    // From here on it is not released any more.
    this.#endCause ??= "stopped";
    if (answering && this.#settling !== answering) {
      const { spec, clock, log } = this.#parts;
      const end = explainEnd(cause, exit, answering.request.requestId, spec, clock.nowMs());
      log.add(end.line);
      answering.fail(end.failure, end.document);
      await this.#settle(answering, end.status);
    }
    this.#parts.log.flush();
    this.#owner.ended(this);
  }
}
