import type { NormalizedSchema } from "@smithy/core/schema";
import { traitsOf } from "../schema.ts";
import { dateFromEpochSeconds, parseBase64, parseTimestamp, timestampFormat } from "./scalars.ts";
import { mismatch, type ValueFormat, ValueReaders } from "./value-reader.ts";
import { WireFault } from "./wire-fault.ts";

const blob = (value: unknown): Uint8Array => {
  if (typeof value !== "string") throw mismatch(value, "Blob");
  return parseBase64(value);
};

const timestamp = (schema: NormalizedSchema) => {
  const format = timestampFormat(schema.getSchema(), "epoch-seconds");
  return (value: unknown): Date => {
    if (typeof value === "number") return dateFromEpochSeconds(value);
    if (typeof value !== "string") throw mismatch(value, "Timestamp");
    // Services that write seconds also read ISO 8601, which people type by hand.
    return parseTimestamp(value, format === "epoch-seconds" && value.includes("-") ? "date-time" : format);
  };
};

const rpcFormat: ValueFormat = { memberName: (member) => member, blob, timestamp };
const restFormat: ValueFormat = {
  ...rpcFormat,
  memberName: (member, schema) => traitsOf(schema).jsonName ?? member,
};

/** Readers of awsJson1.0 and awsJson1.1, which ignore `jsonName`. */
export const jsonRpcReaders = new ValueReaders(rpcFormat);
/** Readers of restJson1. */
export const jsonRestReaders = new ValueReaders(restFormat);

/** Parses a JSON document; an empty body is an empty structure. Throws {@link WireFault}. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new WireFault("The request body is not valid JSON.");
  }
}
