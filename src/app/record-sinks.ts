import type { Clock, Timer } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { AuditRecord, AuditSink } from "../control/audit.ts";
import type { DecisionRecordSink } from "../gateway/ports.ts";
import type { RecordLog } from "../store/record-log.ts";

/** How long an audit record may wait for others, in milliseconds. */
const deliveryDelayMs = 50;
/** Audit records held at most between two deliveries. Past it they are written at once. */
const pendingMax = 1_000;

/** Writes the gateway's decision records to the log. */
export const decisionSink = (records: RecordLog, logger: Logger): DecisionRecordSink => ({
  write(batch) {
    try {
      const entries = batch.map((value) => ({ id: value.requestId, timeMs: value.startedAtMs, value }));
      records.append("decision", entries);
    } catch (error) {
      logger.error("Decision records could not be kept", error, { count: batch.length });
    }
  },
});

/** Writes audit records to the log, in batches. */
export class AuditLog implements AuditSink {
  readonly #records: RecordLog;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #pending: AuditRecord[] = [];
  #timer: Timer | undefined;

  constructor(records: RecordLog, clock: Clock, logger: Logger) {
    this.#records = records;
    this.#clock = clock;
    this.#logger = logger;
  }

  write(record: AuditRecord): void {
    this.#pending.push(record);
    if (this.#pending.length >= pendingMax) this.flush();
    else this.#timer ??= this.#clock.schedule(deliveryDelayMs, () => this.flush());
  }

  /** Writes what is pending. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const batch = this.#pending;
    this.#pending = [];
    try {
      const entries = batch.map((value) => ({ id: value.requestId, timeMs: value.startedAtMs, value }));
      this.#records.append("audit", entries);
    } catch (error) {
      this.#logger.error("Audit records could not be kept", error, { count: batch.length });
    }
  }
}
