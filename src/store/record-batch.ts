import { SharedText } from "./shared-text.ts";

/** What every record of a log has, whatever else is in the document. */
export interface LogRecord {
  /** What it is found by. Without commas. */
  readonly requestId: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAtMs: number;
}

/** Records of one kind that came together, as they are stored. */
export interface RecordBatch {
  /** Grows with every batch of every kind. */
  readonly sequence: number;
  readonly kind: string;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly count: number;
  /** `,id,id,` in UTF-8. */
  readonly ids: Buffer<ArrayBufferLike>;
  /** The records as a JSON list, in UTF-8. */
  readonly records: Buffer<ArrayBufferLike>;
}

/** Records that become text together: one by one, each would find the processor's caches full of other code. */
const TOGETHER = 64;

/**
 * Records that gather for a batch. They become text soon: objects by the ten thousand would outlive the young
 * generation, to be copied and marked for nothing.
 */
export class GatheringBatch {
  readonly #text: SharedText;
  readonly #ids = new SharedText();
  #fresh: LogRecord[] = [];
  #count = 0;
  #firstMs = Number.POSITIVE_INFINITY;
  #lastMs = 0;

  /** @param memory Of records that are stored. */
  constructor(memory?: ArrayBufferLike) {
    this.#text = new SharedText(memory);
    this.#ids.append(",");
  }

  /** Of the text so far, in bytes. */
  get size(): number {
    return this.#text.length;
  }

  add(record: LogRecord): void {
    this.#fresh.push(record);
    if (this.#fresh.length >= TOGETHER) this.#write();
  }

  /** The records so far. */
  read(): LogRecord[] {
    this.#write();
    return this.#count === 0 ? [] : parseRecords(`${this.#text.bytes}]`);
  }

  /** The batch, to which nothing can be added any more. */
  close(kind: string, sequence: number): RecordBatch {
    this.#write();
    this.#text.append("]");
    return {
      sequence,
      kind,
      firstMs: this.#firstMs,
      lastMs: this.#lastMs,
      count: this.#count,
      ids: this.#ids.bytes,
      records: this.#text.bytes,
    };
  }

  #write(): void {
    if (this.#fresh.length === 0) return;
    const records = this.#fresh;
    this.#fresh = [];
    const list = JSON.stringify(records);
    this.#text.append(this.#count === 0 ? list.slice(0, -1) : `,${list.slice(1, -1)}`);
    let ids = "";
    for (const { requestId, startedAtMs } of records) {
      ids += `${requestId},`;
      this.#firstMs = Math.min(this.#firstMs, startedAtMs);
      this.#lastMs = Math.max(this.#lastMs, startedAtMs);
    }
    this.#ids.append(ids);
    this.#count += records.length;
  }
}

/** The records of a batch. */
export const parseRecords = (list: string): LogRecord[] => JSON.parse(list) as LogRecord[];
