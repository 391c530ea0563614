import * as fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** Functions of node:fs whose first argument, or first two, are paths. */
const ONE_PATH = [
  "access appendFile chmod createReadStream createWriteStream exists lstat lutimes mkdir mkdtemp open openAsBlob opendir",
  "readFile readdir realpath rm rmdir stat statfs truncate unlink unwatchFile utimes watch watchFile writeFile",
]
  .join(" ")
  .split(" ");
const TWO_PATHS = ["copyFile", "cp", "rename"];

// biome-ignore lint/suspicious/noExplicitAny: functions of many shapes, passed through as they are.
type AnyFunction = (...parts: any[]) => any;

/**
 * Where the function has no mounts of its own, its `/tmp` lies elsewhere. Code that spells `/tmp/…` out, as code for
 * Lambda does, is led there. `roots` are folders that may themselves lie in the machine's /tmp and stay what they are.
 */
export function aliasTmp(tmp: string, roots: readonly string[]): void {
  const led = (path: unknown): unknown => {
    if (typeof path === "string") {
      if (path !== "/tmp" && !path.startsWith("/tmp/")) return path;
      return roots.some((root) => path.startsWith(root)) ? path : tmp + path.slice(4);
    }
    if (path instanceof URL && path.protocol === "file:") return led(decodeURIComponent(path.pathname));
    return path;
  };
  const wrap = (target: Record<string, AnyFunction>, name: string, paths: number): void => {
    const original = target[name];
    if (typeof original !== "function") return;
    const aliased: AnyFunction = (...parts) =>
      original.apply(
        target,
        parts.map((part, at) => (at < paths ? led(part) : part)),
      );
    target[name] = Object.assign(aliased, original);
  };
  const module = (fs as unknown as { default: Record<string, AnyFunction> }).default;
  const promises = module["promises"] as unknown as Record<string, AnyFunction>;
  for (const [names, paths] of [[ONE_PATH, 1] as const, [TWO_PATHS, 2] as const]) {
    for (const name of names) {
      wrap(module, name, paths);
      wrap(module, `${name}Sync`, paths);
      wrap(promises, name, paths);
    }
  }
  syncBuiltinESMExports();
}
