/** `npm run check`: everything that must hold before a change lands, one line a step, non-zero on the first failure. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const bin = (name: string): string => join(import.meta.dirname, "..", "node_modules", ".bin", name);

const steps: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ["format and lint", bin("biome"), "ci", "--colors=off", "."],
  ["types", bin("tsc"), "--noEmit"],
  ["dead code", bin("knip")],
  ["docs up to date", process.execPath, "scripts/docs.ts", "--check"],
  ["tests", process.execPath, "scripts/test.ts"],
];

/** `--no-tests`, for a pipeline that ran them just before. */
const skipTests = process.argv.includes("--no-tests");

for (const [name, command, ...args] of steps) {
  if (skipTests && name === "tests") continue;
  const startedMs = performance.now();
  const quiet = name !== "tests";
  const run = spawnSync(command, args, {
    stdio: quiet ? "pipe" : "inherit",
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  if (run.status !== 0) {
    process.stderr.write(
      `${run.stdout ?? ""}${run.stderr ?? ""}${run.error?.message ?? ""}\nFAILED: ${name} (${seconds} s)\n`,
    );
    process.exit(1);
  }
  process.stdout.write(`ok: ${name} (${seconds} s)\n`);
}
