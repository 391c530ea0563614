import { type Migrations, SqliteDatabase } from "./sqlite-database.ts";

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

const migrations: Migrations = [
  `CREATE TABLE record (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT,
     kind TEXT NOT NULL, id TEXT NOT NULL, time_ms INTEGER NOT NULL, value TEXT NOT NULL
   ) STRICT;
   CREATE INDEX record_id ON record (kind, id);
   CREATE INDEX record_time ON record (kind, time_ms)`,
];

const insertSql = "INSERT INTO record (kind, id, time_ms, value) VALUES (?, ?, ?, ?)";
/** Sequences grow by one, so the newest N of all kinds are those above the last one minus N. */
const trimSql = "DELETE FROM record WHERE sequence <= (SELECT max(sequence) FROM record) - ?";

/**
 * What happened, newest kept: decision records and audit records, in one SQLite file. Bounded by count. Written in
 * batches and without waiting for the disk: a power cut may cost the last records, never their order or the file.
 */
export class RecordLog {
  readonly #database: SqliteDatabase;
  readonly #recordsMax: number;
  #sinceTrim = 0;

  /** @param recordsMax How many records are kept, over all kinds. */
  constructor(path: string, recordsMax: number) {
    this.#database = new SqliteDatabase(path, migrations);
    this.#recordsMax = recordsMax;
  }

  /** Adds records of one kind, in order. */
  append(kind: string, records: readonly LogRecord[]): void {
    if (records.length === 0) return;
    this.#database.transaction(() => {
      const insert = this.#database.statement(insertSql);
      for (const { id, timeMs, value } of records) insert.run(kind, id, timeMs, JSON.stringify(value));
      this.#sinceTrim += records.length;
      // Trimming costs an index walk, so the log may run over by a twentieth between two trims.
      if (this.#sinceTrim * 20 < this.#recordsMax) return;
      this.#database.statement(trimSql).run(this.#recordsMax);
      this.#sinceTrim = 0;
    });
  }

  /** The newest record with this id. */
  find(kind: string, id: string): LogRecord | undefined {
    const row = this.#database
      .statement(
        "SELECT id, time_ms, value FROM record WHERE kind = ? AND id = ? ORDER BY sequence DESC LIMIT 1",
      )
      .get(kind, id);
    return row && toRecord(row);
  }

  /** The newest records first. */
  list(kind: string, query: RecordQuery = {}): readonly LogRecord[] {
    const limit = Math.min(Math.max(1, query.limit ?? 100), 1000);
    return this.#database
      .statement(
        "SELECT id, time_ms, value FROM record WHERE kind = ? AND time_ms < ? ORDER BY time_ms DESC, sequence DESC LIMIT ?",
      )
      .all(kind, query.beforeMs ?? Number.MAX_SAFE_INTEGER, limit)
      .map(toRecord);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}

function toRecord(row: Record<string, unknown>): LogRecord {
  return {
    id: String(row["id"]),
    timeMs: Number(row["time_ms"]),
    value: JSON.parse(String(row["value"])) as object,
  };
}
