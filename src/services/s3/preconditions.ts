import { invalidRequest, noSuchKey, notModified, preconditionFailed } from "./s3-errors.ts";
import type { VersionRecord } from "./state/object-record.ts";

/** Conditions of a read. Source: RFC 9110, section 13. */
export interface ReadPreconditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

/** Throws PreconditionFailed, or NotModified where the client's copy is still good. */
export function requireReadPreconditions(version: VersionRecord, conditions: ReadPreconditions): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) {
    if (!matchesAny(IfMatch, version.etag)) throw preconditionFailed("If-Match");
  } else if (IfUnmodifiedSince !== undefined && modifiedAfter(version, IfUnmodifiedSince)) {
    throw preconditionFailed("If-Unmodified-Since");
  }
  if (IfNoneMatch !== undefined) {
    if (matchesAny(IfNoneMatch, version.etag)) throw notModified();
  } else if (IfModifiedSince !== undefined && !modifiedAfter(version, IfModifiedSince)) {
    throw notModified();
  }
}

/** Conditions of a write. */
export interface WritePreconditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

/** Throws when the object that is there is not the one expected: none (`If-None-Match: *`) or one with this ETag. */
export function requireWritePreconditions(
  current: VersionRecord | undefined,
  { IfMatch, IfNoneMatch }: WritePreconditions,
  key: string,
): void {
  const existing = current?.deleteMarker ? undefined : current;
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch !== "*") throw invalidRequest("If-None-Match of a write must be '*'.");
    if (existing) throw preconditionFailed("If-None-Match");
  }
  if (IfMatch === undefined) return;
  if (!existing) throw noSuchKey(key);
  if (!matchesAny(IfMatch, existing.etag)) throw preconditionFailed("If-Match");
}

/** HTTP dates have no fractions of a second. */
const modifiedAfter = (version: VersionRecord, date: Date): boolean =>
  Math.floor(version.lastModifiedMs / 1000) * 1000 > date.getTime();

/** Whether a list of entity tags, quoted or not, holds `etag` or is `*`. */
function matchesAny(list: string, etag: string): boolean {
  const plain = unquoted(etag);
  return list.split(",").some((item) => item.trim() === "*" || unquoted(item.trim()) === plain);
}

const unquoted = (etag: string): string => etag.replace(/^"|"$/g, "");
