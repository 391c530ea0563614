import type { LogGroupAddress } from "./state/log-groups.ts";

/** One event of a service's own making. */
export interface LogEntry {
  /** Milliseconds since the epoch. */
  readonly timestampMs: number;
  readonly message: string;
}

/** Where other services write their logs: Lambda its functions', API Gateway its access logs. */
export interface LogsPort {
  /**
   * Takes events for a stream, which is made when it is not there, and its group with it. Never throws and never waits:
   * events are stored in batches a moment later, and dropped when more wait than fit. The log tells how many were.
   */
  append(address: LogGroupAddress, streamName: string, events: readonly LogEntry[]): void;
  /** Like {@link append}, but only into a group that is there: one that was deleted is not made again. */
  appendToGroup(address: LogGroupAddress, streamName: string, events: readonly LogEntry[]): void;
  hasGroup(address: LogGroupAddress): boolean;
}
