import { WireFault } from "./wire-fault.ts";

/** How a timestamp is spelled where nothing else says so. */
export type TimestampFormat = "date-time" | "http-date" | "epoch-seconds";

/** Formats as the schemas number them: 4 means "the default of the place". */
const FORMAT_BY_SCHEMA: Readonly<Record<number, TimestampFormat | undefined>> = {
  5: "date-time",
  6: "http-date",
  7: "epoch-seconds",
};

/** The format that a timestamp schema names, else the default of the place where it travels. */
export const timestampFormat = (schema: unknown, fallback: TimestampFormat): TimestampFormat =>
  FORMAT_BY_SCHEMA[schema as number] ?? fallback;

/** Milliseconds either side of the epoch that a JavaScript date can hold (ECMA-262, 21.4.1.1). */
const EPOCH_MS_MAX = 8.64e15;

/** RFC 3339, and the shorter forms that AWS takes: `2026-01-02`, `2026-01-02T03:04Z`, an offset instead of Z. */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/i;

/** The one form that RFC 9110 lets a sender use: `Fri, 02 Jan 2026 03:04:05 GMT`. */
const HTTP_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2}(?:\.\d{1,3})? GMT$/;

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** A date from its text, in the one format named. */
export function parseTimestamp(text: string, format: TimestampFormat): Date {
  if (format === "epoch-seconds") return dateFromEpochSeconds(parseNumber(text));
  const pattern = format === "date-time" ? DATE_TIME : HTTP_DATE;
  const found = text.length <= 64 ? pattern.exec(text) : null;
  if (!found) throw new WireFault(`A timestamp is not in the format ${format}.`);
  // A time without a zone is universal time to AWS, local time to JavaScript.
  const zoned = format === "date-time" && text.length > 10 && found[1] === undefined ? `${text}Z` : text;
  const date = new Date(zoned);
  if (Number.isNaN(date.getTime())) throw new WireFault("A timestamp is out of range.");
  return date;
}

/** A date from seconds since the epoch, fractions allowed. */
export function dateFromEpochSeconds(seconds: number): Date {
  const ms = Math.round(seconds * 1000);
  if (!(Math.abs(ms) <= EPOCH_MS_MAX)) throw new WireFault("A timestamp is out of range.");
  return new Date(ms);
}

/** A finite number from its decimal text. `NaN`, `Infinity` and hexadecimal are refused. */
export function parseNumber(text: string): number {
  const value = text.length <= 64 && DECIMAL.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw new WireFault("STRING_VALUE cannot be converted to Number");
  return value;
}

/** `true` or `false`, in any case: boto3 and the SDKs send lower, people send `True`. */
export function parseBoolean(text: string): boolean {
  const lower = text.length <= 5 ? text.toLowerCase() : "";
  if (lower !== "true" && lower !== "false")
    throw new WireFault("STRING_VALUE cannot be converted to Boolean");
  return lower === "true";
}

/** Bytes from standard base64 (RFC 4648, section 4), padded or not. */
export function parseBase64(text: string): Buffer {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  if (!BASE64.test(text) || (text.length - padding) % 4 === 1)
    throw new WireFault("Bytes are not valid base64.");
  return Buffer.from(text, "base64");
}
