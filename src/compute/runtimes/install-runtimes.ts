import { chmod, copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";

/**
 * Puts the runtime programs of ours where every function may read them, so that nothing else of Sallyport's needs to be
 * readable. From a checkout the TypeScript is stripped of its types here, once, and not at every cold start.
 */
export async function installRuntimes(runtimeRoot: string): Promise<void> {
  for (const family of ["nodejs", "python"]) {
    const source = join(import.meta.dirname, family);
    const target = join(runtimeRoot, family);
    await mkdir(target, { recursive: true });
    for (const name of await readdir(source)) await installFile(source, target, name);
    await openFolder(target);
  }
  await writeFile(join(runtimeRoot, "package.json"), `{"type":"module"}`);
  await openFolder(runtimeRoot);
}

/** Whatever this process's umask is: functions run as other users. */
async function openFolder(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isFile()) await chmod(join(folder, entry.name), 0o644);
  }
}

async function installFile(source: string, target: string, name: string): Promise<void> {
  if (name.includes(".test.") || name.endsWith(".d.ts")) return;
  if (name.endsWith(".ts")) {
    const script = stripTypeScriptTypes(await readFile(join(source, name), "utf8"));
    const linked = script.replace(/(from "\.\/[\w-]+)\.ts"/g, '$1.js"');
    await writeFile(join(target, name.replace(/\.ts$/, ".js")), linked);
  } else if (/\.(js|py)$/.test(name)) {
    await copyFile(join(source, name), join(target, name));
  }
}
