import type { IamCheck } from "../operation.ts";
import type { S3Call } from "./dependencies.ts";
import { type BucketInput, bucketCheck, existingTagConditions, objectCheck } from "./permissions.ts";
import { methodNotAllowed, noSuchKey, noSuchVersion } from "./s3-errors.ts";
import type { VersionRecord } from "./state/object-record.ts";

/** Names one version of an object: the current one unless it says otherwise. */
export interface VersionInput extends BucketInput {
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

/** The version named, delete markers included. */
export function findVersion(
  call: S3Call,
  { Bucket, Key, VersionId }: VersionInput,
): Promise<VersionRecord | undefined> {
  const { objects } = call.deps;
  return VersionId ? objects.findVersion(Bucket, Key, VersionId) : objects.findCurrent(Bucket, Key);
}

/**
 * The version named. Throws NoSuchKey or NoSuchVersion only to callers who may list the bucket; to others AccessDenied,
 * since they may not learn which keys exist. A delete marker has no contents to read.
 */
export async function requireVersion(call: S3Call, input: VersionInput): Promise<VersionRecord> {
  const version = await findVersion(call, input);
  if (!version || (version.deleteMarker && !input.VersionId)) {
    await call.authorize([await bucketCheck(call, "ListBucket", input, { "s3:prefix": input.Key })]);
    throw input.VersionId ? noSuchVersion(input.Key, input.VersionId) : noSuchKey(input.Key);
  }
  if (version.deleteMarker) throw methodNotAllowed(call.http?.method ?? "GET");
  return version;
}

/** A check on the version named: `GetObject`, or `GetObjectVersion` where a version is named, and so on. */
export async function versionCheck(
  call: S3Call,
  actions: readonly [current: string, version: string],
  input: VersionInput,
): Promise<IamCheck> {
  const version = await findVersion(call, input);
  return objectCheck(call, actions[input.VersionId ? 1 : 0], input, input.Key, {
    "s3:VersionId": input.VersionId,
    ...existingTagConditions(version?.tags),
  });
}
