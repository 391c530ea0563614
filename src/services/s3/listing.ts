import type { S3Call } from "./dependencies.ts";
import type { VersionRecord } from "./state/object-record.ts";

/** What to list. */
export interface ListingRequest {
  readonly bucket: string;
  readonly prefix: string;
  /** Keys that hold it after the prefix are rolled up to it. Empty for none. */
  readonly delimiter: string;
  /** Only keys after this one. */
  readonly after: string | undefined;
  readonly maxKeys: number;
}

/** One page: objects and common prefixes together number at most `maxKeys`. */
export interface Listing {
  readonly objects: readonly VersionRecord[];
  readonly commonPrefixes: readonly string[];
  /** The key or common prefix that the next page comes after; absent on the last page. */
  readonly next?: string;
}

/** Sorts after every key that starts with what is before it. */
const LAST_CHARACTER = "\u{10ffff}";
const PAGE = 1_000;

/** Lists current objects by key in UTF-8 byte order; delete markers are not objects. */
export async function listObjectsPage(call: S3Call, request: ListingRequest): Promise<Listing> {
  const objects: VersionRecord[] = [];
  const commonPrefixes: string[] = [];
  let last: string | undefined;
  if (request.maxKeys === 0) return { objects, commonPrefixes };
  for await (const entry of rolledUp(call, request)) {
    if (last !== undefined && objects.length + commonPrefixes.length === request.maxKeys) {
      return { objects, commonPrefixes, next: last };
    }
    if (typeof entry === "string") commonPrefixes.push(entry);
    else objects.push(entry);
    last = typeof entry === "string" ? entry : entry.key;
  }
  return { objects, commonPrefixes };
}

/** Objects and common prefixes in order. The keys below a common prefix are skipped, not read. */
async function* rolledUp(call: S3Call, request: ListingRequest): AsyncGenerator<VersionRecord | string> {
  const { bucket, prefix, delimiter } = request;
  let after = skipRolledUp(request.after, prefix, delimiter);
  for (;;) {
    const page = await call.deps.objects.listCurrent(bucket, prefix, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    let skippedTo: string | undefined;
    for (const version of page) {
      if (skippedTo !== undefined && version.key.startsWith(skippedTo)) continue;
      skippedTo = undefined;
      if (version.deleteMarker) continue;
      const common = commonPrefixOf(version.key, prefix, delimiter);
      yield common ?? version;
      skippedTo = common;
    }
    if (page.length < PAGE) return;
    after = skippedTo === undefined ? page.at(-1)!.key : skippedTo + LAST_CHARACTER;
  }
}

/** `photos/2026/a.jpg` under the prefix `photos/` and the delimiter `/` gives `photos/2026/`. */
function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === "") return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}

/** A page that ended with a common prefix goes on after all keys below it. */
function skipRolledUp(after: string | undefined, prefix: string, delimiter: string): string | undefined {
  const rolled = after !== undefined && commonPrefixOf(after, prefix, delimiter) === after;
  return rolled ? after + LAST_CHARACTER : after;
}
