import type { SqliteDatabase } from "../../../store/sqlite-database.ts";
import { openLogDatabase } from "./log-database.ts";
import { LogEvents, type NewLogEvent } from "./log-events.ts";
import { type LogGroupAddress, type LogGroupSettings, LogGroups, type StoredLogGroup } from "./log-groups.ts";
import { LogStreams } from "./log-streams.ts";

/** The room for logs is used up. Nothing was stored. */
export class LogStoreFullError extends Error {
  override readonly name = "LogStoreFullError";
}

/** A group that nobody said anything about. */
const defaultSettings: LogGroupSettings = { retentionDays: null, deletionProtected: false, tags: {} };

/** Groups, streams and events, in one database. */
export class LogStore {
  readonly database: SqliteDatabase;
  readonly groups: LogGroups;
  readonly streams: LogStreams;
  readonly events: LogEvents;
  readonly #bytesMax: number;

  /**
   * @param path The database file, or `:memory:`.
   * @param bytesMax Room for all logs together, in bytes. Events beyond it are refused.
   */
  constructor(path: string, bytesMax: number) {
    this.database = openLogDatabase(path);
    this.groups = new LogGroups(this.database);
    this.streams = new LogStreams(this.database);
    this.events = new LogEvents(this.database);
    this.#bytesMax = bytesMax;
  }

  /** Appends to a stream that exists. Visible at once; durable after `database.durable()`. */
  append(group: StoredLogGroup, streamId: number, events: readonly NewLogEvent[], nowMs: number): number {
    this.#requireRoom();
    return this.database.transaction(() => this.events.append(group.groupId, streamId, events, nowMs));
  }

  /** Appends to a stream, making it and its group when they are not there. */
  appendAnywhere(
    address: LogGroupAddress,
    streamName: string,
    events: readonly NewLogEvent[],
    nowMs: number,
  ): void {
    this.#requireRoom();
    this.database.transaction(() => {
      const { groupId } = this.#findOrCreateGroup(address, nowMs);
      let stream = this.streams.find(groupId, streamName);
      if (!stream) {
        this.streams.create(groupId, streamName, nowMs);
        stream = this.streams.find(groupId, streamName)!;
      }
      this.events.append(groupId, stream.streamId, events, nowMs);
    });
  }

  #findOrCreateGroup(address: LogGroupAddress, nowMs: number): StoredLogGroup {
    const known = this.groups.find(address);
    if (known) return known;
    this.groups.create(address, defaultSettings, nowMs);
    return this.groups.find(address)!;
  }

  #requireRoom(): void {
    if (this.database.usedBytes() >= this.#bytesMax) {
      throw new LogStoreFullError(`Logs take up the ${this.#bytesMax} bytes that are set aside for them`);
    }
  }
}
