import type { LambdaDeps } from "../dependencies.ts";
import type { LambdaRecords } from "../state/lambda-records.ts";
import type { VersionRecord } from "../state/records.ts";

/** Removes the archives and the unpacked package of a version that is gone, unless something else needs them. */
export async function releaseArchives(gone: VersionRecord, deps: LambdaDeps): Promise<void> {
  const used = archivesInUse(deps);
  const folder = deps.packages.folderOf(gone);
  if (![...allVersions(deps.records)].some((version) => deps.packages.folderOf(version) === folder)) {
    await deps.packages.remove(gone);
  }
  for (const { blobId } of [gone.archive, ...gone.layers.map((layer) => layer.archive)]) {
    if (!used.has(blobId)) await deps.blobs.delete(blobId);
  }
}

/** The ids of all archives that a function version or a layer version needs. */
export function archivesInUse(deps: LambdaDeps): ReadonlySet<string> {
  const used = new Set<string>();
  for (const version of allVersions(deps.records)) {
    used.add(version.archive.blobId);
    for (const layer of version.layers) used.add(layer.archive.blobId);
  }
  for (const layer of deps.records.all("layer-version")) used.add(layer.archive.blobId);
  return used;
}

/** Every version of every function. */
export function* allVersions(records: LambdaRecords): Generator<VersionRecord> {
  for (const { latest } of records.all("function")) yield latest;
  for (const { configuration } of records.all("function-version")) yield configuration;
}
