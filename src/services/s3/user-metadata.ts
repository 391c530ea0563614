import { s3Error } from "./s3-errors.ts";

/** Most metadata of an object, names and values together, in bytes. Source: Amazon S3 User Guide, "Working with object metadata". */
const METADATA_BYTES_MAX = 2 * 1024;

/** Checks an object's `x-amz-meta-…` headers. Names come back in lower case. */
export function checkMetadata(
  metadata: Readonly<Record<string, string>> = {},
): [name: string, value: string][] {
  const entries = Object.entries(metadata).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    value,
  ]);
  const sizeBytes = entries.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
  if (sizeBytes <= METADATA_BYTES_MAX) return entries;
  throw s3Error("MetadataTooLarge", 400, "Your metadata headers exceed the maximum allowed metadata size", {
    Size: `${sizeBytes}`,
    MaxSizeAllowed: `${METADATA_BYTES_MAX}`,
  });
}
