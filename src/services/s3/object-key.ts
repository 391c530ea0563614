import { s3Error } from "./s3-errors.ts";

/** Longest key, in bytes of UTF-8. Source: Amazon S3 User Guide, "Naming Amazon S3 objects". */
const KEY_BYTES_MAX = 1_024;

/** Throws unless an object may be stored under this key. A zero byte cannot be listed in XML, so none is taken. */
export function checkKey(key: string): void {
  if (key.includes("\0")) throw s3Error("InvalidURI", 400, "Couldn't parse the specified URI.");
  const sizeBytes = Buffer.byteLength(key);
  if (sizeBytes <= KEY_BYTES_MAX) return;
  throw s3Error("KeyTooLongError", 400, "Your key is too long", {
    Size: `${sizeBytes}`,
    MaxSizeAllowed: `${KEY_BYTES_MAX}`,
  });
}
