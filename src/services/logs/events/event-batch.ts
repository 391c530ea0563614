import type { InputLogEvent, RejectedLogEventsInfo } from "@aws-sdk/client-cloudwatch-logs";
import { invalidParameter } from "../logs-errors.ts";
import { eventBytes, type NewLogEvent } from "../state/log-events.ts";
import { dayMs } from "../state/retention.ts";

/** Largest batch, in bytes: the messages in UTF-8 and 26 bytes for each. Source: API reference, PutLogEvents. */
const batchBytesMax = 1_048_576;
const oldestAgeMs = 14 * dayMs;
const futureMs = 2 * 3_600_000;

/** The events of a batch that are stored, and which were not and why. */
export interface AcceptedBatch {
  readonly events: readonly NewLogEvent[];
  readonly rejected?: RejectedLogEventsInfo;
}

/**
 * Applies the rules of a batch. A batch that breaks one is refused whole with InvalidParameterException; events that are
 * too old, expired or too far in the future are left out, and the others stored.
 */
export function acceptBatch(
  input: readonly InputLogEvent[],
  expiredBeforeMs: number,
  nowMs: number,
): AcceptedBatch {
  const events = input.map(({ timestamp, message }) => ({ timestampMs: timestamp!, message: message! }));
  requireSize(events);
  requireOrder(events);
  const tooOld = countBefore(events, nowMs - oldestAgeMs);
  const expired = countBefore(events, expiredBeforeMs);
  const tooNewStart = countBefore(events, nowMs + futureMs + 1);
  const accepted = events.slice(Math.max(tooOld, expired), tooNewStart);
  requireSpan(accepted);
  if (accepted.length === events.length) return { events };
  return {
    events: accepted,
    rejected: {
      ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
      ...(expired > 0 && { expiredLogEventEndIndex: expired }),
      ...(tooNewStart < events.length && { tooNewLogEventStartIndex: tooNewStart }),
    },
  };
}

function requireSize(events: readonly NewLogEvent[]): void {
  let bytes = 0;
  for (const event of events) bytes += eventBytes(event);
  if (bytes > batchBytesMax) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${batchBytesMax}`);
  }
}

function requireOrder(events: readonly NewLogEvent[]): void {
  if (events.some((event, index) => index > 0 && event.timestampMs < events[index - 1]!.timestampMs)) {
    throw invalidParameter("Log events in a single PutLogEvents request must be in chronological order.");
  }
}

function requireSpan(events: readonly NewLogEvent[]): void {
  const spanMs = (events.at(-1)?.timestampMs ?? 0) - (events[0]?.timestampMs ?? 0);
  if (spanMs > dayMs) {
    throw invalidParameter(
      "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    );
  }
}

/** How many events, of those in order, are before a time. */
const countBefore = (events: readonly NewLogEvent[], timeMs: number): number => {
  const index = events.findIndex((event) => event.timestampMs >= timeMs);
  return index === -1 ? events.length : index;
};
