import type { RecordBatch } from "./record-batch.ts";
import { type Migrations, SqliteDatabase } from "./sqlite-database.ts";

const migrations: Migrations = [
  // One row a batch: records come by the thousand each second, and are read one at a time by a person.
  `CREATE TABLE batches (
     sequence INTEGER PRIMARY KEY, kind TEXT NOT NULL,
     first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL, count INTEGER NOT NULL,
     ids TEXT NOT NULL, records TEXT NOT NULL
   ) STRICT;
   CREATE INDEX batches_by_time ON batches (kind, last_ms)`,
  // Records were wrapped together with their id and time, which they hold themselves.
  `UPDATE batches SET records =
     (SELECT json_group_array(json(json_extract(value, '$.value'))) FROM json_each(batches.records))`,
];

/** Rows have a megabyte under load: larger pages mean fewer writes. */
const PAGE_BYTES = 16_384;

const insertSql = `INSERT INTO batches (sequence, kind, first_ms, last_ms, count, ids, records)
                   VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT))`;
const findSql =
  "SELECT records FROM batches WHERE kind = ? AND instr(ids, ?) > 0 ORDER BY sequence DESC LIMIT 1";
const listSql = `SELECT last_ms AS lastMs, records FROM batches
                 WHERE kind = ? AND first_ms < ? AND sequence < ?
                 ORDER BY last_ms DESC, sequence DESC`;
const countSql = "SELECT kind, sum(count) AS count FROM batches GROUP BY kind";
const oldestSql = "SELECT sequence, count FROM batches WHERE kind = ? ORDER BY sequence LIMIT 1";
const lastSequenceSql = "SELECT max(sequence) AS sequence FROM batches";
const deleteSql = "DELETE FROM batches WHERE sequence = ?";

/** What a list reads of a batch. */
interface StoredBatch {
  readonly lastMs: number;
  /** The records as a JSON list. */
  readonly records: string;
}

/** The database of a record log. One thread writes it while another reads. */
export class RecordBatches {
  readonly #database: SqliteDatabase;
  readonly #counts: Map<string, number>;

  constructor(path: string) {
    this.#database = new SqliteDatabase(path, migrations, {
      sharing: "other-threads",
      pageBytes: PAGE_BYTES,
    });
    const rows = this.#database.statement(countSql).all() as unknown as { kind: string; count: number }[];
    this.#counts = new Map(rows.map(({ kind, count }) => [kind, count]));
  }

  /** Stores a batch, and removes the oldest ones while more than `recordsMax` of its kind are kept without them. */
  async append(batch: RecordBatch, recordsMax: number): Promise<void> {
    const { sequence, kind, firstMs, lastMs, count, ids, records } = batch;
    this.#database.transaction(() => {
      this.#database.statement(insertSql).run(sequence, kind, firstMs, lastMs, count, ids, records);
      this.#trim(kind, count, recordsMax);
    });
    await this.#database.committed();
  }

  /** The records of the newest batch that has one with this id. */
  findBatch(kind: string, id: string): string | undefined {
    const row = this.#database.statement(findSql).get(kind, `,${id},`) as { records: string } | undefined;
    return row?.records;
  }

  /**
   * Batches with a sequence number below `endSequence` that hold records older than `beforeMs`: by their newest record,
   * newest first.
   */
  *listBatches(kind: string, beforeMs: number, endSequence: number): Generator<StoredBatch> {
    for (const row of this.#database.statement(listSql).iterate(kind, beforeMs, endSequence)) {
      yield row as unknown as StoredBatch;
    }
  }

  /** The sequence number of the newest batch; 0 when there is none. */
  lastSequence(): number {
    const row = this.#database.statement(lastSequenceSql).get() as { sequence: number | null };
    return row.sequence ?? 0;
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  #trim(kind: string, added: number, recordsMax: number): void {
    let count = (this.#counts.get(kind) ?? 0) + added;
    while (count > recordsMax) {
      const oldest = this.#database.statement(oldestSql).get(kind) as
        | { sequence: number; count: number }
        | undefined;
      if (!oldest || count - oldest.count < recordsMax) break;
      this.#database.statement(deleteSql).run(oldest.sequence);
      count -= oldest.count;
    }
    this.#counts.set(kind, count);
  }
}
