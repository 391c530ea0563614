import type { GetLogEventsRequest, GetLogEventsResponse } from "@aws-sdk/client-cloudwatch-logs";
import type { Validated } from "../../operation.ts";
import { DATA_READ, type LogsCall, type LogsOperation } from "../dependencies.ts";
import { groupNameOf, requireGroup, requireStream } from "../log-group-reference.ts";
import { onStream } from "../permissions.ts";
import { type EventPosition, laterOf, type StoredLogEvent, soonerOf, startOf } from "../state/log-events.ts";
import { expiredBeforeMs } from "../state/retention.ts";
import { type EventToken, eventToken, parseEventToken } from "./event-token.ts";
import { responseBytesMax, responseEventsMax } from "./response-size.ts";

export const getLogEvents: LogsOperation<GetLogEventsRequest, GetLogEventsResponse> = {
  name: "GetLogEvents",
  permits: (input, call) => [onStream("GetLogEvents", groupNameOf(input, call), input.logStreamName, call)],
  audit: DATA_READ,
  refuses: [{ member: "unmask" }],
  handle: (input, call) => {
    const token = startingToken(input);
    const events = readPage(input, token, call);
    return {
      events: events.map(({ timestampMs, message, ingestionMs }) => ({
        timestamp: timestampMs,
        message,
        ingestionTime: ingestionMs,
      })),
      ...nextTokens(events, token, input.nextToken),
    };
  },
};

/** Without a token a reader starts at one end. */
function startingToken({ nextToken, startFromHead = false }: GetLogEventsRequest): EventToken {
  if (nextToken !== undefined) return parseEventToken(nextToken);
  return startFromHead
    ? { direction: "forward", position: startOf(0) }
    : { direction: "backward", position: startOf(Number.MAX_SAFE_INTEGER) };
}

/** One page, oldest event first whichever way the reader goes. */
function readPage(
  input: Validated<GetLogEventsRequest>,
  { direction, position }: EventToken,
  call: LogsCall,
): readonly StoredLogEvent[] {
  const group = requireGroup(groupNameOf(input, call), call);
  const stream = requireStream(group, input.logStreamName, call);
  const { startTime = 0, endTime = Number.MAX_SAFE_INTEGER, limit = responseEventsMax } = input;
  const start = startOf(Math.max(startTime, expiredBeforeMs(group, call.nowMs)));
  const end = startOf(endTime);
  const backward = direction === "backward";
  const { events } = call.deps.logs.events.read({
    groupId: group.groupId,
    streamId: stream.streamId,
    after: backward ? start : laterOf(start, position),
    before: backward ? soonerOf(end, position) : end,
    descending: backward,
    eventsMax: limit,
    bytesMax: responseBytesMax,
  });
  return backward ? events.toReversed() : events;
}

/** A reader who got nothing keeps his place; the way back leads from there. */
function nextTokens(
  events: readonly StoredLogEvent[],
  { direction, position }: EventToken,
  given: string | undefined,
): Pick<GetLogEventsResponse, "nextForwardToken" | "nextBackwardToken"> {
  const first = events[0] ?? atOrAfter(position);
  const last = events.at(-1) ?? atOrBefore(position);
  const forward = eventToken("forward", last);
  const backward = eventToken("backward", first);
  if (events.length > 0) return { nextForwardToken: forward, nextBackwardToken: backward };
  if (given === undefined) {
    // Nothing there yet: whatever comes is new.
    return {
      nextForwardToken: eventToken("forward", startOf(0)),
      nextBackwardToken: eventToken("backward", startOf(0)),
    };
  }
  return direction === "forward"
    ? { nextForwardToken: given, nextBackwardToken: backward }
    : { nextForwardToken: forward, nextBackwardToken: given };
}

/** The bound that lets a backward reader see the event at a place again. */
const atOrAfter = ({ timestampMs, sequence }: EventPosition): EventPosition => ({
  timestampMs,
  sequence: sequence + 1,
});

/** The bound that lets a forward reader see the event at a place again. */
const atOrBefore = ({ timestampMs, sequence }: EventPosition): EventPosition => ({
  timestampMs,
  sequence: Math.max(0, sequence - 1),
});
