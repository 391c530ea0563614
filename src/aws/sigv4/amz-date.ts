/** `20150830T123600Z`, the ISO 8601 basic format. */
const ISO_BASIC = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
/** `Sun, 30 Aug 2015 12:36:00 GMT`, the form RFC 9110 requires of senders. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The last text that was parsed: clients sign many requests in the same second. */
let lastText = "";
let lastMs = 0;

/** Milliseconds since the epoch of `20150830T123600Z`; undefined for anything else, such as February 30. */
export function parseAmzDate(text: string): number | undefined {
  if (text === lastText) return lastMs;
  const match = ISO_BASIC.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hours, minutes, seconds] = match.map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const ms = Date.UTC(year, month - 1, day, hours, minutes, seconds);
  // Date.UTC rolls over what the calendar does not have: then another month comes back.
  if (day === 0 || new Date(ms).getUTCMonth() !== month - 1) return undefined;
  lastText = text;
  lastMs = ms;
  return ms;
}

/** Milliseconds since the epoch of an HTTP date; undefined for anything else. */
export function parseHttpDate(text: string): number | undefined {
  const match = HTTP_DATE.exec(text);
  if (!match) return undefined;
  const [, day, month, year, hours, minutes, seconds] = match as unknown as string[];
  const monthNumber = `${MONTHS.indexOf(month!) + 1}`.padStart(2, "0");
  return parseAmzDate(`${year}${monthNumber}${day}T${hours}${minutes}${seconds}Z`);
}

/** `20150830T123600Z` for a time in milliseconds since the epoch. */
export function formatAmzDate(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}
