import type { Readable } from "node:stream";
import type { Clock } from "../../base/clock.ts";
import type { InvocationReport } from "../invocation.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { LogEvent, LogOrigin, LogSink } from "./log-sink.ts";

/** Output of one call that is kept, in bytes; the rest of the call's is dropped, with a notice. */
const KEPT_BYTES_MAX = 4 * 1024 * 1024;
/** Output of one call that is read at all. A function that writes more is ended. */
const READ_BYTES_MAX = 64 * 1024 * 1024;
const TAIL_BYTES_MAX = 4096;
const BATCH_EVENTS_MAX = 256;
const BATCH_AGE_MS_MAX = 1000;

/** The log of one environment: what the function writes, between Lambda's START, END and REPORT lines. */
export class FunctionLog {
  readonly #origin: LogOrigin;
  readonly #sink: LogSink;
  readonly #clock: Clock;
  readonly #splitters: LineSplitter[] = [];
  #batch: LogEvent[] = [];
  #batchSinceMs = 0;
  #bytes = 0;
  /** Kept for calls that ask for it, and until the first call begins. */
  #tail: string[] | undefined = [];

  constructor(origin: LogOrigin, sink: LogSink, clock: Clock) {
    this.#origin = origin;
    this.#sink = sink;
    this.#clock = clock;
  }

  /** Reads one output stream of the function to its end. `onFlood` is called when there is too much of it. */
  follow(output: Readable, onFlood: () => void): void {
    const splitter = new LineSplitter();
    this.#splitters.push(splitter);
    output.on("data", (bytes: Buffer) => {
      const before = this.#bytes;
      this.#bytes += bytes.length;
      if (this.#bytes <= KEPT_BYTES_MAX) for (const line of splitter.push(bytes)) this.add(line);
      else if (before <= KEPT_BYTES_MAX)
        this.add(`Log output over ${KEPT_BYTES_MAX} bytes in one call was dropped`);
      if (this.#bytes > READ_BYTES_MAX) onFlood();
    });
    output.on("error", () => {});
  }

  /** Adds one event. */
  add(message: string): void {
    if (message === "") return;
    const nowMs = this.#clock.nowMs();
    if (this.#batch.length === 0) this.#batchSinceMs = nowMs;
    this.#batch.push({ timestampMs: nowMs, message });
    if (this.#tail) addToTail(this.#tail, message);
    if (this.#batch.length >= BATCH_EVENTS_MAX || nowMs - this.#batchSinceMs > BATCH_AGE_MS_MAX) this.#send();
  }

  /** A call begins. */
  begin(requestId: string, version: string, wantsTail: boolean): void {
    this.#bytes = 0;
    this.#tail = wantsTail ? [] : undefined;
    this.add(`START RequestId: ${requestId} Version: ${version}`);
  }

  /** The call is over and its output read. Returns the log's tail. */
  finish(
    requestId: string,
    report: Omit<InvocationReport, "logTail">,
    memoryMb: number,
    status: string,
  ): string {
    this.#takePartialLines();
    this.add(`END RequestId: ${requestId}`);
    this.add(reportLine(requestId, report, memoryMb, status));
    this.#send();
    return this.#takeTail();
  }

  /** The function could not be loaded. Returns the log's tail. */
  finishInit(initMs: number, errorType: string): string {
    this.#takePartialLines();
    this.add(
      `INIT_REPORT Init Duration: ${initMs.toFixed(2)} ms\tPhase: init\tStatus: error\tError Type: ${errorType}`,
    );
    this.#send();
    return this.#takeTail();
  }

  #takeTail(): string {
    const tail = this.#tail === undefined ? "" : this.#tail.join("\n") + "\n";
    this.#tail = undefined;
    return lastBytes(tail, TAIL_BYTES_MAX);
  }

  /** Hands over everything read so far, an unfinished last line included. */
  flush(): void {
    this.#takePartialLines();
    this.#send();
  }

  #takePartialLines(): void {
    for (const splitter of this.#splitters) for (const line of splitter.flush()) this.add(line);
  }

  #send(): void {
    if (this.#batch.length === 0) return;
    const events = this.#batch;
    this.#batch = [];
    this.#sink.write(this.#origin, events);
  }
}

/** Keeps a little more than the last 4 KB. */
function addToTail(tail: string[], message: string): void {
  tail.push(message);
  let bytes = 0;
  for (let at = tail.length - 1; at >= 0; at--) {
    bytes += tail[at]!.length;
    if (bytes > TAIL_BYTES_MAX) {
      tail.splice(0, at);
      return;
    }
  }
}

function lastBytes(text: string, bytesMax: number): string {
  const bytes = Buffer.from(text);
  return bytes.length <= bytesMax ? text : bytes.subarray(bytes.length - bytesMax).toString();
}

/** `REPORT RequestId: …	Duration: 1.23 ms	Billed Duration: 2 ms	Memory Size: 128 MB	Max Memory Used: 60 MB	` */
function reportLine(
  requestId: string,
  report: Omit<InvocationReport, "logTail">,
  memoryMb: number,
  status: string,
): string {
  const init = report.initMs === undefined ? "" : `Init Duration: ${report.initMs.toFixed(2)} ms\t`;
  return (
    `REPORT RequestId: ${requestId}\tDuration: ${report.durationMs.toFixed(2)} ms\t` +
    `Billed Duration: ${report.billedMs} ms\tMemory Size: ${memoryMb} MB\t` +
    `Max Memory Used: ${report.maxMemoryMb} MB\t${init}${status}`
  );
}
