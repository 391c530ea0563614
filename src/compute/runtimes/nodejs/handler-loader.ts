import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { RuntimeError } from "./error-document.ts";

/** A function as its author exported it. */
export type UserHandler = (event: unknown, second?: unknown, third?: unknown) => unknown;

const EXTENSIONS = [".js", ".mjs", ".cjs"];

/** Loads `folder/file.export` below `taskRoot`. Throws errors named as Lambda names them. */
export async function loadHandler(taskRoot: string, handler: string): Promise<UserHandler> {
  const { file, exportPath } = locate(taskRoot, handler);
  let found: unknown = await loadModule(file);
  for (const name of exportPath) found = (found as Record<string, unknown> | undefined)?.[name];
  if (typeof found === "function") return found as UserHandler;
  const problem = found === undefined ? "is undefined or not exported" : "is not a function";
  throw new RuntimeError("Runtime.HandlerNotFound", `${handler} ${problem}`);
}

function locate(taskRoot: string, handler: string): { file: string; exportPath: string[] } {
  const match = /^(.*\/)?([^./][^/]*?)\.([^/]+)$/.exec(handler);
  if (!match || handler.includes("..")) throw new RuntimeError("Runtime.MalformedHandlerName", "Bad handler");
  const [, folder = "", module, exports] = match;
  const base = resolve(taskRoot, folder, module!);
  if (!base.startsWith(taskRoot + sep)) throw new RuntimeError("Runtime.MalformedHandlerName", "Bad handler");
  const file = EXTENSIONS.map((extension) => base + extension).find((path) => existsSync(path));
  if (file === undefined) {
    throw new RuntimeError(
      "Runtime.ImportModuleError",
      `Error: Cannot find module '${join(folder, module!)}'`,
    );
  }
  return { file, exportPath: exports!.split(".") };
}

async function loadModule(file: string): Promise<unknown> {
  try {
    if (file.endsWith(".mjs")) return await import(pathToFileURL(file).href);
    return createRequire(file)(file);
  } catch (error) {
    // A module that awaits at its top level can only be imported.
    if ((error as NodeJS.ErrnoException)?.code === "ERR_REQUIRE_ASYNC_MODULE")
      return await import(pathToFileURL(file).href);
    throw asLoadError(error);
  }
}

/** Lambda tells apart what is missing and what does not parse; anything else is the function's own error. */
function asLoadError(error: unknown): unknown {
  if (error instanceof SyntaxError) return renamed("Runtime.UserCodeSyntaxError", error);
  const code = (error as NodeJS.ErrnoException)?.code;
  if (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND")
    return renamed("Runtime.ImportModuleError", error as Error);
  return error;
}

function renamed(name: string, error: Error): RuntimeError {
  const loadError = new RuntimeError(name, String(error));
  loadError.stack = `${name}: ${error.stack ?? String(error)}`;
  return loadError;
}
