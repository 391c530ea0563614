import { NOT_KNOWN } from "../../control/unknown-values.ts";
import { UNKNOWN } from "../engine/property-contexts.ts";
import { knownStatements } from "./known-statements.ts";

/** What a template takes from the Parameter Store or Secrets Manager when a resource is made. */
const DYNAMIC_REFERENCE = "{{resolve:";

/** Whether a value, or text that it was made into, depends on something that is not known yet. */
const isUnknownText = (text: string): boolean => text.includes(UNKNOWN) || text.includes(DYNAMIC_REFERENCE);

/** A call's input as a handler made it, with {@link NOT_KNOWN} where a value depends on what is not known yet. */
export function rehearsedInput(value: unknown): unknown {
  if (typeof value === "function" || Number.isNaN(value)) return NOT_KNOWN;
  if (typeof value === "string") return rehearsedText(value);
  if (value instanceof Uint8Array) return isUnknownText(Buffer.from(value).toString()) ? NOT_KNOWN : value;
  if (Array.isArray(value)) return value.map(rehearsedInput);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, rehearsedInput(member)]));
}

function rehearsedText(text: string): unknown {
  if (!isUnknownText(text)) return text;
  // A policy document is text to the operation, and most statements in it may be known.
  const known = text.startsWith("{") ? knownStatements(text) : undefined;
  return known === undefined || isUnknownText(known) ? NOT_KNOWN : known;
}
