import { invalidParameter } from "../logs-errors.ts";
import type { EventPosition } from "../state/log-events.ts";

/** Which way a reader goes on from a place. */
export interface EventToken {
  readonly direction: "forward" | "backward";
  readonly position: EventPosition;
}

const timestampDigits = 16;
const sequenceDigits = 40;

/** The token as text: `f/` or `b/`, 56 digits and `/s`, as AWS's look. */
export const eventToken = (
  direction: EventToken["direction"],
  { timestampMs, sequence }: EventPosition,
): string =>
  `${direction === "forward" ? "f" : "b"}/${String(timestampMs).padStart(timestampDigits, "0")}` +
  `${String(sequence).padStart(sequenceDigits, "0")}/s`;

/** Throws InvalidParameterException on a text that {@link eventToken} did not make. */
export function parseEventToken(text: string): EventToken {
  const [, direction, timestamp, sequence] = /^([fb])\/(\d{16})(\d{40})\/s$/.exec(text) ?? [];
  const position = { timestampMs: Number(timestamp), sequence: Number(sequence) };
  if (!Number.isSafeInteger(position.timestampMs) || !Number.isSafeInteger(position.sequence)) {
    throw invalidParameter("The specified nextToken is invalid.");
  }
  return { direction: direction === "f" ? "forward" : "backward", position };
}
