import type { DatabaseSync, StatementSync } from "node:sqlite";

/**
 * Commits the transactions of one turn of the event loop together: a commit writes whole pages to the log, and
 * transactions that come together mostly change the same ones. Each transaction is still all or nothing by itself.
 */
export class CommitGroup {
  readonly #connection: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #rollback: StatementSync;
  readonly #savepoint: StatementSync;
  readonly #release: StatementSync;
  readonly #rollbackToSavepoint: StatementSync;
  /** The transactions that are run and not committed yet. */
  #open: PromiseWithResolvers<void> | undefined;

  constructor(connection: DatabaseSync) {
    this.#connection = connection;
    this.#begin = connection.prepare("BEGIN IMMEDIATE");
    this.#commit = connection.prepare("COMMIT");
    this.#rollback = connection.prepare("ROLLBACK");
    this.#savepoint = connection.prepare("SAVEPOINT member");
    this.#release = connection.prepare("RELEASE member");
    this.#rollbackToSavepoint = connection.prepare("ROLLBACK TO member");
  }

  /** Runs a transaction. What it wrote is visible on this connection at once. */
  run<T>(work: () => T): T {
    if (!this.#open) this.#start();
    try {
      this.#savepoint.run();
      const result = work();
      this.#release.run();
      return result;
    } catch (error) {
      this.#undoMember(error);
      throw error;
    }
  }

  /** Resolves when everything that was run so far is committed. Rejects when it could not be: then all of it is lost. */
  async committed(): Promise<void> {
    await this.#open?.promise;
  }

  /** Commits what is open without waiting for the turn's end. */
  commit(): void {
    const group = this.#open;
    if (!group) return;
    this.#open = undefined;
    try {
      this.#commit.run();
      group.resolve();
    } catch (error) {
      if (this.#connection.isTransaction) this.#rollback.run();
      group.reject(error);
    }
  }

  #start(): void {
    this.#begin.run();
    const group = Promise.withResolvers<void>();
    // A caller who does not ask is not told: no failure of his stops the process.
    group.promise.catch(() => {});
    this.#open = group;
    setImmediate(() => {
      if (this.#open === group) this.commit();
    });
  }

  #undoMember(error: unknown): void {
    if (this.#connection.isTransaction) {
      this.#rollbackToSavepoint.run();
      this.#release.run();
      return;
    }
    // SQLite has rolled back everything by itself, as it does on a full disk: the other members are lost with this one.
    this.#open?.reject(error);
    this.#open = undefined;
  }
}
