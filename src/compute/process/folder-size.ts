import { lstat, opendir } from "node:fs/promises";
import { join } from "node:path";

/** A folder with more entries counts as over any limit. */
const ENTRIES_MAX = 10_000;

/** Whether the files under `folder` take more than `bytesMax` bytes. What vanishes meanwhile counts nothing. */
export async function exceedsBytes(folder: string, bytesMax: number): Promise<boolean> {
  let bytes = 0;
  let entries = 0;
  try {
    for await (const entry of await opendir(folder, { recursive: true })) {
      entries += 1;
      const stats = await lstat(join(entry.parentPath, entry.name)).catch(() => undefined);
      // Blocks, not length: a sparse file takes what it holds.
      bytes += (stats?.blocks ?? 0) * 512;
      if (bytes > bytesMax || entries > ENTRIES_MAX) return true;
    }
  } catch {
    // A folder was removed while it was read: the next look counts again.
  }
  return false;
}
