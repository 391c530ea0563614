import type { SqliteDatabase } from "../../../store/sqlite-database.ts";

/** An event as it comes in. */
export interface NewLogEvent {
  readonly timestampMs: number;
  readonly message: string;
}

/** A place between events: events are in order of time, those of the same time in order of arrival. */
export interface EventPosition {
  readonly timestampMs: number;
  readonly sequence: number;
}

/** A stored event. */
export interface StoredLogEvent extends EventPosition {
  readonly streamName: string;
  readonly ingestionMs: number;
  readonly message: string;
}

/** Which events of a group, or of one of its streams, to read. Both ends are left out. */
export interface EventRange {
  readonly groupId: number;
  /** Absent: all streams of the group. */
  readonly streamId?: number;
  readonly after: EventPosition;
  readonly before: EventPosition;
  /** Newest first. */
  readonly descending: boolean;
  readonly eventsMax: number;
  /** Bytes after which reading stops; one event is read at least. */
  readonly bytesMax: number;
}

/** Events in the order asked for. `complete`: the range holds no others. */
export interface EventPage {
  readonly events: readonly StoredLogEvent[];
  readonly complete: boolean;
}

/** What an event counts beyond its message, in bytes. Source: API reference, PutLogEvents. */
export const eventOverheadBytes = 26;

/** What an event counts against every limit, in bytes. */
export const eventBytes = ({ message }: { readonly message: string }): number =>
  Buffer.byteLength(message) + eventOverheadBytes;

/** The start of a time: events at `timestampMs` or later come after it. */
export const startOf = (timestampMs: number): EventPosition => ({ timestampMs, sequence: 0 });

export const laterOf = (a: EventPosition, b: EventPosition): EventPosition => (isBefore(a, b) ? b : a);
export const soonerOf = (a: EventPosition, b: EventPosition): EventPosition => (isBefore(a, b) ? a : b);

const isBefore = (a: EventPosition, b: EventPosition): boolean =>
  a.timestampMs < b.timestampMs || (a.timestampMs === b.timestampMs && a.sequence < b.sequence);

const insertSql = `INSERT INTO events (group_id, stream_id, timestamp_ms, ingestion_ms, message)
                   VALUES (?, ?, ?, ?, ?)`;
const touchStreamSql = `UPDATE streams SET last_event_ms = max(last_event_ms, ?), last_ingestion_ms = ?
                        WHERE stream_id = ?`;
const growGroupSql = "UPDATE groups SET stored_bytes = stored_bytes + ? WHERE group_id = ?";

/** The table of events: appended to, read in ranges, and never changed. */
export class LogEvents {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  /** Appends all or none, inside a transaction of the caller's. Returns the last event's sequence number. */
  append(groupId: number, streamId: number, events: readonly NewLogEvent[], nowMs: number): number {
    let bytes = 0;
    let lastEventMs = 0;
    let sequence = 0;
    for (const { timestampMs, message } of events) {
      const inserted = this.#database
        .statement(insertSql)
        .run(groupId, streamId, timestampMs, nowMs, message);
      sequence = Number(inserted.lastInsertRowid);
      bytes += eventBytes({ message });
      lastEventMs = Math.max(lastEventMs, timestampMs);
    }
    this.#database.statement(touchStreamSql).run(lastEventMs, nowMs, streamId);
    this.#database.statement(growGroupSql).run(bytes, groupId);
    return sequence;
  }

  /** Events whose stream was deleted are not seen, though they may not have been removed yet. */
  read({ groupId, streamId, after, before, descending, eventsMax, bytesMax }: EventRange): EventPage {
    const direction = descending ? "DESC" : "ASC";
    const [column, id] = streamId === undefined ? ["group_id", groupId] : ["stream_id", streamId];
    const sql = `SELECT sequence, timestamp_ms AS timestampMs, ingestion_ms AS ingestionMs, message,
                        streams.name AS streamName
                 FROM events JOIN streams USING (stream_id)
                 WHERE events.${column} = ? AND (timestamp_ms, sequence) > (?, ?) AND (timestamp_ms, sequence) < (?, ?)
                 ORDER BY timestamp_ms ${direction}, sequence ${direction}`;
    const bounds = [after.timestampMs, after.sequence, before.timestampMs, before.sequence];
    const events: StoredLogEvent[] = [];
    let bytes = 0;
    for (const row of this.#database.statement(sql).iterate(id, ...bounds)) {
      const event = row as unknown as StoredLogEvent;
      bytes += eventBytes(event);
      if (events.length === eventsMax || (events.length > 0 && bytes > bytesMax))
        return { events, complete: false };
      events.push(event);
    }
    return { events, complete: true };
  }
}
