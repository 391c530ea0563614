import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runOnce } from "./process/run-once.ts";

/** Where Python is looked for besides the search path. */
const USUAL_FOLDERS = ["/usr/local/bin", "/usr/bin", "/opt/homebrew/bin"];

/**
 * A Python 3 that functions can run, as an absolute path: while we are root, one that any user may run, since functions
 * run as users of their own. `userId` is one of these.
 */
export async function findPython(userId: number | undefined): Promise<string | undefined> {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...USUAL_FOLDERS];
  const user = userId === undefined ? {} : { uid: userId, gid: userId };
  for (const folder of new Set(folders)) {
    if (!folder.startsWith("/")) continue;
    const python = join(folder, "python3");
    if (!existsSync(python)) continue;
    // Version managers put a script in the path; what it starts is asked for.
    const { failure, stdout } = await runOnce([python, "-c", "import sys; print(sys.executable)"], user);
    if (failure === undefined && stdout.startsWith("/")) return stdout.trim();
  }
  return undefined;
}
