import { stat } from "node:fs/promises";
import { fileProblem } from "../file-problem.ts";
import { SettingsError } from "../settings.ts";

/** Changes whenever a file is written or replaced. */
export async function fileStamp(path: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(path);
  return `${ino} ${size} ${mtimeMs}`;
}

/** Runs `read`; what the operating system says against it becomes an error that names the setting and the file. */
export async function reading<T>(setting: string, path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new SettingsError(`${setting} ${path}: ${fileProblem(error) ?? `it cannot be read (${code})`}.`);
  }
}
