import { AwsError } from "../../aws/aws-error.ts";
import type { S3Call } from "./dependencies.ts";
import { requireVersion } from "./find-version.ts";
import { checkKey } from "./object-key.ts";
import { requireReadPreconditions } from "./preconditions.ts";
import { accessDenied, invalidArgument, preconditionFailed } from "./s3-errors.ts";
import type { VersionRecord } from "./state/object-record.ts";

/** The object that a copy reads. */
export interface CopySource {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

/** Reads the x-amz-copy-source header: `/bucket/key%20one?versionId=…`, the first slash optional. */
export function parseCopySource(header: string): CopySource {
  const match = /^\/?([^/?]+)\/([^?]+)(?:\?versionId=([^&]+))?$/.exec(header);
  const [, bucket = "", key = "", versionId] = match ?? [];
  const source = { Bucket: decode(bucket), Key: decode(key) };
  if (source.Bucket && source.Key) {
    checkKey(source.Key);
    return {
      Bucket: source.Bucket,
      Key: source.Key,
      ...(versionId !== undefined && { VersionId: versionId }),
    };
  }
  throw invalidArgument(
    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
    "x-amz-copy-source",
    header,
  );
}

/** Undefined when the text is not valid UTF-8 in percent-encoding. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Conditions that the source must meet, and its bucket's expected owner. */
export interface CopySourceConditions {
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: Date | undefined;
  readonly CopySourceIfUnmodifiedSince?: Date | undefined;
  readonly ExpectedSourceBucketOwner?: string | undefined;
}

/** The version to copy. A condition that does not hold is PreconditionFailed: a copy is never "not modified". */
export async function requireCopySource(
  call: S3Call,
  source: CopySource,
  conditions: CopySourceConditions,
): Promise<VersionRecord> {
  const { ExpectedSourceBucketOwner: owner } = conditions;
  const bucket = await call.deps.buckets.require(source.Bucket);
  if (owner !== undefined && owner !== bucket.ownerAccountId) throw accessDenied();
  const version = await requireVersion(call, source);
  try {
    requireReadPreconditions(version, {
      IfMatch: conditions.CopySourceIfMatch,
      IfNoneMatch: conditions.CopySourceIfNoneMatch,
      IfModifiedSince: conditions.CopySourceIfModifiedSince,
      IfUnmodifiedSince: conditions.CopySourceIfUnmodifiedSince,
    });
  } catch (error) {
    const unmodified = error instanceof AwsError && error.code === "NotModified";
    throw unmodified ? preconditionFailed("x-amz-copy-source-If-Modified-Since") : error;
  }
  return version;
}
