import type { Clock, Timer } from "../../../base/clock.ts";
import type { S3Deps } from "../dependencies.ts";
import { sweepLifecycle } from "./sweep-lifecycle.ts";

const DAY_MS = 86_400_000;
/** The first sweep after a start, for midnights that the process slept through. */
const FIRST_SWEEP_MS = 60_000;

/** Sweeps by the lifecycle rules shortly after the start and after every midnight UTC, one sweep at a time. */
export class LifecycleSchedule {
  readonly #deps: S3Deps;
  readonly #clock: Clock;
  readonly #stopping = new AbortController();
  #timer: Timer | undefined;
  #sweep: Promise<void> = Promise.resolve();

  constructor(deps: S3Deps, clock: Clock) {
    this.#deps = deps;
    this.#clock = clock;
  }

  start(): void {
    this.#schedule(FIRST_SWEEP_MS);
  }

  /** Resolves once no sweep is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#timer?.cancel();
    await this.#sweep;
  }

  #schedule(delayMs: number): void {
    this.#timer = this.#clock.schedule(delayMs, () => {
      this.#sweep = this.#sweep.then(() => this.#sweepNow());
      this.#schedule(DAY_MS - (this.#clock.nowMs() % DAY_MS));
    });
  }

  async #sweepNow(): Promise<void> {
    try {
      await sweepLifecycle(this.#deps, this.#clock.nowMs(), this.#stopping.signal);
    } catch (error) {
      // What was not done is still to be done at the next midnight.
      this.#deps.logger.error("The sweep by S3 lifecycle rules failed", error);
    }
  }
}
