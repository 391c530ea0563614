import { closeSync, fsyncSync, openSync } from "node:fs";

/** Makes a folder's entries durable: new names, renames and removals. */
export function syncFolder(path: string): void {
  const fileDescriptor = openSync(path, "r");
  try {
    fsyncSync(fileDescriptor);
  } finally {
    closeSync(fileDescriptor);
  }
}
