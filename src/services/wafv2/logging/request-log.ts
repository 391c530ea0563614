import type { Clock, Timer } from "../../../base/clock.ts";
import type { Logger } from "../../../base/logger.ts";
import { keepsRecord } from "../../../waf/log-filter.ts";
import { type LogRedaction, wafLogRecord } from "../../../waf/log-record.ts";
import type { LogEntry, LogsPort } from "../../logs/port.ts";
import type { CountryLookup } from "../watch/country-lookup.ts";
import type { FirewallObserver, Inspected, Watch } from "../watch/firewall-observer.ts";
import type { WatchedWebAcl } from "../watch/watched-web-acl.ts";
import { filterOf, redactionOf } from "./log-settings.ts";

/** Inspections that may wait to be logged; more are dropped and counted. Each holds a request's head, at most 32 KiB. */
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

/** Writes AWS WAF's log records to CloudWatch Logs, a moment after the requests that they tell of. */
export class RequestLog implements FirewallObserver {
  readonly #parts: RequestLogParts;
  #pending: { readonly destination: Destination; readonly inspected: Inspected }[] = [];
  #timer: Timer | undefined;
  #dropped = 0;
  /** Drops that the log of the process told of. */
  #told = 0;

  constructor(parts: RequestLogParts) {
    this.#parts = parts;
  }

  /** Records that were not written since the start: too many at once, or their log group is gone. */
  get droppedCount(): number {
    return this.#dropped;
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
    while (this.#pending.length > 0) this.#write(this.#pending.splice(0, RECORDS_PER_TURN));
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #take(destination: Destination, { decision, input, subject }: Inspected): void {
    if (this.#pending.length >= PENDING_MAX) {
      this.#dropped++;
      return;
    }
    // A record tells the size of the body, which must not be held for it.
    const inspected = { decision, subject, input: { ...input, body: NO_BODY } };
    this.#pending.push({ destination, inspected });
    this.#timer ??= this.#parts.clock.schedule(GATHER_MS, () => this.#turn());
  }

  #turn(): void {
    this.#write(this.#pending.splice(0, RECORDS_PER_TURN));
    const more = this.#pending.length > 0;
    this.#timer = more ? this.#parts.clock.schedule(TURN_MS, () => this.#turn()) : undefined;
    if (this.#dropped === this.#told || more) return;
    this.#parts.logger.warn("Log records of web ACLs were dropped", { records: this.#dropped - this.#told });
    this.#told = this.#dropped;
  }

  #write(batch: readonly { readonly destination: Destination; readonly inspected: Inspected }[]): void {
    const { logs, logger } = this.#parts;
    for (const [destination, entries] of Map.groupBy(batch, (entry) => entry.destination)) {
      try {
        if (!logs.hasGroup(destination.group)) {
          this.#dropped += entries.length;
          continue;
        }
        const events = entries.map(({ inspected }) => this.#entryOf(destination, inspected));
        logs.appendToGroup(destination.group, destination.streamName, events);
      } catch (error) {
        this.#dropped += entries.length;
        logger.error("Log records of a web ACL were lost", error, { webAclArn: destination.webAclArn });
      }
    }
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
