import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { CommitGroup } from "./commit-group.ts";
import { syncFolder } from "./sync-folder.ts";
import { WalSync } from "./wal-sync.ts";

/** The schema's history: each entry is SQL that leads from the version before to the next. Never edited, only added to. */
export type Migrations = readonly string[];

/** The path of a database that is gone when it is closed. */
export const inMemory = ":memory:";

/** What is different about a database. */
export interface SqliteOptions {
  /** `other-threads` lets further connections of this process read and write. Default `none`. */
  readonly sharing?: "none" | "other-threads";
  /** Of a new file: a power of two from 512 to 65,536. Default 4,096. */
  readonly pageBytes?: number;
}

/** The database was written by a newer program. */
export class NewerSchemaError extends Error {
  override readonly name = "NewerSchemaError";
}

/**
 * An SQLite database that this process alone has open. Transactions are visible at once and durable when
 * {@link SqliteDatabase.durable} resolves.
 *
 * Why this is safe: with `synchronous=NORMAL` SQLite itself syncs around each checkpoint, so the database file is never
 * inconsistent; the log's frames carry checksums, so a torn last commit is ignored; and what was acknowledged was synced
 * by us before the acknowledgement. Source: sqlite.org/wal.html, "Durability", and pragma.html#pragma_synchronous.
 */
export class SqliteDatabase {
  readonly #connection: DatabaseSync;
  /** Absent in memory, where there is nothing to make durable. */
  readonly #walSync: WalSync | undefined;
  readonly #group: CommitGroup;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string, migrations: Migrations, { sharing = "none", pageBytes }: SqliteOptions = {}) {
    this.#connection = new DatabaseSync(path, { timeout: 0, defensive: true });
    try {
      if (pageBytes !== undefined) this.#connection.exec(`PRAGMA page_size=${pageBytes}`);
      if (sharing === "none") this.#connection.exec("PRAGMA locking_mode=EXCLUSIVE");
      this.#connection.exec("PRAGMA journal_mode=WAL");
      this.#connection.exec("PRAGMA synchronous=NORMAL");
      this.#connection.exec("PRAGMA trusted_schema=OFF");
      this.#connection.exec("PRAGMA temp_store=MEMORY");
      migrate(this.#connection, path, migrations);
      this.#group = new CommitGroup(this.#connection);
      if (path === inMemory) return;
      this.#walSync = new WalSync(`${path}-wal`);
      // The files' names must survive a power cut too, not only their contents.
      syncFolder(dirname(path));
    } catch (error) {
      this.#connection.close();
      throw error;
    }
  }

  /** The prepared statement of `sql`, made once. Only for texts of which there are few. */
  statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /**
   * Runs `work` as one transaction: all of it or, when it throws, nothing. Visible at once, and sure to stay only when
   * {@link committed} or {@link durable} resolved: transactions of one turn are committed together.
   */
  transaction<T>(work: () => T): T {
    return this.#group.run(work);
  }

  /** Resolves when every transaction so far survives the end of this process. Rejects when they are lost. */
  committed(): Promise<void> {
    return this.#group.committed();
  }

  /** Resolves when every transaction so far survives a power cut. Rejects when they may be lost. */
  async durable(): Promise<void> {
    await this.#group.committed();
    await this.#walSync?.flush();
  }

  /** Bytes that rows take up; less than the file, which keeps the room of what was deleted. */
  usedBytes(): number {
    const { page_count } = this.statement("PRAGMA page_count").get() as { page_count: number };
    const { freelist_count } = this.statement("PRAGMA freelist_count").get() as { freelist_count: number };
    const { page_size } = this.statement("PRAGMA page_size").get() as { page_size: number };
    return (page_count - freelist_count) * page_size;
  }

  async close(): Promise<void> {
    if (!this.#connection.isOpen) return;
    this.#group.commit();
    this.#statements.clear();
    this.#connection.close();
    await this.#walSync?.close();
  }
}

function migrate(connection: DatabaseSync, path: string, migrations: Migrations): void {
  const row = connection.prepare("PRAGMA user_version").get() as { user_version: number };
  if (row.user_version > migrations.length) {
    throw new NewerSchemaError(
      `${path} has schema version ${row.user_version}; this program knows versions up to ${migrations.length}. ` +
        "Start the newer program that wrote it, or restore an older copy of the data folder.",
    );
  }
  // The version is set even when it is current: the write makes the log file, which WalSync needs.
  const pending = migrations.slice(row.user_version).join(";\n");
  connection.exec(`BEGIN IMMEDIATE;\n${pending};\nPRAGMA user_version=${migrations.length};\nCOMMIT`);
}
