import { type Migrations, SqliteDatabase } from "../../../store/sqlite-database.ts";

const migrations: Migrations = [
  // Ids are never handed out again (AUTOINCREMENT): what is left of a deleted group cannot show up in a new one.
  `CREATE TABLE groups (
     group_id INTEGER PRIMARY KEY AUTOINCREMENT, account_id TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
     created_ms INTEGER NOT NULL, retention_days INTEGER, deletion_protected INTEGER NOT NULL, tags TEXT NOT NULL,
     stored_bytes INTEGER NOT NULL DEFAULT 0,
     UNIQUE (account_id, region, name)
   ) STRICT;
   CREATE TABLE streams (
     stream_id INTEGER PRIMARY KEY AUTOINCREMENT, group_id INTEGER NOT NULL, name TEXT NOT NULL,
     created_ms INTEGER NOT NULL, last_event_ms INTEGER NOT NULL DEFAULT 0, last_ingestion_ms INTEGER NOT NULL DEFAULT 0,
     UNIQUE (group_id, name)
   ) STRICT;
   CREATE INDEX streams_by_last_event ON streams (group_id, last_event_ms, name);
   CREATE TABLE events (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT, group_id INTEGER NOT NULL, stream_id INTEGER NOT NULL,
     timestamp_ms INTEGER NOT NULL, ingestion_ms INTEGER NOT NULL, message TEXT NOT NULL
   ) STRICT;
   CREATE INDEX events_by_group ON events (group_id, timestamp_ms, sequence);
   CREATE INDEX events_by_stream ON events (stream_id, timestamp_ms, sequence);
   CREATE TABLE removals (kind TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID`,
];

/**
 * Opens the logs' own database: events are too many for documents. `removals` names the groups and streams that were
 * deleted and whose events are still to be removed, a few at a time.
 */
export const openLogDatabase = (path: string): SqliteDatabase => new SqliteDatabase(path, migrations);
