import type { Write } from "../../store/resource-store.ts";
import { deleteContents, type S3Call } from "./dependencies.ts";
import { requireWritePreconditions, type WritePreconditions } from "./preconditions.ts";
import type { BucketRecord } from "./state/bucket-record.ts";
import type { VersionRecord } from "./state/object-record.ts";

/** A version before it has its place among the others. */
export type VersionDraft = Omit<VersionRecord, "versionId" | "order" | "deleteMarker" | "lastModifiedMs">;

/** A version that was stored, and the id that the client is told: none in a bucket that never had versioning. */
export interface StoredVersion {
  readonly version: VersionRecord;
  readonly VersionId?: string;
}

/**
 * Makes a draft the current version of its key. When it cannot, its contents are deleted; what it replaces is deleted
 * when nothing holds it any more.
 */
export async function storeVersion(
  call: S3Call,
  bucketName: string,
  draft: VersionDraft,
  preconditions: WritePreconditions = {},
): Promise<StoredVersion> {
  const { deps } = call;
  try {
    return await deps.buckets.commit(bucketName, (bucket) =>
      placeVersion(call, bucket, draft, preconditions),
    );
  } catch (error) {
    await deleteContents(deps, draft.parts);
    throw error;
  }
}

/** As `storeVersion`, within a commit of the bucket. `alongside` is written in the same transaction. */
export async function placeVersion(
  { deps, nowMs }: S3Call,
  bucket: BucketRecord,
  draft: VersionDraft,
  preconditions: WritePreconditions,
  alongside: readonly Write[] = [],
): Promise<StoredVersion> {
  const current = await deps.objects.findCurrent(bucket.name, draft.key);
  requireWritePreconditions(current, preconditions, draft.key);
  const order = deps.versionIds.nextOrder(nowMs);
  const versionId = bucket.versioning === "Enabled" ? deps.versionIds.idOf(order) : "null";
  const version = { ...draft, versionId, order, deleteMarker: false, lastModifiedMs: nowMs };
  await deleteContents(deps, await deps.objects.put(bucket.name, version, alongside));
  return bucket.versioning === "Unversioned" ? { version } : { version, VersionId: versionId };
}
