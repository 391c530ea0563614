import { deleteContents, type S3Call } from "./dependencies.ts";
import { requireWritePreconditions } from "./preconditions.ts";
import type { BucketRecord } from "./state/bucket-record.ts";
import type { VersionRecord } from "./state/object-record.ts";

/** What was deleted: a version for good, or everything from sight behind a new delete marker. */
export interface Deletion {
  readonly DeleteMarker?: boolean;
  readonly VersionId?: string;
}

/** What to delete. */
export interface DeletionRequest {
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly IfMatch?: string | undefined;
}

/** What deleting needs of a call. */
export type DeletionContext = Pick<S3Call, "deps" | "nowMs">;

/**
 * Deletes a version, or, where none is named, does what the bucket's versioning says: removes the object, or puts a
 * delete marker on top. Deleting what is not there is no error. Source: Amazon S3 User Guide, "Deleting object versions".
 */
export const deleteVersion = (
  context: DeletionContext,
  bucketName: string,
  request: DeletionRequest,
): Promise<Deletion> =>
  context.deps.buckets.commit(bucketName, (bucket) => deleteWithin(context, bucket, request));

/** As `deleteVersion`, within a commit of the bucket. */
export async function deleteWithin(
  { deps, nowMs }: DeletionContext,
  bucket: BucketRecord,
  { Key, VersionId, IfMatch }: DeletionRequest,
): Promise<Deletion> {
  const current = await deps.objects.findCurrent(bucket.name, Key);
  if (IfMatch !== undefined) requireWritePreconditions(current, { IfMatch }, Key);
  if (VersionId || bucket.versioning === "Unversioned") {
    const version = VersionId ? await deps.objects.findVersion(bucket.name, Key, VersionId) : current;
    if (version) await deleteContents(deps, await deps.objects.remove(bucket.name, version));
    return VersionId ? { VersionId, ...(version?.deleteMarker ? { DeleteMarker: true } : {}) } : {};
  }
  const order = deps.versionIds.nextOrder(nowMs);
  const versionId = bucket.versioning === "Enabled" ? deps.versionIds.idOf(order) : "null";
  const marker = deleteMarker(Key, versionId, order, nowMs);
  await deleteContents(deps, await deps.objects.put(bucket.name, marker));
  return { DeleteMarker: true, VersionId: versionId };
}

const deleteMarker = (key: string, versionId: string, order: string, nowMs: number): VersionRecord => ({
  key,
  versionId,
  order,
  deleteMarker: true,
  lastModifiedMs: nowMs,
  sizeBytes: 0,
  etag: "",
  parts: [],
  headers: {},
  metadata: [],
  tags: [],
});
