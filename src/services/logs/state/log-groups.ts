import { prefixEnd } from "../../../store/list-sql.ts";
import type { SqliteDatabase } from "../../../store/sqlite-database.ts";

/** Where a group is found. */
export interface LogGroupAddress {
  readonly accountId: string;
  readonly region: string;
  readonly groupName: string;
}

/** What can be changed of a group. */
export interface LogGroupSettings {
  /** Null keeps events for ever. */
  readonly retentionDays: number | null;
  readonly deletionProtected: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** A stored group. */
export interface StoredLogGroup extends LogGroupSettings {
  readonly groupId: number;
  readonly name: string;
  readonly createdMs: number;
  readonly storedBytes: number;
}

/** Which groups to list, by name from `afterName` on. */
export interface LogGroupQuery {
  readonly accountId: string;
  readonly region: string;
  readonly prefix: string;
  readonly afterName: string;
  readonly limit: number;
}

const columns = `group_id AS groupId, name, created_ms AS createdMs, retention_days AS retentionDays,
                 deletion_protected AS deletionProtected, tags, stored_bytes AS storedBytes`;
const findSql = `SELECT ${columns} FROM groups WHERE account_id = ? AND region = ? AND name = ?`;
const listSql = `SELECT ${columns} FROM groups
                 WHERE account_id = ? AND region = ? AND name >= ? AND name > ? AND name < ? ORDER BY name LIMIT ?`;
const insertSql = `INSERT INTO groups (account_id, region, name, created_ms, retention_days, deletion_protected, tags)
                   VALUES (?, ?, ?, ?, ?, ?, ?)`;
const updateSql = "UPDATE groups SET retention_days = ?, deletion_protected = ?, tags = ? WHERE group_id = ?";
const deleteSql = "DELETE FROM groups WHERE group_id = ?";
const deleteStreamsSql = "DELETE FROM streams WHERE group_id = ?";
const removeEventsSql = "INSERT INTO removals (kind, id) VALUES ('group', ?)";
const expiringSql =
  "SELECT group_id AS groupId, retention_days AS retentionDays FROM groups WHERE retention_days > 0";

/** The table of log groups. */
export class LogGroups {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  find({ accountId, region, groupName }: LogGroupAddress): StoredLogGroup | undefined {
    const row = this.#database.statement(findSql).get(accountId, region, groupName);
    return row && fromRow(row as unknown as GroupRow);
  }

  list(query: LogGroupQuery): readonly StoredLogGroup[] {
    const { accountId, region, prefix, afterName, limit } = query;
    const end = prefixEnd(prefix) ?? "\u{10ffff}";
    const rows = this.#database.statement(listSql).all(accountId, region, prefix, afterName, end, limit);
    return (rows as unknown as GroupRow[]).map(fromRow);
  }

  /** The name must be free. */
  create({ accountId, region, groupName }: LogGroupAddress, settings: LogGroupSettings, nowMs: number): void {
    this.#database.statement(insertSql).run(accountId, region, groupName, nowMs, ...settingsValues(settings));
  }

  update(groupId: number, settings: LogGroupSettings): void {
    this.#database.statement(updateSql).run(...settingsValues(settings), groupId);
  }

  /** Takes the group and its streams away at once; its events are unreachable then, and are removed in time. */
  delete(groupId: number): void {
    this.#database.transaction(() => {
      this.#database.statement(deleteSql).run(groupId);
      this.#database.statement(deleteStreamsSql).run(groupId);
      this.#database.statement(removeEventsSql).run(groupId);
    });
  }

  /** The groups that keep events for a time only. */
  expiring(): readonly { readonly groupId: number; readonly retentionDays: number }[] {
    return this.#database.statement(expiringSql).all() as unknown as {
      groupId: number;
      retentionDays: number;
    }[];
  }
}

interface GroupRow extends Omit<StoredLogGroup, "deletionProtected" | "tags"> {
  readonly deletionProtected: number;
  readonly tags: string;
}

const fromRow = (row: GroupRow): StoredLogGroup => ({
  ...row,
  deletionProtected: row.deletionProtected === 1,
  tags: JSON.parse(row.tags) as Record<string, string>,
});

const settingsValues = (settings: LogGroupSettings): [number | null, number, string] => [
  settings.retentionDays,
  settings.deletionProtected ? 1 : 0,
  JSON.stringify(settings.tags),
];
