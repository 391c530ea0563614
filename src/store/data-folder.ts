import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The data folder cannot be used. The message says why and what to do. */
export class DataFolderError extends Error {
  override readonly name = "DataFolderError";
}

/** A data folder that this process owns until it closes it or dies. */
export interface DataFolder {
  readonly path: string;
  /** Nothing was in it: keys may be made. In a folder with data a missing key is a loss, not a beginning. */
  readonly isNew: boolean;
  close(): void;
}

const lockName = "owner.lock";
const ownerName = "owner.json";

/**
 * Opens the folder, making it (0700) when absent, and takes it for this process alone. The lock is the operating
 * system's, held through an SQLite transaction that never ends: it goes with the process however that dies, so nothing
 * stale is left to clean up. Throws {@link DataFolderError}.
 */
export function openDataFolder(path: string, nowMs: number): DataFolder {
  const absolute = resolve(path);
  const isNew = prepareFolder(absolute);
  const lock = takeLock(absolute);
  const owner = { pid: process.pid, startedAt: new Date(nowMs).toISOString() };
  writeFileSync(join(absolute, ownerName), JSON.stringify(owner) + "\n", { mode: 0o600 });
  return { path: absolute, isNew, close: () => lock.close() };
}

/** Makes the folder private. Returns whether it held nothing yet but perhaps the lock of a start that failed. */
function prepareFolder(path: string): boolean {
  makeFolder(path);
  const facts = statSync(path);
  if (process.getuid && facts.uid !== process.getuid()) {
    throw new DataFolderError(
      `${path} belongs to user id ${facts.uid}, and this process runs as ${process.getuid()}. ` +
        "Run as that user, change the folder's owner, or name another folder.",
    );
  }
  const names = readdirSync(path);
  const isOurs = names.includes(lockName);
  if ((facts.mode & 0o077) !== 0) {
    // A folder of somebody's own (a home folder, /tmp) must not be closed to others by a mistaken option.
    if (names.length > 0 && !isOurs) {
      throw new DataFolderError(
        `${path} holds other files and is open to other users. Name an empty or a new folder, or run chmod 700 on it.`,
      );
    }
    chmodSync(path, 0o700);
  }
  return names.every((name) => name.startsWith("owner."));
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!["EEXIST", "ENOTDIR", "EACCES", "EPERM", "EROFS"].includes(code)) throw error;
    const isFile = code === "EEXIST" || code === "ENOTDIR";
    const problem = isFile ? "is a file or lies below one" : `cannot be made (${code})`;
    throw new DataFolderError(`${path} ${problem}. Name another folder.`);
  }
}

function takeLock(path: string): DatabaseSync {
  const lock = new DatabaseSync(join(path, lockName), { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw new DataFolderError(`${join(path, lockName)} is unusable`, { cause: error });
    throw new DataFolderError(
      `${path} is in use by ${describeOwner(path)}. Stop that process or name another data folder.`,
    );
  }
}

/** SQLITE_BUSY: another connection holds the lock. Source: sqlite.org/rescode.html. */
const isBusy = (error: unknown): boolean => (error as { errcode?: number }).errcode === 5;

function describeOwner(path: string): string {
  try {
    const owner = JSON.parse(readFileSync(join(path, ownerName), "utf8")) as {
      pid: number;
      startedAt: string;
    };
    return `process ${owner.pid}, which started at ${owner.startedAt}`;
  } catch {
    // The owner has the lock and has not written its name yet.
    return "another process";
  }
}
