import type { Clock, Timer } from "../../../base/clock.ts";
import type { Logger } from "../../../base/logger.ts";
import type { SqliteDatabase } from "../../../store/sqlite-database.ts";
import { eventOverheadBytes } from "./log-events.ts";
import type { LogGroups } from "./log-groups.ts";
import { dayMs } from "./retention.ts";

/** Events removed at a time: a millisecond or two, so that requests do not wait. */
const batchEvents = 1000;
const pauseBetweenBatchesMs = 20;
const pauseBetweenSweepsMs = 60_000;

const removalsSql = "SELECT kind, id FROM removals LIMIT 1";
const removalDoneSql = "DELETE FROM removals WHERE kind = ? AND id = ?";
const expiredSql = "SELECT sequence FROM events WHERE group_id = ? AND timestamp_ms < ? LIMIT ?";
const ofGroupSql = "SELECT sequence FROM events WHERE group_id = ? LIMIT ?";
const ofStreamSql = "SELECT sequence FROM events WHERE stream_id = ? LIMIT ?";
const deleteSql =
  "DELETE FROM events WHERE sequence = ? RETURNING group_id AS groupId, octet_length(message) AS bytes";
const shrinkGroupSql = "UPDATE groups SET stored_bytes = max(0, stored_bytes - ?) WHERE group_id = ?";

/**
 * Removes what nobody can read any more: expired events, and events of deleted groups and streams. Reads leave such
 * events out by themselves; this gives their room back.
 */
export class LogSweeper {
  readonly #database: SqliteDatabase;
  readonly #groups: LogGroups;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #timer: Timer | undefined;

  constructor(database: SqliteDatabase, groups: LogGroups, clock: Clock, logger: Logger) {
    this.#database = database;
    this.#groups = groups;
    this.#clock = clock;
    this.#logger = logger;
  }

  start(): void {
    this.#schedule(pauseBetweenBatchesMs);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Removes one batch. Whether there may be more to remove. */
  sweepBatch(): boolean {
    return this.#database.transaction(() => this.#sweepRemoval() || this.#sweepExpired());
  }

  #schedule(delayMs: number): void {
    this.#timer = this.#clock.schedule(delayMs, () => {
      let more = false;
      try {
        more = this.sweepBatch();
      } catch (error) {
        this.#logger.error("Old log events could not be removed", error);
      }
      this.#schedule(more ? pauseBetweenBatchesMs : pauseBetweenSweepsMs);
    });
  }

  #sweepRemoval(): boolean {
    const removal = this.#database.statement(removalsSql).get() as { kind: string; id: number } | undefined;
    if (!removal) return false;
    const removed = this.#delete(removal.kind === "group" ? ofGroupSql : ofStreamSql, removal.id);
    if (removed < batchEvents) this.#database.statement(removalDoneSql).run(removal.kind, removal.id);
    return true;
  }

  #sweepExpired(): boolean {
    for (const { groupId, retentionDays } of this.#groups.expiring()) {
      const removed = this.#delete(expiredSql, groupId, this.#clock.nowMs() - retentionDays * dayMs);
      if (removed === batchEvents) return true;
    }
    return false;
  }

  /** Deletes at most a batch of the events that `sql` selects, and tells how many. */
  #delete(sql: string, ...values: number[]): number {
    const found = this.#database.statement(sql).all(...values, batchEvents) as unknown as {
      sequence: number;
    }[];
    for (const { sequence } of found) {
      const row = this.#database.statement(deleteSql).get(sequence) as { groupId: number; bytes: number };
      this.#database.statement(shrinkGroupSql).run(row.bytes + eventOverheadBytes, row.groupId);
    }
    return found.length;
  }
}
