import { deleteContents, type S3Call } from "../dependencies.ts";
import type { ReceivedContents } from "../receive-contents.ts";
import { invalidArgument } from "../s3-errors.ts";
import type { PartRecord } from "../state/upload-store.ts";
import { requireUpload, type UploadInput } from "./require-upload.ts";

/** Source: Amazon S3 User Guide, "Multipart upload limits". */
const PARTS_MAX = 10_000;

export function checkPartNumber(partNumber: number): void {
  if (Number.isInteger(partNumber) && partNumber >= 1 && partNumber <= PARTS_MAX) return;
  const message = `Part number must be an integer between 1 and ${PARTS_MAX}, inclusive`;
  throw invalidArgument(message, "partNumber", `${partNumber}`);
}

/**
 * Adds received contents to an upload, in place of an earlier part of the number. They are deleted when the upload was
 * aborted or completed in the meantime.
 */
export async function storePart(
  call: S3Call,
  upload: UploadInput,
  partNumber: number,
  { part, md5, checksum }: ReceivedContents,
): Promise<PartRecord> {
  const { deps } = call;
  const record: PartRecord = { ...part, partNumber, md5, checksum, lastModifiedMs: call.nowMs };
  try {
    return await deps.buckets.commit(upload.Bucket, async () => {
      await requireUpload(call, upload);
      const replaced = await deps.uploads.putPart(upload.UploadId, record);
      if (replaced) await deleteContents(deps, [replaced]);
      return record;
    });
  } catch (error) {
    await deleteContents(deps, [part]);
    throw error;
  }
}
