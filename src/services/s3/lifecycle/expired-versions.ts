import type { BucketRecord, LifecycleRecord } from "../state/bucket-record.ts";
import type { VersionRecord } from "../state/object-record.ts";

const DAY_MS = 86_400_000;

/** Whether something that began at `sinceMs` is `days` old: S3 counts whole days and rounds up to midnight UTC. */
export const isOlderThan = (sinceMs: number, days: number, nowMs: number): boolean =>
  nowMs >= Math.ceil((sinceMs + days * DAY_MS) / DAY_MS) * DAY_MS;

/** What a lifecycle says of one version: hide the current one, remove this one for good, or nothing. */
export type Expiry = "expire" | "remove" | undefined;

/**
 * Judges all versions of one key, newest first, by a bucket's rules.
 * Source: Amazon S3 User Guide, "Expiring objects" and "Elements to describe lifecycle actions".
 */
export function judgeVersions(
  rules: readonly LifecycleRecord[],
  versions: readonly VersionRecord[],
  nowMs: number,
): readonly Expiry[] {
  return versions.map((version, i) => {
    const mine = rules.filter(({ enabled, prefix }) => enabled && version.key.startsWith(prefix));
    if (i > 0)
      return mine.some((rule) => noncurrentExpired(rule, versions[i - 1]!, i, nowMs)) ? "remove" : undefined;
    if (version.deleteMarker) {
      const alone = versions.length === 1;
      return alone && mine.some((rule) => rule.expiredObjectDeleteMarker) ? "remove" : undefined;
    }
    return mine.some((rule) => currentExpired(rule, version, nowMs)) ? "expire" : undefined;
  });
}

function currentExpired(rule: LifecycleRecord, version: VersionRecord, nowMs: number): boolean {
  const { expirationDays, expirationAtMs } = rule;
  if (expirationDays !== undefined) return isOlderThan(version.lastModifiedMs, expirationDays, nowMs);
  return expirationAtMs !== undefined && nowMs >= expirationAtMs;
}

/** A version is noncurrent since its successor was made; `place` versions are newer. */
function noncurrentExpired(
  rule: LifecycleRecord,
  successor: VersionRecord,
  place: number,
  nowMs: number,
): boolean {
  const { noncurrentDays, newerNoncurrentVersions = 0 } = rule;
  if (noncurrentDays === undefined || place <= newerNoncurrentVersions) return false;
  return isOlderThan(successor.lastModifiedMs, noncurrentDays, nowMs);
}

/** Rules that are on, if there are any. */
export const activeRules = (bucket: BucketRecord): readonly LifecycleRecord[] =>
  (bucket.lifecycle ?? []).filter(({ enabled }) => enabled);
