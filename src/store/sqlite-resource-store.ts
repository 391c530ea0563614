import { assertThat } from "../base/assert.ts";
import type { Logger } from "../base/logger.ts";
import { ChangeListeners } from "./change-listeners.ts";
import { assertKey, decodeDocument, encodeDocument } from "./document-codec.ts";
import { assertListQuery, listSql } from "./list-sql.ts";
import { type ChangeRow, type DocumentRow, type KeyRow, keyOf, keyValues } from "./resource-rows.ts";
import {
  type Change,
  type Expectation,
  FeedTruncatedError,
  type ListQuery,
  meets,
  type ResourceKey,
  type ResourceStore,
  type StoredResource,
  transactionWritesMax,
  VersionConflictError,
  type Write,
} from "./resource-store.ts";
import { type Migrations, SqliteDatabase } from "./sqlite-database.ts";

const migrations: Migrations = [
  // The primary key's order is the order of lists. AUTOINCREMENT: a pruned feed never hands out a number again.
  `CREATE TABLE documents (
     service TEXT NOT NULL, type TEXT NOT NULL, account_id TEXT NOT NULL, region TEXT NOT NULL, id TEXT NOT NULL,
     version INTEGER NOT NULL, value TEXT NOT NULL,
     PRIMARY KEY (service, type, account_id, region, id)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE changes (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,
     service TEXT NOT NULL, type TEXT NOT NULL, account_id TEXT NOT NULL, region TEXT NOT NULL, id TEXT NOT NULL
   ) STRICT`,
];

const byKey = "service = ? AND type = ? AND account_id = ? AND region = ? AND id = ?";
const keyColumns = "service, type, account_id, region, id";
const selectSql = `SELECT version, value FROM documents WHERE ${byKey}`;
const selectVersionSql = `SELECT version FROM documents WHERE ${byKey}`;
const upsertSql = `INSERT INTO documents (${keyColumns}, version, value) VALUES (?, ?, ?, ?, ?, ?, ?)
                   ON CONFLICT DO UPDATE SET version = excluded.version, value = excluded.value`;
const deleteSql = `DELETE FROM documents WHERE ${byKey}`;
const recordSql = `INSERT INTO changes (${keyColumns}, kind) VALUES (?, ?, ?, ?, ?, ?)`;
const changesSql = `SELECT sequence, kind, ${keyColumns} FROM changes WHERE sequence > ? ORDER BY sequence LIMIT ?`;
const oldestChangeSql = "SELECT min(sequence) AS sequence FROM changes";
const pruneSql = "DELETE FROM changes WHERE sequence <= ?";

/** How the store is set up. */
export interface SqliteResourceStoreOptions {
  /** The database file. Its folder must exist. */
  readonly path: string;
  readonly logger: Logger;
  /** How many changes the feed keeps, at least. Default 100,000. */
  readonly changesKeptMin?: number;
}

/** The embedded resource store: one SQLite file, owned by this process alone. */
export class SqliteResourceStore implements ResourceStore {
  readonly #database: SqliteDatabase;
  readonly #listeners: ChangeListeners;
  readonly #changesKeptMin: number;

  constructor(options: SqliteResourceStoreOptions) {
    this.#database = new SqliteDatabase(options.path, migrations);
    this.#listeners = new ChangeListeners(options.logger);
    this.#changesKeptMin = options.changesKeptMin ?? 100_000;
  }

  async get<T>(key: ResourceKey): Promise<StoredResource<T> | undefined> {
    assertKey(key);
    const row = this.#database.statement(selectSql).get(...keyValues(key)) as unknown as
      | DocumentRow
      | undefined;
    return row && { key, version: row.version, value: decodeDocument<T>(row.value) };
  }

  async list<T>(query: ListQuery): Promise<readonly StoredResource<T>[]> {
    assertListQuery(query);
    const { sql, values } = listSql(query);
    const rows = this.#database.statement(sql).all(...values) as unknown as (KeyRow & DocumentRow)[];
    const { service, type } = query;
    return rows.map((row) => ({
      key: keyOf({ ...row, service, type }),
      version: row.version,
      value: decodeDocument<T>(row.value),
    }));
  }

  async put(key: ResourceKey, value: object, expect: Expectation = "anything"): Promise<number> {
    const [change] = await this.#commit([{ kind: "put", key, value, expect }]);
    return change!.version;
  }

  async delete(key: ResourceKey, expect: Expectation = "anything"): Promise<boolean> {
    const changes = await this.#commit([{ kind: "delete", key, expect }]);
    return changes.length > 0;
  }

  async transact(writes: readonly Write[]): Promise<void> {
    await this.#commit(writes);
  }

  async changes(afterSequence: number, limit = 1000): Promise<readonly Change[]> {
    const { sequence: oldest } = this.#database.statement(oldestChangeSql).get() as {
      sequence: number | null;
    };
    if (oldest !== null && afterSequence < oldest - 1) throw new FeedTruncatedError(afterSequence, oldest);
    const rows = this.#database.statement(changesSql).all(afterSequence, limit) as unknown as ChangeRow[];
    return rows.map((row) => ({
      sequence: row.sequence,
      kind: row.kind,
      key: keyOf(row),
      version: row.sequence,
    }));
  }

  subscribe(listener: (change: Change) => void): () => void {
    return this.#listeners.subscribe(listener);
  }

  async close(): Promise<void> {
    await this.#database.close();
    this.#listeners.clear();
  }

  /** Commits at once, then waits for the disk together with whoever else is writing. */
  async #commit(writes: readonly Write[]): Promise<readonly Change[]> {
    assertThat(writes.length <= transactionWritesMax, "A transaction has too many writes");
    // Everything that can fail without the database is done before it is touched.
    const encoded = writes.map((write) => {
      assertKey(write.key);
      return write.kind === "put" ? encodeDocument(write.value) : "";
    });
    const changes = this.#database.transaction(() => {
      const made = writes.flatMap((write, index) => this.#apply(write, encoded[index]!));
      this.#prune(made);
      return made;
    });
    await this.#database.durable();
    this.#listeners.publish(changes);
    return changes;
  }

  /** Writes one document inside a transaction. No change when there was nothing to delete. */
  #apply(write: Write, encoded: string): Change[] {
    const values = keyValues(write.key);
    const current = this.#database.statement(selectVersionSql).get(...values) as
      | { version: number }
      | undefined;
    if (!meets(write.expect, current?.version)) throw new VersionConflictError(write.key, write.expect);
    if (write.kind === "delete" && !current) return [];
    const { lastInsertRowid } = this.#database.statement(recordSql).run(...values, write.kind);
    const sequence = Number(lastInsertRowid);
    if (write.kind === "put") this.#database.statement(upsertSql).run(...values, sequence, encoded);
    else this.#database.statement(deleteSql).run(...values);
    return [{ sequence, kind: write.kind, key: write.key, version: sequence }];
  }

  /** Keeps the feed bounded. Done once in a while: the cost is spread over many writes. */
  #prune(made: readonly Change[]): void {
    const first = made[0]?.sequence;
    const last = made.at(-1)?.sequence;
    if (first === undefined || last === undefined) return;
    const stride = Math.ceil(this.#changesKeptMin / 8);
    if (Math.floor((first - 1) / stride) === Math.floor(last / stride)) return;
    this.#database.statement(pruneSql).run(last - this.#changesKeptMin);
  }
}
