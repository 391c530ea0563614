import { prefixEnd } from "../../../store/list-sql.ts";
import type { SqliteDatabase } from "../../../store/sqlite-database.ts";

/** A stored stream. */
export interface StoredLogStream {
  readonly streamId: number;
  readonly name: string;
  readonly createdMs: number;
  /** 0 until the first event. */
  readonly lastEventMs: number;
  /** 0 until the first event. */
  readonly lastIngestionMs: number;
}

/** Where a page of streams ends, and so where the next one starts. */
export type StreamCursor = Pick<StoredLogStream, "name" | "lastEventMs">;

/** Which streams of a group to list. `prefix` is for lists by name only. */
export interface LogStreamQuery {
  readonly groupId: number;
  readonly prefix: string;
  readonly orderBy: "name" | "last-event";
  readonly descending: boolean;
  readonly after: StreamCursor | undefined;
  readonly limit: number;
}

const columns = `stream_id AS streamId, name, created_ms AS createdMs, last_event_ms AS lastEventMs,
                 last_ingestion_ms AS lastIngestionMs`;
const findSql = `SELECT ${columns} FROM streams WHERE group_id = ? AND name = ?`;
const insertSql = "INSERT INTO streams (group_id, name, created_ms) VALUES (?, ?, ?)";
const deleteSql = "DELETE FROM streams WHERE stream_id = ?";
const removeEventsSql = "INSERT INTO removals (kind, id) VALUES ('stream', ?)";
const firstEventSql =
  "SELECT min(timestamp_ms) AS firstMs FROM events WHERE stream_id = ? AND timestamp_ms >= ?";

/** The table of log streams. */
export class LogStreams {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  find(groupId: number, name: string): StoredLogStream | undefined {
    return this.#database.statement(findSql).get(groupId, name) as unknown as StoredLogStream | undefined;
  }

  list(query: LogStreamQuery): readonly StoredLogStream[] {
    const { groupId, prefix, orderBy, descending, after, limit } = query;
    const [beyond, direction] = descending ? ["<", "DESC"] : [">", "ASC"];
    const conditions = ["group_id = ?"];
    const values: (string | number)[] = [groupId];
    if (orderBy === "name") {
      conditions.push("name >= ?", "name < ?");
      values.push(prefix, prefixEnd(prefix) ?? "\u{10ffff}");
    }
    if (after) {
      conditions.push(orderBy === "name" ? `name ${beyond} ?` : `(last_event_ms, name) ${beyond} (?, ?)`);
      values.push(...(orderBy === "name" ? [after.name] : [after.lastEventMs, after.name]));
    }
    const order = orderBy === "name" ? `name ${direction}` : `last_event_ms ${direction}, name ${direction}`;
    const sql = `SELECT ${columns} FROM streams WHERE ${conditions.join(" AND ")} ORDER BY ${order} LIMIT ?`;
    return this.#database.statement(sql).all(...values, limit) as unknown as StoredLogStream[];
  }

  /** The name must be free in the group. */
  create(groupId: number, name: string, nowMs: number): void {
    this.#database.statement(insertSql).run(groupId, name, nowMs);
  }

  /** Takes the stream away at once; its events are unreachable then, and are removed in time. */
  delete(streamId: number): void {
    this.#database.transaction(() => {
      this.#database.statement(deleteSql).run(streamId);
      this.#database.statement(removeEventsSql).run(streamId);
    });
  }

  /** When the stream's oldest event that is at `fromMs` or later happened; null when there is none. */
  firstEventMs(streamId: number, fromMs: number): number | null {
    const row = this.#database.statement(firstEventSql).get(streamId, fromMs) as { firstMs: number | null };
    return row.firstMs;
  }
}
