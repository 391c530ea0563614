/** `npm run build`: what npm publishes. Node strips no types under node_modules, so there the code is JavaScript. */
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const [src, dist] = [join(root, "src"), join(root, "dist")];

rmSync(dist, { recursive: true, force: true });
const tsc = join(root, "node_modules", ".bin", "tsc");
const compiled = spawnSync(tsc, ["-p", join(root, "tsconfig.build.json")], { stdio: "inherit" });
if (compiled.status !== 0) process.exit(1);

/** What the compiler leaves behind: models' constraints and other runtimes' programs. */
for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || entry.name.endsWith(".ts")) continue;
  const file = join(entry.parentPath, entry.name);
  cpSync(file, join(dist, file.slice(src.length)));
}
