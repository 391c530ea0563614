import { deleteContents, type S3Call } from "./dependencies.ts";
import { requireWritePreconditions } from "./preconditions.ts";

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

/**
 * Deletes a version, or, where none is named, does what the bucket's versioning says: removes the object, or puts a
 * delete marker on top. Deleting what is not there is no error. Source: Amazon S3 User Guide, "Deleting object versions".
 */
export function deleteVersion(call: S3Call, bucketName: string, request: DeletionRequest): Promise<Deletion> {
  const { deps } = call;
  const { Key, VersionId, IfMatch } = request;
  return deps.buckets.commit(bucketName, async (bucket) => {
    if (IfMatch !== undefined) {
      requireWritePreconditions(await deps.objects.findCurrent(bucketName, Key), { IfMatch }, Key);
    }
    if (VersionId || bucket.versioning === "Unversioned") {
      const version = VersionId
        ? await deps.objects.findVersion(bucketName, Key, VersionId)
        : await deps.objects.findCurrent(bucketName, Key);
      if (version) await deleteContents(deps, await deps.objects.remove(bucketName, version));
      return VersionId ? { VersionId, ...(version?.deleteMarker ? { DeleteMarker: true } : {}) } : {};
    }
    const order = deps.versionIds.nextOrder(call.nowMs);
    const versionId = bucket.versioning === "Enabled" ? deps.versionIds.idOf(order) : "null";
    const marker = {
      key: Key,
      versionId,
      order,
      deleteMarker: true,
      lastModifiedMs: call.nowMs,
      sizeBytes: 0,
      etag: "",
      parts: [],
      headers: {},
      metadata: [],
      tags: [],
    };
    await deleteContents(deps, await deps.objects.put(bucketName, marker));
    return { DeleteMarker: true, VersionId: versionId };
  });
}
