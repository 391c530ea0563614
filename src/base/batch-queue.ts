import type { Clock, Timer } from "./clock.ts";

/** How a queue bounds and paces its work. */
export interface BatchQueueOptions<T> {
  readonly clock: Clock;
  /** The weight of all items that may wait together; more are dropped and counted. */
  readonly waitingMax: number;
  /** Default: every item weighs 1. */
  readonly weightOf?: (item: T) => number;
  /** How long an item waits for others, in milliseconds. */
  readonly gatherMs: number;
  /** Items handed on in one turn of the event loop, so that requests do not wait for them. */
  readonly perTurn: number;
  /** The pause until the next turn, when more wait, in milliseconds. */
  readonly turnMs: number;
  /** Must not throw. What it cannot make use of, it tells `drop`. */
  readonly deliver: (batch: readonly T[]) => void;
  /** Told how many were dropped since it was last told, once nothing waits. */
  readonly onDropped: (count: number) => void;
}

/** Takes work off the hot path: items gather for a moment and are handed on in batches. Bounded; what is lost is counted. */
export class BatchQueue<T> {
  readonly #options: BatchQueueOptions<T>;
  readonly #weightOf: (item: T) => number;
  #waiting: T[] = [];
  #weight = 0;
  #timer: Timer | undefined;
  #dropped = 0;
  /** Drops that were told of. */
  #told = 0;

  constructor(options: BatchQueueOptions<T>) {
    this.#options = options;
    this.#weightOf = options.weightOf ?? (() => 1);
  }

  /** Items lost since the start. */
  get droppedCount(): number {
    return this.#dropped;
  }

  add(item: T): void {
    const weight = this.#weightOf(item);
    if (this.#weight + weight > this.#options.waitingMax) {
      this.#dropped++;
    } else {
      this.#weight += weight;
      this.#waiting.push(item);
    }
    this.#timer ??= this.#options.clock.schedule(this.#options.gatherMs, () => this.#turn());
  }

  /** Counts items that were handed on in vain. */
  drop(count: number): void {
    this.#dropped += count;
  }

  /** Hands on all that waits, now. */
  flush(): void {
    while (this.#waiting.length > 0) this.#deliver();
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#tellDropped();
  }

  #turn(): void {
    this.#deliver();
    const { clock, turnMs } = this.#options;
    const more = this.#waiting.length > 0;
    this.#timer = more ? clock.schedule(turnMs, () => this.#turn()) : undefined;
    if (!more) this.#tellDropped();
  }

  #deliver(): void {
    const batch = this.#waiting.splice(0, this.#options.perTurn);
    for (const item of batch) this.#weight -= this.#weightOf(item);
    if (batch.length > 0) this.#options.deliver(batch);
  }

  #tellDropped(): void {
    const count = this.#dropped - this.#told;
    this.#told = this.#dropped;
    if (count > 0) this.#options.onDropped(count);
  }
}
