import type { Clock, Timer } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { LogEntry, LogsPort } from "./port.ts";
import { eventBytes, eventOverheadBytes } from "./state/log-events.ts";
import type { LogGroupAddress } from "./state/log-groups.ts";
import type { LogStore } from "./state/log-store.ts";

/** How long events wait for others to be stored with, in milliseconds. */
const gatherMs = 100;
/** Events stored in one turn of the event loop: a few milliseconds, so that requests do not wait. */
const eventsPerTurn = 1000;
/** The pause until the next turn, when more wait. */
const turnMs = 5;
/** Bytes that may wait; more are dropped. */
const waitingBytesMax = 16 * 1024 * 1024;
/** Longest message, in bytes; the rest is cut off. Source: CloudWatch Logs quotas, event size. */
const messageBytesMax = 1_048_576 - eventOverheadBytes;

interface Batch {
  readonly address: LogGroupAddress;
  readonly streamName: string;
  /** Whether the events may make the group. */
  readonly makesGroup: boolean;
  readonly events: LogEntry[];
}

/** Gathers events of other services and stores them in batches. */
export class LogAppender implements LogsPort {
  readonly #logs: LogStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #batches = new Map<string, Batch>();
  #waitingBytes = 0;
  #dropped = 0;
  #timer: Timer | undefined;

  constructor(logs: LogStore, clock: Clock, logger: Logger) {
    this.#logs = logs;
    this.#clock = clock;
    this.#logger = logger;
  }

  append(address: LogGroupAddress, streamName: string, events: readonly LogEntry[]): void {
    this.#append({ address, streamName, makesGroup: true }, events);
  }

  appendToGroup(address: LogGroupAddress, streamName: string, events: readonly LogEntry[]): void {
    this.#append({ address, streamName, makesGroup: false }, events);
  }

  hasGroup(address: LogGroupAddress): boolean {
    return this.#logs.groups.find(address) !== undefined;
  }

  #append(destination: Omit<Batch, "events">, events: readonly LogEntry[]): void {
    let batch: Batch | undefined;
    for (const { timestampMs, message } of events) {
      const event = { timestampMs, message: cutMessage(message) };
      const bytes = eventBytes(event);
      if (this.#waitingBytes + bytes > waitingBytesMax) {
        this.#dropped++;
        continue;
      }
      this.#waitingBytes += bytes;
      batch ??= this.#batchOf(destination);
      batch.events.push(event);
    }
    this.#timer ??= this.#clock.schedule(gatherMs, () => this.#storeTurn());
  }

  /** Stores all that waits, now. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    while (this.#batches.size > 0) this.#storeOldest(Number.POSITIVE_INFINITY);
    this.#reportDropped();
  }

  #storeTurn(): void {
    for (let stored = 0; stored < eventsPerTurn && this.#batches.size > 0; ) {
      stored += this.#storeOldest(eventsPerTurn - stored);
    }
    this.#reportDropped();
    this.#timer = this.#batches.size > 0 ? this.#clock.schedule(turnMs, () => this.#storeTurn()) : undefined;
    // Nobody waits for it, yet a power cut should not take more than the last moments.
    this.#logs.database
      .durable()
      .catch((error: unknown) => this.#logger.error("Logs are not durable", error));
  }

  /** Stores up to `eventsMax` events of the batch that waits for longest. Returns how many it took off. */
  #storeOldest(eventsMax: number): number {
    const [name, batch] = this.#batches.entries().next().value!;
    const events = batch.events.splice(0, eventsMax);
    if (batch.events.length === 0) this.#batches.delete(name);
    for (const event of events) this.#waitingBytes -= eventBytes(event);
    this.#store({ ...batch, events });
    return events.length;
  }

  #reportDropped(): void {
    if (this.#dropped > 0) this.#logger.warn("Log events were dropped", { events: this.#dropped });
    this.#dropped = 0;
  }

  #store({ address, streamName, makesGroup, events }: Batch): void {
    try {
      if (!makesGroup && !this.hasGroup(address)) {
        this.#dropped += events.length;
        return;
      }
      this.#logs.appendAnywhere(address, streamName, events, this.#clock.nowMs());
    } catch (error) {
      this.#dropped += events.length;
      this.#logger.error("Log events could not be stored", error, { group: address.groupName });
    }
  }

  #batchOf(destination: Omit<Batch, "events">): Batch {
    const { address, streamName, makesGroup } = destination;
    const name = JSON.stringify([
      ...[address.accountId, address.region, address.groupName],
      ...[streamName, makesGroup],
    ]);
    const known = this.#batches.get(name);
    if (known) return known;
    const batch: Batch = { ...destination, events: [] };
    this.#batches.set(name, batch);
    return batch;
  }
}

/** At most as many bytes as an event may have, without half a character at the end. */
function cutMessage(message: string): string {
  if (message.length * 3 <= messageBytesMax || Buffer.byteLength(message) <= messageBytesMax) return message;
  return Buffer.from(message)
    .subarray(0, messageBytesMax)
    .toString()
    .replace(/\ufffd+$/, "");
}
