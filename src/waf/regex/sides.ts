import { isWordByte, NEWLINE } from "./byte-sets.ts";
import type { Assertion } from "./syntax.ts";

/** What stands on one side of a position: a byte's kind, or the text's edge. */
export type Side = "edge" | "newline" | "word" | "other";

/** @param byte Undefined past the end of the text. */
export function sideOf(byte: number | undefined): Side {
  if (byte === undefined) return "edge";
  if (byte === NEWLINE) return "newline";
  return isWordByte(byte) ? "word" : "other";
}

/** Whether an assertion holds at a position between two sides. */
export function holds(assertion: Assertion, before: Side, after: Side): boolean {
  switch (assertion) {
    case "textStart":
      return before === "edge";
    case "textEnd":
      return after === "edge";
    case "lineStart":
      return before === "edge" || before === "newline";
    case "lineEnd":
      return after === "edge" || after === "newline";
    case "wordBoundary":
      return (before === "word") !== (after === "word");
    case "notWordBoundary":
      return (before === "word") === (after === "word");
  }
}
