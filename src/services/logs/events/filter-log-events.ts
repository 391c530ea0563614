import type {
  FilteredLogEvent,
  FilterLogEventsRequest,
  FilterLogEventsResponse,
} from "@aws-sdk/client-cloudwatch-logs";
import { DATA_READ, type LogsCall, type LogsOperation } from "../dependencies.ts";
import { compileFilterPattern } from "../filter-pattern/filter-pattern.ts";
import { FilterPatternError } from "../filter-pattern/filter-pattern-error.ts";
import { groupNameOf, requireGroup, requireStream } from "../log-group-reference.ts";
import { invalidParameter } from "../logs-errors.ts";
import { pageToken, parsePageToken } from "../page-token.ts";
import { onGroup } from "../permissions.ts";
import { laterOf, type StoredLogEvent, soonerOf, startOf } from "../state/log-events.ts";
import type { StoredLogGroup } from "../state/log-groups.ts";
import { expiredBeforeMs } from "../state/retention.ts";
import { responseEventsMax } from "./response-size.ts";
import { type SearchRange, searchEvents } from "./search-events.ts";

/** Descending order is for searches that start no earlier: Jan 1, 2024. Source: API reference, FilterLogEvents. */
const descendingStartMsMin = 1_704_067_200_000;

export const filterLogEvents: LogsOperation<FilterLogEventsRequest, FilterLogEventsResponse> = {
  name: "FilterLogEvents",
  permits: (input, call) => [onGroup("FilterLogEvents", groupNameOf(input, call), call)],
  audit: DATA_READ,
  refuses: [{ member: "unmask" }],
  handle: async (input, call) => {
    const group = requireGroup(groupNameOf(input, call), call);
    const range = searchRange(input, group, call);
    const isWanted = wantedEvents(input, group, call);
    const { found, stoppedAt } = await searchEvents(call, range, isWanted, input.limit ?? responseEventsMax);
    return {
      events: found.map(filteredEvent),
      searchedLogStreams: [],
      ...(stoppedAt && { nextToken: nextToken(stoppedAt, range.descending) }),
    };
  },
};

/** What a call has to look at. A token says where the call before stopped, and which way it went. */
function searchRange(input: FilterLogEventsRequest, group: StoredLogGroup, call: LogsCall): SearchRange {
  const { startTime = 0, endTime, startFromHead = true, logStreamNames: names } = input;
  const start = startOf(Math.max(startTime, expiredBeforeMs(group, call.nowMs)));
  // Unlike GetLogEvents, an event at the end time belongs to the range.
  const end = startOf(endTime === undefined ? Number.MAX_SAFE_INTEGER : endTime + 1);
  const token = parseToken(input.nextToken);
  const descending = token ? token.descending === 1 : !startFromHead;
  if (!token && descending && startTime < descendingStartMsMin) {
    throw invalidParameter("startFromHead can be false only with a startTime on or after Jan 1, 2024.");
  }
  return {
    groupId: group.groupId,
    ...(names?.length === 1 && { streamId: requireStream(group, names[0]!, call).streamId }),
    after: token && !descending ? laterOf(start, token) : start,
    before: token && descending ? soonerOf(end, token) : end,
    descending,
  };
}

function wantedEvents(
  { filterPattern = "", logStreamNames: names, logStreamNamePrefix: prefix }: FilterLogEventsRequest,
  group: StoredLogGroup,
  call: LogsCall,
): (event: StoredLogEvent) => boolean {
  if (names && prefix !== undefined) {
    throw invalidParameter("LogStreamNames and LogStreamNamePrefix cannot both be specified.");
  }
  for (const name of names ?? []) requireStream(group, name, call);
  const matches = requirePattern(filterPattern);
  const isChosen = streamTest(names, prefix);
  return (event) => isChosen(event.streamName) && matches(event.message);
}

function streamTest(
  names: readonly string[] | undefined,
  prefix: string | undefined,
): (name: string) => boolean {
  if (prefix !== undefined) return (name) => name.startsWith(prefix);
  if (!names) return () => true;
  const chosen = new Set(names);
  return (name) => chosen.has(name);
}

function requirePattern(pattern: string): (message: string) => boolean {
  try {
    return compileFilterPattern(pattern);
  } catch (error) {
    if (error instanceof FilterPatternError)
      throw invalidParameter(`Invalid filter pattern: ${error.message}`);
    throw error;
  }
}

const parseToken = (token: string | undefined) =>
  token === undefined ? undefined : parsePageToken(token, { descending: 0, timestampMs: 0, sequence: 0 });

const nextToken = ({ timestampMs, sequence }: StoredLogEvent, descending: boolean): string =>
  pageToken({ descending: descending ? 1 : 0, timestampMs, sequence });

const filteredEvent = (event: StoredLogEvent): FilteredLogEvent => ({
  logStreamName: event.streamName,
  timestamp: event.timestampMs,
  message: event.message,
  ingestionTime: event.ingestionMs,
  eventId: String(event.sequence).padStart(56, "0"),
});
