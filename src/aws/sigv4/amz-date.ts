/** `20150830T123600Z`, the ISO 8601 basic format. */
const ISO_BASIC = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
/** `Sun, 30 Aug 2015 12:36:00 GMT`, the form RFC 9110 requires of senders. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Milliseconds since the epoch of `20150830T123600Z`; undefined for anything else, such as February 30. */
export function parseAmzDate(text: string): number | undefined {
  const match = ISO_BASIC.exec(text);
  if (!match) return undefined;
  const month = Number(match[2]) - 1;
  const day = Number(match[3]);
  const [hours, minutes, seconds] = [Number(match[4]), Number(match[5]), Number(match[6])];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const ms = Date.UTC(Number(match[1]), month, day, hours, minutes, seconds);
  // Date.UTC rolls over what the calendar does not have: then another month comes back.
  return day > 0 && new Date(ms).getUTCMonth() === month ? ms : undefined;
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
