import { encodeText } from "../../aws/sigv4/percent-encoding.ts";
import { invalidArgument } from "./s3-errors.ts";

/** Encodes keys of a list as its EncodingType asks: `url` lets XML carry keys that it otherwise could not. */
export function listEncoder(encodingType: string | undefined): (key: string) => string {
  return encodingType === "url" ? (key) => encodeText(key).replaceAll("%2F", "/") : (key) => key;
}

/** Most entries a page. Source: API reference. */
const MAX_KEYS_MAX = 1_000;

/** How many entries a page holds, as the parameter `name` asks. Throws InvalidArgument on less than none. */
export function pageSize(name: string, entries: number = MAX_KEYS_MAX): number {
  if (entries >= 0) return Math.min(entries, MAX_KEYS_MAX);
  throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, `${entries}`);
}

/** The number of the part that a list goes on after; 0 for a list from the start. Throws InvalidArgument. */
export function parsePartMarker(marker: string = "0"): number {
  if (/^\d{1,10}$/.test(marker)) return Number(marker);
  throw invalidArgument(
    "Argument part-number-marker must be an integer between 0 and 2147483647",
    "part-number-marker",
    marker,
  );
}
