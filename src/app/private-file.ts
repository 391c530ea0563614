import { chmodSync, closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";

/** Writes a file that only its owner may read, whole or not at all: a reader never sees half a key. */
export function writePrivateFile(path: string, content: string): void {
  const partial = `${path}.partial`;
  const file = openSync(partial, "w", 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  chmodSync(partial, 0o600);
  renameSync(partial, path);
}
