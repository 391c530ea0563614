import { setImmediate as nextTurn } from "node:timers/promises";
import type { LogsCall } from "../dependencies.ts";
import { type EventRange, eventBytes, type StoredLogEvent } from "../state/log-events.ts";
import { responseBytesMax } from "./response-size.ts";

/** What is looked at in one turn of the event loop, so that other requests go on meanwhile. */
const eventsPerTurn = 250;
const bytesPerTurn = 512 * 1024;
/** Bytes looked at in one call; the caller goes on with the token. */
const examinedBytesMax = 16 * 1024 * 1024;

export type SearchRange = Omit<EventRange, "eventsMax" | "bytesMax">;

/** What was found. `stoppedAt` is the last event looked at, when there may be more after it. */
export interface SearchResult {
  readonly found: readonly StoredLogEvent[];
  readonly stoppedAt: StoredLogEvent | undefined;
}

/** Looks at events in order until enough are found, enough were looked at, or none are left. */
export async function searchEvents(
  call: LogsCall,
  searched: SearchRange,
  isWanted: (event: StoredLogEvent) => boolean,
  limit: number,
): Promise<SearchResult> {
  const found: StoredLogEvent[] = [];
  let range: EventRange = { ...searched, eventsMax: eventsPerTurn, bytesMax: bytesPerTurn };
  let examinedBytes = 0;
  let foundBytes = 0;
  for (;;) {
    const { events, complete } = call.deps.logs.events.read(range);
    for (const event of events) {
      examinedBytes += eventBytes(event);
      if (!isWanted(event)) continue;
      // One that no longer fits is looked at again by the next call.
      if (found.length > 0 && foundBytes + eventBytes(event) > responseBytesMax)
        return { found, stoppedAt: found.at(-1) };
      found.push(event);
      foundBytes += eventBytes(event);
      if (found.length === limit) return { found, stoppedAt: event };
    }
    if (complete) return { found, stoppedAt: undefined };
    const last = events.at(-1)!;
    if (examinedBytes > examinedBytesMax) return { found, stoppedAt: last };
    range = range.descending ? { ...range, before: last } : { ...range, after: last };
    await nextTurn(undefined, { signal: call.signal });
  }
}
