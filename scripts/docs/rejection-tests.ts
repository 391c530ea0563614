import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type RejectionCode, rejections } from "../../src/gateway/rejections.ts";

const root = join(import.meta.dirname, "..", "..");
const codes = Object.keys(rejections) as RejectionCode[];

/**
 * The test that shows each rejection, by its path: of the gateway's tests that expect the code by name, the one that
 * shows most codes. Throws when a code has none: a refusal that nothing shows may not be one.
 */
export function findRejectionTests(): ReadonlyMap<RejectionCode, string> {
  const tests = globSync("src/gateway/**/*.test.ts", { cwd: root })
    .sort()
    .map((path) => ({ path, shown: codesIn(readFileSync(join(root, path), "utf8")) }))
    .sort((a, b) => b.shown.size - a.shown.size);
  const found = new Map<RejectionCode, string>();
  for (const code of codes) {
    const test = tests.find(({ shown }) => shown.has(code));
    if (!test) throw new Error(`No test in src/gateway expects the rejection "${code}".`);
    found.set(code, test.path);
  }
  return found;
}

const codesIn = (source: string): ReadonlySet<RejectionCode> =>
  new Set(codes.filter((code) => source.includes(`"${code}"`)));
