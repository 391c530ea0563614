import type { Clock, Timer } from "../../../base/clock.ts";
import { uuid } from "../../../base/ids.ts";
import type { Logger } from "../../../base/logger.ts";
import type { Random } from "../../../base/random.ts";
import { listAll } from "../../../store/list-all.ts";
import type { ResourceKey, ResourceStore } from "../../../store/resource-store.ts";
import type { Vault, VaultContext } from "../../../vault/vault.ts";
import type { FunctionReference } from "../function-reference.ts";
import { throttled } from "../lambda-errors.ts";
import { findQualified } from "../state/found-function.ts";
import type { LambdaRecords } from "../state/lambda-records.ts";
import { ownEntry } from "../state/own-entry.ts";
import { chooseVersion } from "./choose-version.ts";
import type { CallOutcome, FunctionCalls } from "./function-calls.ts";

/** An event to be handled later. */
export interface AsyncEvent {
  readonly reference: FunctionReference;
  readonly invokedFunctionArn: string;
  readonly payload: Buffer;
  readonly requestId: string;
  readonly clientContext?: string;
}

/** An event as it is stored: what it says is sealed. */
interface StoredEvent extends Omit<AsyncEvent, "payload" | "clientContext"> {
  /** Base64 of the sealed JSON of payload and client context. */
  readonly sealed: string;
  readonly enqueuedAtMs: number;
}

/** An event that waits. */
interface WaitingEvent extends AsyncEvent {
  readonly id: string;
  readonly enqueuedAtMs: number;
  /** Tries that ended in an error of the function. */
  readonly failures: number;
  /** Tries that were throttled, which are not counted as tries. */
  readonly throttles: number;
}

export interface AsyncEventsDeps {
  readonly store: ResourceStore;
  readonly vault: Vault;
  readonly records: LambdaRecords;
  readonly calls: FunctionCalls;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Events and bytes that may wait, of all functions together. */
const EVENTS_MAX = 10_000;
const BYTES_MAX = 64 * 1024 * 1024;
/** Events that are handled at the same time. */
const RUNNING_MAX = 50;
/** How long after the start the events of an earlier run are taken up. */
const START_DELAY_MS = 2000;
/** Source: developer guide, "Asynchronous invocation": two retries, after one minute and two more; up to six hours. */
const RETRIES_MAX = 2;
const RETRY_AFTER_MS = [60_000, 120_000];
const AGE_MS_MAX = 6 * 3_600_000;
const THROTTLE_BACKOFF_MS = 1000;
const THROTTLE_BACKOFF_MS_MAX = 5 * 60_000;

/**
 * Calls functions for events that nobody waits for. An event that was taken is stored first, and handled at least once:
 * after a crash it is tried again.
 */
export class AsyncEvents {
  readonly #deps: AsyncEventsDeps;
  readonly #due: WaitingEvent[] = [];
  readonly #timers = new Set<Timer>();
  readonly #running = new Set<Promise<void>>();
  #events = 0;
  #bytes = 0;
  #stopped = false;
  readonly #stopping = new AbortController();

  constructor(deps: AsyncEventsDeps) {
    this.#deps = deps;
  }

  /** Takes up the events that an earlier run left, a moment later: functions may call back, once the server listens. */
  async start(): Promise<void> {
    const query = { service: "lambda", type: "async-event" };
    for await (const { key, value } of listAll<StoredEvent>(this.#deps.store, query)) {
      try {
        const event = this.#open(key.id, value);
        this.#count(event);
        this.#later(event, START_DELAY_MS);
      } catch (error) {
        this.#deps.logger.error("A stored event cannot be read and is left alone", error, { id: key.id });
      }
    }
  }

  #open(id: string, { sealed, ...event }: StoredEvent): WaitingEvent {
    const opened = this.#deps.vault.open(Buffer.from(sealed, "base64"), contextOf(id));
    const { payload, clientContext } = JSON.parse(opened.toString()) as {
      payload: string;
      clientContext?: string;
    };
    return {
      ...event,
      id,
      payload: Buffer.from(payload, "base64"),
      ...(clientContext === undefined ? {} : { clientContext }),
      failures: 0,
      throttles: 0,
    };
  }

  /** Stores an event. Throws TooManyRequestsException when too many wait. */
  async enqueue(event: AsyncEvent): Promise<void> {
    if (this.#stopped || this.#events >= EVENTS_MAX || this.#bytes + event.payload.length > BYTES_MAX) {
      throw throttled("FunctionInvocationRateLimitExceeded");
    }
    const id = uuid(this.#deps.random);
    const enqueuedAtMs = this.#deps.clock.nowMs();
    const { payload, clientContext, ...rest } = event;
    const content = JSON.stringify({ payload: payload.toString("base64"), clientContext });
    const sealed = this.#deps.vault.seal(Buffer.from(content), contextOf(id)).toString("base64");
    await this.#deps.store.put(keyOf(event.reference, id), { ...rest, sealed, enqueuedAtMs }, "absent");
    const waiting = { ...event, id, enqueuedAtMs, failures: 0, throttles: 0 };
    this.#count(waiting);
    this.#due.push(waiting);
    this.#next();
  }

  /** Begins no more calls and waits for those under way. What still waits is stored, and handled by the next run. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopping.abort();
    for (const timer of this.#timers) timer.cancel();
    await Promise.allSettled(this.#running);
  }

  #count(event: WaitingEvent): void {
    this.#events += 1;
    this.#bytes += event.payload.length;
  }

  #next(): void {
    while (!this.#stopped && this.#running.size < RUNNING_MAX) {
      const event = this.#due.shift();
      if (!event) return;
      const run = this.#handle(event)
        .catch((error: unknown) => this.#deps.logger.error("An event could not be handled", error))
        .finally(() => {
          this.#running.delete(run);
          this.#next();
        });
      this.#running.add(run);
    }
  }

  async #handle(event: WaitingEvent): Promise<void> {
    const { records, calls, random } = this.#deps;
    const found = findQualified(records, event.reference);
    // The function is gone: so is whatever the event was for.
    if (!found) return this.#drop(event, "the function is gone");
    const outcome = await calls.call({
      found: chooseVersion(found, records, random),
      invokedFunctionArn: event.invokedFunctionArn,
      payload: event.payload,
      requestId: event.requestId,
      signal: this.#stopping.signal,
      ...(event.clientContext === undefined ? {} : { clientContext: event.clientContext }),
    });
    if (this.#stopped && outcome.kind !== "returned") return;
    const config = ownEntry(found.record.eventConfigs, event.reference.qualifier ?? "");
    await this.#conclude(
      event,
      outcome,
      config?.retriesMax ?? RETRIES_MAX,
      (config?.eventAgeSMax ?? AGE_MS_MAX / 1000) * 1000,
    );
  }

  async #conclude(
    event: WaitingEvent,
    outcome: CallOutcome,
    retriesMax: number,
    ageMsMax: number,
  ): Promise<void> {
    if (outcome.kind === "returned" || outcome.kind === "streamed") return this.#drop(event, undefined);
    const isThrottled = outcome.kind !== "failed";
    const failures = event.failures + (isThrottled ? 0 : 1);
    const throttles = event.throttles + (isThrottled ? 1 : 0);
    if (failures > retriesMax) return this.#drop(event, "it failed at every try");
    const waitMs = isThrottled
      ? Math.min(THROTTLE_BACKOFF_MS * 2 ** (throttles - 1), THROTTLE_BACKOFF_MS_MAX)
      : RETRY_AFTER_MS[failures - 1]!;
    const ageMs = this.#deps.clock.nowMs() - event.enqueuedAtMs + waitMs;
    if (ageMs > ageMsMax) return this.#drop(event, "it is too old");
    this.#later({ ...event, failures, throttles }, waitMs);
  }

  #later(event: WaitingEvent, waitMs: number): void {
    const timer = this.#deps.clock.schedule(waitMs, () => {
      this.#timers.delete(timer);
      this.#due.push(event);
      this.#next();
    });
    this.#timers.add(timer);
  }

  /** Forgets an event: it was handled, or `reason` says why it never will be. */
  async #drop(event: WaitingEvent, reason: string | undefined): Promise<void> {
    this.#events -= 1;
    this.#bytes -= event.payload.length;
    if (reason !== undefined) {
      this.#deps.logger.warn("An asynchronous event was dropped", { function: event.reference.name, reason });
    }
    await this.#deps.store.delete(keyOf(event.reference, event.id));
  }
}

const contextOf = (id: string): VaultContext => ({ purpose: "lambda-async-event", id });

const keyOf = ({ accountId, region }: FunctionReference, id: string): ResourceKey => ({
  accountId,
  region,
  service: "lambda",
  type: "async-event",
  id,
});
