import { createWriteStream } from "node:fs";
import { mkdir, realpath, symlink } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { type Entry, openPromise, type ZipFile } from "yauzl";

/** The archive is not one that Lambda takes. The message is for the caller. */
export class ArchiveError extends Error {
  override readonly name = "ArchiveError";
}

/** What unpacking may still use. Shared by the archives of one package, since Lambda limits their sum. */
export interface UnpackBudget {
  bytesLeft: number;
  entriesLeft: number;
}

/** Source: Lambda quotas page, "Deployment package (.zip file archive) size", unzipped, layers included. */
export const UNPACKED_BYTES_MAX = 262_144_000;
const ENTRIES_MAX = 100_000;
const LINK_CHARACTERS_MAX = 4096;

export const newBudget = (): UnpackBudget => ({ bytesLeft: UNPACKED_BYTES_MAX, entriesLeft: ENTRIES_MAX });

const UNREADABLE = "Could not unzip uploaded file. Please check your file, then try to upload again.";

/**
 * Unpacks a ZIP archive into a folder that is there. Files of an earlier archive are overwritten. No entry can reach
 * outside of the folder, and no archive can fill the disk: sizes are counted while bytes flow, not believed.
 * Throws {@link ArchiveError}; what was written by then stays.
 */
export async function unpackArchive(
  archivePath: string,
  folder: string,
  budget: UnpackBudget,
): Promise<void> {
  const root = await realpath(folder);
  let archive: ZipFile | undefined;
  try {
    // Validates names (no absolute ones, no "..", no backslashes) and that entries are as long as they say.
    archive = await openPromise(archivePath, { strictFileNames: true });
    const links: [path: string, target: string][] = [];
    for await (const entry of archive.eachEntry()) await unpackEntry(archive, entry, root, budget, links);
    // Last, so that nothing is written through a link.
    for (const [path, target] of links) await makeLink(path, target, root);
    for (const [path] of links) await checkLink(path, root);
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw new ArchiveError(UNREADABLE, { cause: error });
  } finally {
    archive?.close();
  }
}

async function unpackEntry(
  archive: ZipFile,
  entry: Entry,
  root: string,
  budget: UnpackBudget,
  links: [string, string][],
): Promise<void> {
  takeEntries(1, budget);
  const path = join(root, entry.fileName);
  const kind = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (entry.fileName.endsWith("/")) return makeFolders(path, budget);
  if (kind !== 0 && kind !== 0o100000 && kind !== 0o120000) throw new ArchiveError(UNREADABLE);
  if (entry.uncompressedSize > budget.bytesLeft) throw tooLarge();
  await makeFolders(dirname(path), budget);
  const content = await archive.openReadStreamPromise(entry);
  if (kind === 0o120000) {
    if (entry.uncompressedSize > LINK_CHARACTERS_MAX) throw new ArchiveError(UNREADABLE);
    links.push([path, (await buffer(content)).toString()]);
    return;
  }
  const executable = ((entry.externalFileAttributes >>> 16) & 0o111) !== 0;
  // Readable by everyone who may enter the package's folder.
  const file = createWriteStream(path, { mode: executable ? 0o755 : 0o644 });
  await pipeline(content, (bytes: Readable) => counted(bytes, budget), file);
}

/** A name of 4 KB may ask for two thousand folders: those that are not there yet count as entries. */
async function makeFolders(path: string, budget: UnpackBudget): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o755 });
  if (first !== undefined) takeEntries(relative(dirname(first), path).split(sep).length, budget);
}

function takeEntries(count: number, budget: UnpackBudget): void {
  budget.entriesLeft -= count;
  if (budget.entriesLeft < 0) throw new ArchiveError(`The package has more than ${ENTRIES_MAX} files.`);
}

async function* counted(bytes: AsyncIterable<Buffer>, budget: UnpackBudget): AsyncGenerator<Buffer> {
  for await (const piece of bytes) {
    budget.bytesLeft -= piece.length;
    if (budget.bytesLeft < 0) throw tooLarge();
    yield piece;
  }
}

async function makeLink(path: string, target: string, root: string): Promise<void> {
  // A link below another link would be made wherever that one leads.
  if ((await realpath(dirname(path))) !== dirname(path) || !path.startsWith(root + sep)) {
    throw new ArchiveError(UNREADABLE);
  }
  await symlink(target, path);
}

/** Followed by the kernel, not by us: only that tells where a chain of links ends. */
async function checkLink(path: string, root: string): Promise<void> {
  const end = await realpath(path);
  if (end !== root && !end.startsWith(root + sep)) throw new ArchiveError(UNREADABLE);
}

const tooLarge = (): ArchiveError =>
  new ArchiveError(`Unzipped size must be smaller than ${UNPACKED_BYTES_MAX} bytes`);
