import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder under the system's temporary one. */
export interface TemporaryFolder {
  readonly path: string;
  readonly remove: () => void;
}

/**
 * Makes a folder that goes with the process: it is removed at exit if it was not before, also when the process stops
 * at once or crashes. Only a process that is killed leaves it behind.
 */
export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), "sallyport-"));
  const removeAtExit = (): void => {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // The process ends in any case, and nobody is left to tell.
    }
  };
  process.once("exit", removeAtExit);
  return {
    path,
    remove: () => {
      process.off("exit", removeAtExit);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
