import { readFileSync } from "node:fs";
import { join } from "node:path";

/** This Sallyport's version: `0.1.0`. Found from here in a checkout and in a build alike. */
export function version(): string {
  const manifest = readFileSync(join(import.meta.dirname, "..", "..", "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
