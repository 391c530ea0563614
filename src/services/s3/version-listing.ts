import type { S3Call, S3Deps } from "./dependencies.ts";
import type { VersionRecord } from "./state/object-record.ts";

/** Which versions to list. */
export interface VersionListingRequest {
  readonly bucket: string;
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  /** Only keys after this one, and of this one only versions older than `versionIdMarker`. */
  readonly keyMarker: string | undefined;
  readonly versionIdMarker: string | undefined;
  readonly maxKeys: number;
}

export interface ListedVersion {
  readonly version: VersionRecord;
  readonly isLatest: boolean;
}

/** One page; `next` is where it ended, absent on the last. */
export interface VersionListing {
  readonly versions: readonly ListedVersion[];
  readonly commonPrefixes: readonly string[];
  readonly next?: { readonly key: string; readonly versionId?: string };
}

const PAGE = 1_000;

/** Lists versions and delete markers by key, newest first within a key. */
export async function listVersionsPage(
  call: S3Call,
  request: VersionListingRequest,
): Promise<VersionListing> {
  const { prefix, delimiter, maxKeys } = request;
  const versions: ListedVersion[] = [];
  const commonPrefixes: string[] = [];
  let next: VersionListing["next"];
  if (maxKeys === 0) return { versions, commonPrefixes };
  for await (const listed of versionsAfterMarker(call, request)) {
    const { key, versionId } = listed.version;
    const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const common = at === -1 ? undefined : key.slice(0, at + delimiter.length);
    if (common !== undefined && (common === commonPrefixes.at(-1) || common === request.keyMarker)) continue;
    if (next && versions.length + commonPrefixes.length === maxKeys)
      return { versions, commonPrefixes, next };
    if (common === undefined) versions.push(listed);
    else commonPrefixes.push(common);
    next = common === undefined ? { key, versionId } : { key: common };
  }
  return { versions, commonPrefixes };
}

async function* versionsAfterMarker(
  { deps }: S3Call,
  { bucket, prefix, keyMarker, versionIdMarker }: VersionListingRequest,
): AsyncGenerator<ListedVersion> {
  // A marker outside the prefix must not show what the caller may not list.
  if (keyMarker?.startsWith(prefix) && versionIdMarker !== undefined) {
    const marker = await deps.objects.findVersion(bucket, keyMarker, versionIdMarker);
    if (marker) yield* noncurrentVersions(deps, bucket, keyMarker, marker.order);
  }
  yield* allVersions(deps, bucket, prefix, keyMarker);
}

/** Every version of every key after `afterKey`. */
export async function* allVersions(
  deps: Pick<S3Deps, "objects">,
  bucket: string,
  prefix: string,
  afterKey?: string,
): AsyncGenerator<ListedVersion> {
  let after = afterKey;
  for (;;) {
    const page = await deps.objects.listCurrent(bucket, prefix, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const version of page) {
      yield { version, isLatest: true };
      yield* noncurrentVersions(deps, bucket, version.key);
    }
    if (page.length < PAGE) return;
    after = page.at(-1)!.key;
  }
}

/** The older versions of a key, newest first: those older than the one with the order `afterOrder`. */
async function* noncurrentVersions(
  { objects }: Pick<S3Deps, "objects">,
  bucket: string,
  key: string,
  afterOrder?: string,
): AsyncGenerator<ListedVersion> {
  let after = afterOrder;
  for (;;) {
    const page = await objects.listNoncurrent(bucket, key, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const version of page) yield { version, isLatest: false };
    if (page.length < PAGE) return;
    after = page.at(-1)!.order;
  }
}
