import type { ByteRange } from "../../store/blob-store.ts";
import { invalidRange } from "./s3-errors.ts";

/**
 * The bytes that a Range header asks of contents of this size: `bytes=0-9`, `bytes=10-`, `bytes=-5`. Undefined for the
 * whole: S3 serves one range, and ignores a header with several or of another form, as RFC 9110 section 14.2 allows.
 * Throws InvalidRange when no byte is within.
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return undefined;
  const [, first, last] = match;
  const range =
    first === ""
      ? { firstByte: Math.max(0, sizeBytes - Number(last)), lastByte: sizeBytes - 1 }
      : {
          firstByte: Number(first),
          lastByte: last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1),
        };
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  if (range.firstByte > range.lastByte) throw invalidRange(header!, sizeBytes);
  return range;
}
