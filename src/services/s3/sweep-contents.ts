import type { BlobStore } from "../../store/blob-store.ts";
import { listAll } from "../../store/list-all.ts";
import type { ResourceStore } from "../../store/resource-store.ts";
import { NONCURRENT, OBJECTS, PARTS, UPLOADS } from "./state/keys.ts";
import type { ObjectRecord, VersionRecord } from "./state/object-record.ts";
import type { PartRecord, UploadRecord } from "./state/upload-store.ts";

/**
 * Deletes contents that no document names: what a crash left between writing contents and storing what they belong to,
 * or the other way round. Call before the first write. Returns how many were deleted.
 */
export async function sweepContents(store: ResourceStore, blobs: BlobStore): Promise<number> {
  const named = new Set<string>();
  for await (const { value } of listAll<ObjectRecord>(store, OBJECTS)) {
    for (const { blobId } of value.current.parts) named.add(blobId);
  }
  for await (const { value } of listAll<VersionRecord>(store, NONCURRENT)) {
    for (const { blobId } of value.parts) named.add(blobId);
  }
  await forgetPartsWithoutUpload(store);
  for await (const { value } of listAll<PartRecord>(store, PARTS)) named.add(value.blobId);
  let deleted = 0;
  for await (const blobId of blobs.blobIds()) {
    if (named.has(blobId)) continue;
    await blobs.delete(blobId);
    deleted++;
  }
  return deleted;
}

/** A crash just after an upload was completed or aborted leaves parts that nothing asks for again. */
async function forgetPartsWithoutUpload(store: ResourceStore): Promise<void> {
  const uploads = new Set<string>();
  for await (const { value } of listAll<UploadRecord>(store, UPLOADS)) uploads.add(value.uploadId);
  for await (const { key } of listAll<PartRecord>(store, PARTS)) {
    if (!uploads.has(key.id.slice(0, key.id.indexOf("/")))) await store.delete(key);
  }
}
