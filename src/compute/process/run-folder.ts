import { chmod, chown, lstat, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { SystemUser } from "./system-users.ts";

/**
 * Makes `runFolder` ours and empty. It is short-lived: environments' folders and the runtime programs. Others may pass
 * through it, to what is theirs, and may not list it.
 * Throws when something that is not ours stands there, as anyone may have put it into a temp folder.
 */
export async function prepareRunFolder(runFolder: string): Promise<void> {
  await mkdir(runFolder, { recursive: true, mode: 0o711 });
  const stats = await lstat(runFolder);
  if (!stats.isDirectory() || (process.getuid !== undefined && stats.uid !== process.getuid())) {
    throw new Error(`${runFolder} is not a folder of the user that runs Sallyport`);
  }
  await chmod(runFolder, 0o711);
  for (const name of await readdir(runFolder))
    await rm(join(runFolder, name), { recursive: true, force: true });
  const environments = join(runFolder, "e");
  await mkdir(environments);
  await chmod(environments, 0o711);
}

/** One environment's folder: `tmp/`, its socket and its CA file, closed to every other user. */
export async function makeEnvironmentFolder(
  runFolder: string,
  id: string,
  user: SystemUser | undefined,
): Promise<string> {
  const folder = join(runFolder, "e", id);
  await mkdir(folder, { mode: 0o700 });
  await mkdir(join(folder, "tmp"), { mode: 0o700 });
  if (user) {
    await chown(join(folder, "tmp"), user.uid, user.gid);
    // Entered by the environment, changed by us only.
    await chown(folder, 0, user.gid);
    await chmod(folder, 0o710);
  }
  return folder;
}
