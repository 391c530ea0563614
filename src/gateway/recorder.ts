import type { Clock, Timer } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { DecisionRecord } from "./decision-record.ts";
import type { DecisionRecordSink } from "./ports.ts";

/** Records held at most between two deliveries. Past it, records are dropped and counted: memory is bounded, requests go on. */
const PENDING_MAX = 20_000;
/** How long a record may wait for others, in milliseconds. */
const DELIVERY_DELAY_MS = 50;

/** Hands decision records to their sink in batches, after the responses they tell of. */
export class DecisionRecorder {
  readonly #sink: DecisionRecordSink;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #pending: DecisionRecord[] = [];
  #timer: Timer | undefined;
  #droppedCount = 0;

  constructor(sink: DecisionRecordSink, clock: Clock, logger: Logger) {
    this.#sink = sink;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Records lost because they came faster than they were delivered, since the start. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  record(record: DecisionRecord): void {
    if (this.#pending.length >= PENDING_MAX) {
      this.#droppedCount += 1;
      return;
    }
    this.#pending.push(record);
    this.#timer ??= this.#clock.schedule(DELIVERY_DELAY_MS, () => this.flush());
  }

  /** Delivers what is pending. A sink that throws loses this batch and nothing else. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#pending.length === 0) return;
    const batch = this.#pending;
    this.#pending = [];
    try {
      this.#sink.write(batch);
    } catch (error) {
      this.#droppedCount += batch.length;
      this.#logger.error("Decision records were lost", error, { records: batch.length });
    }
  }
}
