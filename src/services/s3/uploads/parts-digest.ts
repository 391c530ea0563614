import { createHash } from "node:crypto";
import { createChecksum } from "../../../aws/checksum/checksum.ts";
import type { S3Call } from "../dependencies.ts";
import { openContents } from "../open-contents.ts";
import type { StoredChecksum } from "../state/object-record.ts";
import type { PartRecord, UploadRecord } from "../state/upload-store.ts";

/** MD5 of the parts' MD5s, with their number: what S3 gives objects that were uploaded in parts. */
export function multipartEtag(parts: readonly PartRecord[]): string {
  const hash = createHash("md5");
  for (const { md5 } of parts) hash.update(Buffer.from(md5, "hex"));
  return `"${hash.digest("hex")}-${parts.length}"`;
}

/** Of the parts' checksums, or of the contents as a whole. */
export async function checksumOfParts(
  call: S3Call,
  { checksumAlgorithm: algorithm, checksumType: type }: UploadRecord,
  parts: readonly PartRecord[],
): Promise<StoredChecksum | undefined> {
  if (!algorithm || !type) return undefined;
  const checksum = createChecksum(algorithm);
  if (type === "COMPOSITE") {
    for (const part of parts) checksum.update(Buffer.from(part.checksum ?? "", "base64"));
    return { algorithm, type, value: `${checksum.digest().toString("base64")}-${parts.length}` };
  }
  for await (const bytes of await openContents(call.deps.blobs, parts)) checksum.update(bytes);
  return { algorithm, type, value: checksum.digest().toString("base64") };
}
