import type { FunctionSpec } from "../function-spec.ts";

/** One event of a function's log: a line, or several when the function wrote them as one message. */
export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly timestampMs: number;
  /** Ends without a line feed. */
  readonly message: string;
}

/** Where events belong: an environment has a log stream of its own. */
export interface LogOrigin {
  readonly spec: FunctionSpec;
  /** `2026/01/31/[$LATEST]0123456789abcdef0123456789abcdef` */
  readonly logStreamName: string;
}

/** Receives function logs in batches. Must not throw, must not block, and bounds what it keeps. */
export interface LogSink {
  write(origin: LogOrigin, events: readonly LogEvent[]): void;
}
