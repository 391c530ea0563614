import { deleteWithin } from "../delete-version.ts";
import { deleteContents, type S3Deps } from "../dependencies.ts";
import type { BucketRecord } from "../state/bucket-record.ts";
import type { VersionRecord } from "../state/object-record.ts";
import type { UploadRecord } from "../state/upload-store.ts";
import { allVersions } from "../version-listing.ts";
import { activeRules, type Expiry, isOlderThan, judgeVersions } from "./expired-versions.ts";

/** Uploads looked at together. */
const UPLOADS_PAGE = 1_000;

/** Does once what the lifecycle rules of all buckets ask for at `nowMs`. Stops between keys when `signal` fires. */
export async function sweepLifecycle(deps: S3Deps, nowMs: number, signal?: AbortSignal): Promise<void> {
  for await (const bucket of deps.buckets.list()) {
    if (activeRules(bucket).length === 0) continue;
    await expireVersions(deps, bucket, nowMs, signal);
    await abortOldUploads(deps, bucket, nowMs, signal);
  }
}

async function expireVersions(
  deps: S3Deps,
  bucket: BucketRecord,
  nowMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  for await (const versions of byKey(deps, bucket.name)) {
    if (signal?.aborted) return;
    const verdicts = judgeVersions(activeRules(bucket), versions, nowMs);
    for (const [i, verdict] of verdicts.entries()) {
      if (verdict) await carryOut(deps, bucket.name, versions[i]!, verdict, nowMs);
    }
  }
}

/** The versions of one key after another, newest first. */
async function* byKey(deps: S3Deps, bucketName: string): AsyncGenerator<readonly VersionRecord[]> {
  let versions: VersionRecord[] = [];
  for await (const { version, isLatest } of allVersions(deps, bucketName, "")) {
    if (isLatest && versions.length > 0) {
      yield versions;
      versions = [];
    }
    versions.push(version);
  }
  if (versions.length > 0) yield versions;
}

/** A version that was overwritten or deleted since it was judged is left alone. */
function carryOut(
  deps: S3Deps,
  bucketName: string,
  judged: VersionRecord,
  verdict: Expiry,
  nowMs: number,
): Promise<void> {
  return deps.buckets.commit(bucketName, async (bucket) => {
    const { key, versionId } = judged;
    const now =
      verdict === "expire"
        ? await deps.objects.findCurrent(bucketName, key)
        : await deps.objects.findVersion(bucketName, key, versionId);
    if (now?.order !== judged.order) return;
    await deleteWithin(
      { deps, nowMs },
      bucket,
      verdict === "expire" ? { Key: key } : { Key: key, VersionId: versionId },
    );
  });
}

async function abortOldUploads(
  deps: S3Deps,
  bucket: BucketRecord,
  nowMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const { prefix, abortUploadDays } of activeRules(bucket)) {
    if (abortUploadDays === undefined) continue;
    for await (const upload of uploadsOf(deps, bucket.name, prefix)) {
      if (signal?.aborted) return;
      if (!isOlderThan(upload.initiatedAtMs, abortUploadDays, nowMs)) continue;
      await deps.buckets.commit(bucket.name, async () => {
        await deleteContents(deps, await deps.uploads.remove(bucket.name, upload));
      });
    }
  }
}

/** All uploads under way of a prefix, by key. */
async function* uploadsOf(deps: S3Deps, bucketName: string, prefix: string): AsyncGenerator<UploadRecord> {
  let after: UploadRecord | undefined;
  do {
    const page = await deps.uploads.list(bucketName, prefix, {
      limit: UPLOADS_PAGE,
      ...(after && { after }),
    });
    yield* page;
    after = page.length === UPLOADS_PAGE ? page.at(-1) : undefined;
  } while (after);
}
