import { createReadStream, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";

/** Largest code that Lambda takes, unzipped, in bytes. Source: Lambda quotas page, "Deployment package". */
const unzippedBytesMax = 250 * 1024 * 1024;
const filesMax = 50_000;

/** Something that cannot be packaged; the message says where it is and what to do. */
export class PackagingError extends Error {
  override readonly name = "PackagingError";
}

interface Entry {
  readonly file: string;
  /** With forward slashes. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly executable: boolean;
}

/** Every file of a folder, sorted by name. Links are followed only while they stay inside. */
function entriesOf(folder: string): Entry[] {
  const root = realpathSync(folder);
  const entries: Entry[] = [];
  let sizeBytes = 0;
  for (const found of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(found.parentPath, found.name);
    if (found.isSymbolicLink() && !`${realpathSync(file)}${sep}`.startsWith(`${root}${sep}`)) {
      throw new PackagingError(
        `${file} links to a place outside ${folder}. Copy what it links to, or remove it.`,
      );
    }
    const facts = statSync(file);
    if (!facts.isFile()) continue;
    sizeBytes += facts.size;
    if (sizeBytes > unzippedBytesMax) throw new PackagingError(`${folder} holds more than 250 MB.`);
    if (entries.length >= filesMax) throw new PackagingError(`${folder} holds more than ${filesMax} files.`);
    const name = relative(folder, file).split(sep).join("/");
    entries.push({ file, name, sizeBytes: facts.size, executable: (facts.mode & 0o111) !== 0 });
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * A zip archive of a folder's content, or of one file. The same content gives the same bytes, so that what has not
 * changed is not deployed again: names are sorted, times are fixed, modes are 0755 or 0644.
 */
export async function zipFolder(path: string): Promise<Buffer> {
  const facts = lstatSync(path, { throwIfNoEntry: false });
  if (!facts) throw new PackagingError(`${path} does not exist.`);
  const isFolder = statSync(path).isDirectory();
  const alone = {
    file: path,
    name: basename(path),
    sizeBytes: facts.size,
    executable: (facts.mode & 0o111) !== 0,
  };
  const entries = isFolder ? entriesOf(path) : [alone];
  if (entries.length === 0) throw new PackagingError(`${path} is empty. A function needs at least one file.`);
  const zip = new ZipFile();
  for (const { file, name, sizeBytes, executable } of entries) {
    zip.addReadStream(createReadStream(file), name, {
      size: sizeBytes,
      mtime: new Date(1980, 0, 1),
      forceDosTimestamp: true,
      mode: executable ? 0o100755 : 0o100644,
    });
  }
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream);
}
