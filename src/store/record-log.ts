import { once } from "node:events";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { type RecordBatch, RecordBatches } from "./record-batches.ts";
import type { RecordWriterAnswer, RecordWriterOptions, RecordWriterRequest } from "./record-log-worker.ts";

/** One record of a log: a JSON document found by its id. */
export interface LogRecord {
  readonly id: string;
  /** Milliseconds since the Unix epoch. */
  readonly timeMs: number;
  readonly value: object;
}

/** Which records to list. */
export interface RecordQuery {
  /** Only records older than this. Milliseconds since the Unix epoch. */
  readonly beforeMs?: number;
  /** At most 1,000. Default 100. */
  readonly limit?: number;
}

/** Records came faster than the disk takes them, or the last ones could not be stored. Some were lost. */
export class RecordsLostError extends Error {
  override readonly name = "RecordsLostError";
}

/** Text of batches on their way to the disk, in characters; more are refused. */
const waitingCharsMax = 64 * 1024 * 1024;

/** The worker only writes batches: it needs no room for more, and V8 would keep what it once had. */
const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

/**
 * What happened, newest kept: decision records and audit records, in one SQLite file. Bounded by count. Written in
 * batches and without waiting for the disk: a power cut may cost the last records, never their order or the file. A
 * thread of its own writes, because SQLite waits for the disk now and then and requests must not.
 */
export class RecordLog {
  readonly #batches: RecordBatches;
  readonly #options: RecordWriterOptions;
  #writer: Worker | undefined;
  /** Sent to the writer and not answered yet, oldest first. */
  #waiting: RecordBatch[] = [];
  #waitingChars = 0;
  #sequence: number;
  #failure: string | undefined;

  /** @param recordsMax How many records of each kind are kept: a flood of one kind does not wash another away. */
  constructor(path: string, recordsMax: number) {
    this.#batches = new RecordBatches(path);
    this.#sequence = this.#batches.lastSequence();
    this.#options = { path, recordsMax };
  }

  /** Adds records of one kind, in order. Throws {@link RecordsLostError}. */
  append(kind: string, records: readonly LogRecord[]): void {
    if (records.length === 0) return;
    const batch = batchOf(kind, records, this.#sequence + 1);
    if (this.#waitingChars + batch.records.length > waitingCharsMax) {
      throw new RecordsLostError("Records come faster than the disk takes them");
    }
    this.#sequence = batch.sequence;
    this.#waiting.push(batch);
    this.#waitingChars += batch.records.length;
    this.#send({ kind: "append", batch });
    this.#reportFailure();
  }

  /** The newest record with this id. */
  find(kind: string, id: string): LogRecord | undefined {
    const waiting = this.#waiting.findLast((batch) => batch.kind === kind && batch.ids.includes(`,${id},`));
    const records = waiting?.records ?? this.#batches.findBatch(kind, id);
    return records === undefined ? undefined : parseRecords(records).findLast((record) => record.id === id);
  }

  /** The newest records first. */
  list(
    kind: string,
    { beforeMs = Number.MAX_SAFE_INTEGER, limit = 100 }: RecordQuery = {},
  ): readonly LogRecord[] {
    const wanted = Math.min(Math.max(1, limit), 1000);
    let newest: LogRecord[] = [];
    const add = (records: string): void => {
      const older = parseRecords(records).filter(({ timeMs }) => timeMs < beforeMs);
      newest = [...newest, ...older.reverse()].sort((a, b) => b.timeMs - a.timeMs).slice(0, wanted);
    };
    for (const batch of this.#waiting.toReversed()) if (batch.kind === kind) add(batch.records);
    // A batch may be stored already and still wait for its answer: it counts once.
    const endSequence = this.#waiting[0]?.sequence ?? Number.MAX_SAFE_INTEGER;
    for (const { lastMs, records } of this.#batches.listBatches(kind, beforeMs, endSequence)) {
      // Batches overlap in time: one may hold newer records than the oldest found so far.
      if (newest.length === wanted && newest.at(-1)!.timeMs >= lastMs) break;
      add(records);
    }
    return newest;
  }

  /** Resolves once everything is stored. */
  async close(): Promise<void> {
    if (this.#writer) {
      const exited = once(this.#writer, "exit");
      this.#writer.ref();
      this.#send({ kind: "close" });
      await exited;
    }
    await this.#batches.close();
  }

  #send(request: RecordWriterRequest): void {
    this.#writer ??= this.#startWriter();
    this.#writer.postMessage(request);
  }

  #startWriter(): Worker {
    // The sources run as they are in a checkout, and compiled where they are installed.
    const file = new URL(`./record-log-worker${extname(import.meta.filename)}`, import.meta.url);
    const writer = new Worker(file, { workerData: this.#options, resourceLimits });
    writer.on("message", ({ failure }: RecordWriterAnswer) => {
      this.#waitingChars -= this.#waiting.shift()!.records.length;
      this.#failure ??= failure;
    });
    writer.on("error", (error) => {
      // What it had not stored is lost; the next append starts another one.
      this.#failure = String(error);
      this.#writer = undefined;
      this.#waiting = [];
      this.#waitingChars = 0;
    });
    writer.unref();
    return writer;
  }

  /** The writer's failures show at the next append: whoever appends logs them. */
  #reportFailure(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw new RecordsLostError(`Records could not be stored: ${failure}`);
  }
}

function batchOf(kind: string, records: readonly LogRecord[], sequence: number): RecordBatch {
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = 0;
  let ids = ",";
  for (const { id, timeMs } of records) {
    firstMs = Math.min(firstMs, timeMs);
    lastMs = Math.max(lastMs, timeMs);
    ids += id + ",";
  }
  return { sequence, kind, firstMs, lastMs, count: records.length, ids, records: JSON.stringify(records) };
}

const parseRecords = (text: string): LogRecord[] => JSON.parse(text) as LogRecord[];
