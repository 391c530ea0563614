import type { Clock, Timer } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { BucketLimit, CounterStore } from "./counter-store.ts";
import { type Migrations, SqliteDatabase } from "./sqlite-database.ts";

const migrations: Migrations = [
  `CREATE TABLE windows (
     id TEXT NOT NULL, window_start_ms INTEGER NOT NULL, window_ms INTEGER NOT NULL, count INTEGER NOT NULL,
     PRIMARY KEY (id, window_start_ms, window_ms)
   ) STRICT, WITHOUT ROWID`,
];

const upsertSql = `INSERT INTO windows (id, window_start_ms, window_ms, count) VALUES (?, ?, ?, ?)
                   ON CONFLICT DO UPDATE SET count = excluded.count`;
const selectSql = "SELECT id, window_start_ms, window_ms, count FROM windows";
const forgetSql = "DELETE FROM windows WHERE window_start_ms + 2 * window_ms <= ?";

/** Windows at least this long are kept over a restart, in milliseconds. Shorter ones are over by then. */
const keptWindowMsMin = 3_600_000;
/** How often counts are written, in milliseconds: as much counting is lost when the process is killed. */
const writeEveryMs = 1000;
/** Counts waiting to be written; more of them are written at once. */
const waitingMax = 10_000;

interface WaitingCount {
  readonly id: string;
  readonly windowStartMs: number;
  readonly windowMs: number;
  count: number;
}

/** How the store is set up. */
export interface PersistentCounterStoreOptions {
  /** The database file. Its folder must exist. */
  readonly path: string;
  /** Counts. This store only remembers for it. */
  readonly counters: CounterStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Counters whose long windows outlive the process: a daily, weekly or monthly quota does not begin anew because the
 * server was restarted. Counts are written once a second, so that no request waits for the disk.
 */
export class PersistentCounterStore implements CounterStore {
  readonly #database: SqliteDatabase;
  readonly #counters: CounterStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #waiting = new Map<string, WaitingCount>();
  #timer: Timer | undefined;

  constructor(options: PersistentCounterStoreOptions) {
    this.#database = new SqliteDatabase(options.path, migrations);
    this.#counters = options.counters;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#database.statement(forgetSql).run(options.clock.nowMs());
    for (const row of this.#database.statement(selectSql).all() as unknown as WindowRow[]) {
      options.counters.increment(row.id, row.window_start_ms, row.window_ms, row.count);
    }
  }

  takeToken(id: string, limit: BucketLimit, nowMs: number): boolean {
    return this.#counters.takeToken(id, limit, nowMs);
  }

  increment(id: string, windowStartMs: number, windowMs: number, by: number): number {
    const count = this.#counters.increment(id, windowStartMs, windowMs, by);
    if (windowMs >= keptWindowMsMin && by !== 0 && Number.isFinite(count)) {
      this.#remember({ id, windowStartMs, windowMs, count });
    }
    return count;
  }

  async close(): Promise<void> {
    this.#timer?.cancel();
    this.#write();
    await this.#database.close();
  }

  #remember(window: WaitingCount): void {
    this.#waiting.set(`${window.windowStartMs}/${window.windowMs}/${window.id}`, window);
    if (this.#waiting.size >= waitingMax) this.#write();
    this.#timer ??= this.#clock.schedule(writeEveryMs, () => {
      this.#timer = undefined;
      this.#write();
    });
  }

  #write(): void {
    const windows = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#store(windows).catch((error: unknown) =>
      // The counts in memory still hold. What the disk did not take is written with the window's next count.
      this.#logger.error("Counters could not be written", error, { windows: windows.length }),
    );
  }

  async #store(windows: readonly WaitingCount[]): Promise<void> {
    this.#database.transaction(() => {
      for (const { id, windowStartMs, windowMs, count } of windows) {
        this.#database.statement(upsertSql).run(id, windowStartMs, windowMs, count);
      }
      this.#database.statement(forgetSql).run(this.#clock.nowMs());
    });
    await this.#database.committed();
  }
}

interface WindowRow {
  readonly id: string;
  readonly window_start_ms: number;
  readonly window_ms: number;
  readonly count: number;
}
