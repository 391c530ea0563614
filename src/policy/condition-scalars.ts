/** A decimal number, or undefined. `10`, `-1.5`, `1e3`. */
export function readNumber(text: string): number | undefined {
  if (!/^[+-]?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** The W3C profile of ISO 8601: a year, month, day, or a time with a zone. */
const W3C_DATE =
  /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?)?)?$/;

/** Milliseconds since the epoch of an ISO 8601 date or of a count of seconds, or undefined. Four digits are a year. */
export function readDate(text: string): number | undefined {
  if (W3C_DATE.test(text)) {
    const ms = Date.parse(text);
    return Number.isNaN(ms) ? undefined : ms;
  }
  return /^\d{1,12}(?:\.\d{1,3})?$/.test(text) ? Number(text) * 1000 : undefined;
}
