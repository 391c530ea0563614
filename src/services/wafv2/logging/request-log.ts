import { BatchQueue } from "../../../base/batch-queue.ts";
import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/logger.ts";
import { keepsRecord } from "../../../waf/log-filter.ts";
import { type LogRedaction, wafLogRecord } from "../../../waf/log-record.ts";
import type { LogEntry, LogsPort } from "../../logs/port.ts";
import type { CountryLookup } from "../watch/country-lookup.ts";
import type { FirewallObserver, Inspected, Watch } from "../watch/firewall-observer.ts";
import type { WatchedWebAcl } from "../watch/watched-web-acl.ts";
import { filterOf, redactionOf } from "./log-settings.ts";

/**
 * Inspections that may wait to be logged; more are dropped and counted. Each holds a request's head, at most 32 KiB. An
 * account may fill as much as it leaves free: alone half of it, and however many flood, the next one finds room
 * (dynamic thresholds, as switches share a buffer: Choudhury and Hahne, 1998).
 */
const PENDING_MAX = 4000;
/** How long an inspection waits for others, in milliseconds. */
const GATHER_MS = 50;
/** Records made in one turn of the event loop, so that requests do not wait for them. */
const RECORDS_PER_TURN = 200;
/** The pause until the next turn, when more wait, in milliseconds. */
const TURN_MS = 1;
const NO_BODY = new Uint8Array();

/** Where one version of a web ACL logs, and how. */
interface Destination {
  readonly webAclArn: string;
  readonly group: Parameters<LogsPort["hasGroup"]>[0];
  readonly streamName: string;
  readonly redaction: LogRedaction;
}

/** What the log works with. */
export interface RequestLogParts {
  readonly logs: LogsPort;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly countryOf: CountryLookup;
}

interface Entry {
  readonly destination: Destination;
  readonly inspected: Inspected;
}

/** Writes AWS WAF's log records to CloudWatch Logs, a moment after the requests that they tell of. */
export class RequestLog implements FirewallObserver {
  readonly #parts: RequestLogParts;
  readonly #queue: BatchQueue<Entry>;
  /** How many inspections of each account wait, and of all. */
  readonly #waitingOf = new Map<string, number>();
  #waiting = 0;

  constructor(parts: RequestLogParts) {
    this.#parts = parts;
    const { clock, logger } = parts;
    this.#queue = new BatchQueue<Entry>({
      ...{ clock, waitingMax: PENDING_MAX },
      ...{ gatherMs: GATHER_MS, perTurn: RECORDS_PER_TURN, turnMs: TURN_MS },
      deliver: (batch) => this.#write(batch),
      onDropped: (records) => logger.warn("Log records of web ACLs were dropped", { records }),
    });
  }

  /** Records that were not written since the start: too many at once, or their log group is gone. */
  get droppedCount(): number {
    return this.#queue.droppedCount;
  }

  watch({ record, accountId, region }: WatchedWebAcl): Watch | undefined {
    const { logging, name, arn: webAclArn } = record;
    if (!logging) return undefined;
    const filter = filterOf(logging);
    const destination: Destination = {
      webAclArn,
      group: { accountId, region, groupName: logging.logGroupName },
      // AWS spreads a web ACL's log over up to 35 streams, for their throughput: one takes all of it here.
      streamName: `${region}_${name}_1`,
      redaction: redactionOf(logging),
    };
    return (inspected) => {
      if (keepsRecord(filter, inspected.decision)) this.#take(destination, inspected);
    };
  }

  /** Writes what is pending, now. */
  flush(): void {
    this.#queue.flush();
  }

  #take(destination: Destination, { decision, input, subject }: Inspected): void {
    const { accountId } = destination.group;
    const own = this.#waitingOf.get(accountId) ?? 0;
    if (own >= PENDING_MAX - this.#waiting) {
      this.#queue.drop(1);
      return;
    }
    this.#waitingOf.set(accountId, own + 1);
    this.#waiting++;
    // A record tells the size of the body, which must not be held for it.
    const inspected = { decision, subject, input: { ...input, body: NO_BODY } };
    this.#queue.add({ destination, inspected });
  }

  #write(batch: readonly Entry[]): void {
    const { logs, logger } = this.#parts;
    for (const { destination } of batch) this.#leave(destination.group.accountId);
    for (const [destination, entries] of Map.groupBy(batch, (entry) => entry.destination)) {
      try {
        if (!logs.hasGroup(destination.group)) {
          this.#queue.drop(entries.length);
          continue;
        }
        const events = entries.map(({ inspected }) => this.#entryOf(destination, inspected));
        logs.appendToGroup(destination.group, destination.streamName, events);
      } catch (error) {
        this.#queue.drop(entries.length);
        logger.error("Log records of a web ACL were lost", error, { webAclArn: destination.webAclArn });
      }
    }
  }

  #leave(accountId: string): void {
    const left = this.#waitingOf.get(accountId)! - 1;
    if (left === 0) this.#waitingOf.delete(accountId);
    else this.#waitingOf.set(accountId, left);
    this.#waiting--;
  }

  #entryOf({ webAclArn, redaction }: Destination, { decision, input, subject }: Inspected): LogEntry {
    const { nowMs: timestampMs, httpSourceId, requestId } = subject;
    const country = this.#parts.countryOf(input.clientIp);
    const record = wafLogRecord(
      decision,
      input,
      { timestampMs, webAclArn, httpSourceId, requestId, ...(country !== undefined && { country }) },
      redaction,
    );
    return { timestampMs, message: JSON.stringify(record) };
  }
}
