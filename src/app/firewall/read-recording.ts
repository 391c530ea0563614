import { closeSync, createReadStream, existsSync, opendirSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { SettingsError } from "../settings.ts";
import type { Recorded } from "./recorded-request.ts";
import { createRecordingReader } from "./recording-readers.ts";

/** Most entries of a folder, and of the folders below it, that are looked at. */
const ENTRIES_MAX = 100_000;
const CHUNK_BYTES = 256 * 1024;

/** How a recording is read. */
export interface RecordingOptions {
  /** For recordings that do not know it. */
  readonly clientIp: string;
  /** Told how many more bytes were read. */
  readonly onBytes?: (bytes: number) => void;
}

/** The files of a recording, in the order of their names, and their size together in bytes. */
export interface RecordingFiles {
  readonly files: readonly string[];
  readonly bytes: number;
}

/** Finds what is to be read: a file, or all files in and below a folder. Throws {@link SettingsError}. */
export function findRecording(path: string): RecordingFiles {
  if (!existsSync(path)) throw new SettingsError(`There is no file or folder ${path}.`);
  const stats = statSync(path);
  if (stats.isFile()) return { files: [path], bytes: stats.size };
  // A pipe or device may have no end, and cannot be opened to look at its beginning first.
  if (!stats.isDirectory()) throw new SettingsError(`${path} is neither a file nor a folder.`);
  const files = filesBelow(path).sort();
  if (files.length === 0) throw new SettingsError(`The folder ${path} has no files.`);
  return { files, bytes: files.reduce((sum, file) => sum + statSync(file).size, 0) };
}

/** The files in and below a folder. Links are not followed: they may lead out of it, or back into it without end. */
function filesBelow(root: string): string[] {
  const files: string[] = [];
  const folders = [root];
  let entries = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const listing = opendirSync(folder);
    try {
      for (let entry = listing.readSync(); entry; entry = listing.readSync()) {
        if (++entries > ENTRIES_MAX)
          throw new SettingsError(`The folder ${root} has more than ${ENTRIES_MAX} files and folders.`);
        if (entry.isDirectory()) folders.push(join(folder, entry.name));
        else if (entry.isFile() && !entry.name.startsWith(".")) files.push(join(folder, entry.name));
      }
    } finally {
      listing.closeSync();
    }
  }
  return files;
}

/**
 * Every request of a recording, in order. A file may be a log of AWS WAF as lines of JSON, what
 * `aws logs filter-log-events` printed, an HTTP archive, or one request as text; each may be compressed with gzip.
 * No more than one request, or one piece of a file, is in memory.
 */
export async function* readRecording(
  { files }: RecordingFiles,
  options: RecordingOptions,
): AsyncGenerator<Recorded> {
  for (const file of files) yield* readFile(file, options);
}

async function* readFile(file: string, options: RecordingOptions): AsyncGenerator<Recorded> {
  let reader: ReturnType<typeof createRecordingReader> | undefined;
  try {
    for await (const chunk of openBytes(file, options) as AsyncIterable<Buffer>) {
      reader ??= createRecordingReader(chunk, file, options.clientIp);
      yield* reader.push(chunk);
    }
  } catch (error) {
    // What came before the damage was read.
    if (!(error as NodeJS.ErrnoException).code?.startsWith("Z_")) throw error;
    yield { kind: "malformed", place: file, reason: "the rest of the file cannot be decompressed" };
  }
  if (reader) yield* reader.end();
}

/** A file's bytes, decompressed where they begin as gzip's do. */
function openBytes(file: string, { onBytes }: RecordingOptions): Readable {
  const compressed = isGzip(file);
  const bytes = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  const source = compressed ? createGunzip() : bytes;
  if (source !== bytes) pipeline(bytes, source as ReturnType<typeof createGunzip>, () => {});
  if (onBytes) bytes.on("data", (chunk) => onBytes(chunk.length));
  return source;
}

function isGzip(file: string): boolean {
  const descriptor = openSync(file, "r");
  try {
    const start = Buffer.alloc(2);
    readSync(descriptor, start, 0, 2, 0);
    return start[0] === 0x1f && start[1] === 0x8b;
  } finally {
    closeSync(descriptor);
  }
}
