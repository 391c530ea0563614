import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { assertThat } from "../base/assert.ts";
import type { Clock, Timer } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { GatheringBatch, type LogRecord, parseRecords, type RecordBatch } from "./record-batch.ts";
import { RecordBatches } from "./record-batches.ts";
import type { RecordWriterAnswer, RecordWriterOptions, RecordWriterRequest } from "./record-log-worker.ts";
import { reusableMemory } from "./shared-text.ts";

/** Which records to list. */
export interface RecordQuery {
  /** Only records older than this. Milliseconds since the Unix epoch. */
  readonly beforeMs?: number;
  /** At most 1,000. Default 100. */
  readonly limit?: number;
}

/** What a log of records is made of. */
export interface RecordLogOptions {
  readonly path: string;
  /** How many records of each kind are kept: a flood of one kind does not wash another away. */
  readonly recordsMax: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How long a record may wait for others, in milliseconds. */
const GATHER_MS = 50;
/** Records that gather are sent before their time past so many bytes. */
const BATCH_BYTES_MAX = 1024 * 1024;
/** Records on their way to the disk, in bytes; more are dropped and counted: memory is bounded, requests go on. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;
/** Pieces of memory kept for the next batches. */
const SPARES_MAX = 2;

/** The worker only writes batches: it needs no room for more, and V8 would keep what it once had. */
const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

/**
 * What happened, newest kept: decision records and audit records, in one SQLite file. Bounded by count. Written in
 * batches and without waiting for the disk: a power cut may cost the last records, never their order or the file. A
 * thread of its own writes, because SQLite waits for the disk now and then and requests must not.
 */
export class RecordLog {
  readonly #options: RecordLogOptions;
  readonly #batches: RecordBatches;
  readonly #gathering = new Map<string, GatheringBatch>();
  #timer: Timer | undefined;
  #writer: Worker | undefined;
  /** Sent to the writer and not answered yet, oldest first. */
  #waiting: RecordBatch[] = [];
  #waitingBytes = 0;
  readonly #spares: ArrayBufferLike[] = [];
  #sequence: number;
  #lostCount = 0;
  /** Losses that were logged. */
  #toldCount = 0;

  constructor(options: RecordLogOptions) {
    this.#options = options;
    this.#batches = new RecordBatches(options.path);
    this.#sequence = this.#batches.lastSequence();
  }

  /** Records that came faster than the disk takes them or could not be stored, since the start. */
  get lostCount(): number {
    return this.#lostCount;
  }

  /** Adds a record. It is found at once. */
  append(kind: string, record: LogRecord): void {
    this.#timer ??= this.#options.clock.schedule(GATHER_MS, () => this.flush());
    if (this.#waitingBytes > WAITING_BYTES_MAX) {
      this.#lostCount++;
      return;
    }
    const batch = this.#gathering.get(kind) ?? this.#gather(kind);
    batch.add(record);
    if (batch.size > BATCH_BYTES_MAX) this.#sendBatch(kind, batch);
  }

  /** Sends what has gathered to the disk. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const [kind, batch] of this.#gathering) this.#sendBatch(kind, batch);
    this.#tellLosses("They came faster than the disk takes them");
  }

  /** The newest record with this id. */
  find(kind: string, id: string): LogRecord | undefined {
    const isIt = (record: LogRecord): boolean => record.requestId === id;
    const gathering = this.#gathering.get(kind)?.read().findLast(isIt);
    if (gathering) return gathering;
    const waiting = this.#waiting.findLast((batch) => batch.kind === kind && batch.ids.includes(`,${id},`));
    const records = waiting?.records.toString() ?? this.#batches.findBatch(kind, id);
    return records === undefined ? undefined : parseRecords(records).findLast(isIt);
  }

  /** The newest records first. */
  list(
    kind: string,
    { beforeMs = Number.MAX_SAFE_INTEGER, limit = 100 }: RecordQuery = {},
  ): readonly LogRecord[] {
    const wanted = Math.min(Math.max(1, limit), 1000);
    let newest: LogRecord[] = [];
    const add = (records: readonly LogRecord[]): void => {
      const older = records.filter(({ startedAtMs }) => startedAtMs < beforeMs);
      newest = [...newest, ...older.reverse()].sort((a, b) => b.startedAtMs - a.startedAtMs).slice(0, wanted);
    };
    add(this.#gathering.get(kind)?.read() ?? []);
    for (const batch of this.#waiting.toReversed()) {
      if (batch.kind === kind) add(parseRecords(batch.records.toString()));
    }
    // A batch may be stored already and still wait for its answer: it counts once.
    const endSequence = this.#waiting[0]?.sequence ?? Number.MAX_SAFE_INTEGER;
    for (const { lastMs, records } of this.#batches.listBatches(kind, beforeMs, endSequence)) {
      // Batches overlap in time: one may hold newer records than the oldest found so far.
      if (newest.length === wanted && newest.at(-1)!.startedAtMs >= lastMs) break;
      add(parseRecords(records));
    }
    return newest;
  }

  /** Resolves once everything is stored. */
  async close(): Promise<void> {
    this.flush();
    if (this.#writer) {
      // Not `once`, which a writer that fails would make reject: its losses are counted, and the rest is closed.
      const exited = new Promise((done) => this.#writer?.once("exit", done));
      this.#writer.ref();
      this.#send({ kind: "close" });
      await exited;
    }
    await this.#batches.close();
  }

  #gather(kind: string): GatheringBatch {
    const batch = new GatheringBatch(this.#spares.pop());
    this.#gathering.set(kind, batch);
    return batch;
  }

  #sendBatch(kind: string, gathered: GatheringBatch): void {
    this.#gathering.delete(kind);
    this.#sequence++;
    const batch = gathered.close(kind, this.#sequence);
    this.#waiting.push(batch);
    this.#waitingBytes += batch.records.length;
    this.#send({ kind: "append", batch });
  }

  #send(request: RecordWriterRequest): void {
    this.#writer ??= this.#startWriter();
    this.#writer.postMessage(request);
  }

  #startWriter(): Worker {
    // The sources run as they are in a checkout, and compiled where they are installed.
    const file = new URL(`./record-log-worker${extname(import.meta.filename)}`, import.meta.url);
    const { path, recordsMax } = this.#options;
    const workerData: RecordWriterOptions = { path, recordsMax };
    const writer = new Worker(file, { workerData, resourceLimits });
    writer.on("message", (answer: RecordWriterAnswer) => this.#takeAnswer(answer));
    writer.on("error", (error) => {
      // What it had not stored is lost; the next batch starts another one.
      const count = this.#waiting.reduce((sum, batch) => sum + batch.count, 0);
      this.#writer = undefined;
      this.#waiting = [];
      this.#waitingBytes = 0;
      this.#lose(count, String(error));
    });
    writer.unref();
    return writer;
  }

  /** One that failed is answered before an earlier one that still waits for its commit. */
  #takeAnswer({ sequence, failure }: RecordWriterAnswer): void {
    const index = this.#waiting.findIndex((batch) => batch.sequence === sequence);
    const [batch] = this.#waiting.splice(index, 1);
    assertThat(batch, "The writer answered a batch that it was not sent");
    this.#waitingBytes -= batch.records.length;
    const memory = reusableMemory(batch.records);
    if (memory && this.#spares.length < SPARES_MAX) this.#spares.push(memory);
    if (failure !== undefined) this.#lose(batch.count, failure);
  }

  #lose(count: number, why: string): void {
    this.#lostCount += count;
    this.#tellLosses(why);
  }

  #tellLosses(why: string): void {
    const records = this.#lostCount - this.#toldCount;
    this.#toldCount = this.#lostCount;
    if (records > 0) this.#options.logger.error("Records were lost", new Error(why), { records });
  }
}
