import type { ByteRange } from "../../store/blob-store.ts";
import { s3Error } from "./s3-errors.ts";
import type { VersionRecord } from "./state/object-record.ts";

/** The bytes of one part of an object from a multipart upload, as the PartNumber of a read asks; undefined without one. */
export function partRange(
  version: VersionRecord,
  partNumber: number | undefined,
): { readonly range: ByteRange | undefined; readonly PartsCount?: number } | undefined {
  if (partNumber === undefined) return undefined;
  const part = version.parts[partNumber - 1];
  if (!part) throw s3Error("InvalidPartNumber", 416, "The requested partnumber is not satisfiable");
  const multipart = version.etag.includes("-");
  if (!multipart) return { range: undefined };
  const firstByte = version.parts.slice(0, partNumber - 1).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return {
    range: { firstByte, lastByte: firstByte + part.sizeBytes - 1 },
    PartsCount: version.parts.length,
  };
}
