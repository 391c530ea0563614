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
  // One row a batch: records come by the thousand each second, and are read one at a time by a person.
  `CREATE TABLE batches (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,
     first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL, count INTEGER NOT NULL,
     ids TEXT NOT NULL, records TEXT NOT NULL
   ) STRICT;
   CREATE INDEX batches_by_time ON batches (kind, last_ms)`,
];

const insertSql =
  "INSERT INTO batches (kind, first_ms, last_ms, count, ids, records) VALUES (?, ?, ?, ?, ?, ?)";
const findSql =
  "SELECT records FROM batches WHERE kind = ? AND instr(ids, ?) > 0 ORDER BY sequence DESC LIMIT 1";
const listSql = `SELECT last_ms AS lastMs, records FROM batches WHERE kind = ? AND first_ms < ?
                 ORDER BY last_ms DESC, sequence DESC`;
const countSql = "SELECT kind, sum(count) AS count FROM batches GROUP BY kind";
const oldestSql = "SELECT sequence, count FROM batches WHERE kind = ? ORDER BY sequence LIMIT 1";
const deleteSql = "DELETE FROM batches WHERE sequence = ?";

/**
 * What happened, newest kept: decision records and audit records, in one SQLite file. Bounded by count. Written in
 * batches and without waiting for the disk: a power cut may cost the last records, never their order or the file.
 */
export class RecordLog {
  readonly #database: SqliteDatabase;
  readonly #recordsMax: number;
  readonly #counts: Map<string, number>;

  /** @param recordsMax How many records of each kind are kept: a flood of one kind does not wash another away. */
  constructor(path: string, recordsMax: number) {
    this.#database = new SqliteDatabase(path, migrations);
    this.#recordsMax = recordsMax;
    const rows = this.#database.statement(countSql).all() as unknown as { kind: string; count: number }[];
    this.#counts = new Map(rows.map(({ kind, count }) => [kind, count]));
  }

  /** Adds records of one kind, in order. */
  append(kind: string, records: readonly LogRecord[]): void {
    if (records.length === 0) return;
    let firstMs = Number.POSITIVE_INFINITY;
    let lastMs = 0;
    let ids = ",";
    for (const { id, timeMs } of records) {
      firstMs = Math.min(firstMs, timeMs);
      lastMs = Math.max(lastMs, timeMs);
      ids += id + ",";
    }
    this.#database.transaction(() => {
      const text = JSON.stringify(records);
      this.#database.statement(insertSql).run(kind, firstMs, lastMs, records.length, ids, text);
      this.#trim(kind, records.length);
    });
  }

  /** The newest record with this id. */
  find(kind: string, id: string): LogRecord | undefined {
    const row = this.#database.statement(findSql).get(kind, `,${id},`) as { records: string } | undefined;
    return row && parseRecords(row.records).findLast((record) => record.id === id);
  }

  /** The newest records first. */
  list(
    kind: string,
    { beforeMs = Number.MAX_SAFE_INTEGER, limit = 100 }: RecordQuery = {},
  ): readonly LogRecord[] {
    const wanted = Math.min(Math.max(1, limit), 1000);
    let newest: LogRecord[] = [];
    for (const row of this.#database.statement(listSql).iterate(kind, beforeMs)) {
      const { lastMs, records } = row as unknown as { lastMs: number; records: string };
      // Batches overlap in time: one may hold newer records than the oldest found so far.
      if (newest.length === wanted && newest.at(-1)!.timeMs >= lastMs) break;
      const older = parseRecords(records).filter(({ timeMs }) => timeMs < beforeMs);
      newest = [...newest, ...older.reverse()].sort((a, b) => b.timeMs - a.timeMs).slice(0, wanted);
    }
    return newest;
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  /** Removes the oldest batches of a kind while there are more records than are kept without them. */
  #trim(kind: string, added: number): void {
    let count = (this.#counts.get(kind) ?? 0) + added;
    while (count > this.#recordsMax) {
      const oldest = this.#database.statement(oldestSql).get(kind) as { sequence: number; count: number };
      if (count - oldest.count < this.#recordsMax) break;
      this.#database.statement(deleteSql).run(oldest.sequence);
      count -= oldest.count;
    }
    this.#counts.set(kind, count);
  }
}

const parseRecords = (text: string): LogRecord[] => JSON.parse(text) as LogRecord[];
