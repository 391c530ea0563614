import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";

/** Where Python is looked for besides the search path. */
const USUAL_FOLDERS = ["/usr/local/bin", "/usr/bin", "/opt/homebrew/bin"];

/**
 * A Python 3 that functions can run, as an absolute path: while we are root, one that any user may run, since functions
 * run as users of their own. `userId` is one of these.
 */
export function findPython(userId: number | undefined): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...USUAL_FOLDERS];
  const asUser = userId === undefined ? {} : { uid: userId, gid: userId };
  for (const folder of new Set(folders)) {
    if (!folder.startsWith("/")) continue;
    // Version managers put a script in the path; what it starts is asked for.
    const run = spawnSync(join(folder, "python3"), ["-c", "import sys; print(sys.executable)"], {
      ...asUser,
      env: {},
      cwd: "/",
      timeout: 5000,
      encoding: "utf8",
    });
    if (run.status === 0 && run.stdout.startsWith("/")) return run.stdout.trim();
  }
  return undefined;
}
