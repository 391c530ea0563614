import type { S3Call } from "../dependencies.ts";
import { noSuchUpload } from "../s3-errors.ts";
import type { UploadRecord } from "../state/upload-store.ts";

/** What the operations on an upload name it by. */
export interface UploadInput {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
}

/** The upload named. Throws NoSuchUpload. */
export async function requireUpload(call: S3Call, input: UploadInput): Promise<UploadRecord> {
  const upload = await call.deps.uploads.find(input.Bucket, input.Key, input.UploadId);
  if (!upload) throw noSuchUpload(input.UploadId);
  return upload;
}
