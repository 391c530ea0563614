import { createReadStream } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";

/** Largest content of an archive, in bytes, before compression. Source: Lambda quotas, "Deployment package". */
const CONTENT_BYTES_MAX = 262_144_000;
const FILES_MAX = 50_000;
/** The earliest time that a ZIP can hold: equal files give equal archives, and equal archives are uploaded once. */
const EPOCH = new Date(1980, 0, 1);

/** Something that cannot be packaged; the message says where it is and what to do. */
export class PackagingError extends Error {
  override readonly name = "PackagingError";
}

/** A file of an archive. */
interface ArchiveEntry {
  readonly path: string;
  /** With `/` between folders, as ZIP has it. */
  readonly name: string;
  readonly isExecutable: boolean;
}

/**
 * An archive of a folder's files, or of one file. The same bytes for the same content: names in order, one time, and
 * of the modes only whether a file may be executed. Symbolic links are followed where they stay inside the folder or
 * `boundary`; throws {@link PackagingError} for one that leads out, which would upload what the template does not name.
 * @param path Without symbolic links in it.
 */
export async function archive(path: string, boundary: string): Promise<Buffer> {
  const entries = (await stat(path)).isDirectory()
    ? await listFiles(path, boundary)
    : [{ path, name: path.slice(path.lastIndexOf(sep) + 1), isExecutable: await isExecutable(path) }];
  if (entries.length === 0) throw new PackagingError(`${path} is empty. A function needs at least one file.`);
  const zip = new ZipFile();
  for (const entry of entries) {
    const mode = entry.isExecutable ? 0o100755 : 0o100644;
    zip.addReadStreamLazy(entry.name, { mtime: EPOCH, forceDosTimestamp: true, mode }, (use) =>
      use(null, createReadStream(entry.path)),
    );
  }
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream);
}

async function listFiles(folder: string, boundary: string): Promise<ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  let bytes = 0;
  const visit = async (path: string, trail: readonly string[]): Promise<void> => {
    const real = await realpath(path);
    if (!isInside(real, folder) && !isInside(real, boundary)) {
      throw new PackagingError(
        `${path} links to ${real}, outside of ${folder}. Copy what it links to, or remove it.`,
      );
    }
    const facts = await stat(real);
    if (facts.isDirectory()) {
      if (trail.includes(real))
        throw new PackagingError(`${path} is a symbolic link to a folder that contains it`);
      for (const name of (await readdir(real)).sort()) await visit(join(path, name), [...trail, real]);
    } else if (facts.isFile()) {
      bytes += facts.size;
      const name = relative(folder, path).split(sep).join("/");
      entries.push({ path: real, name, isExecutable: (facts.mode & 0o111) !== 0 });
    }
    if (entries.length > FILES_MAX) throw new PackagingError(`${folder} has more than ${FILES_MAX} files`);
    if (bytes > CONTENT_BYTES_MAX)
      throw new PackagingError(`${folder} is larger than ${CONTENT_BYTES_MAX} bytes`);
  };
  await visit(folder, []);
  return entries;
}

const isExecutable = async (path: string): Promise<boolean> => ((await stat(path)).mode & 0o111) !== 0;

/** Whether a real path is `root` or below it. */
export const isInside = (path: string, root: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
