/** `npm test`: runs every test file, or those named on the command line, two at a time. */
import { spawnSync } from "node:child_process";

const patterns = process.argv.slice(2);
const run = spawnSync(
  process.execPath,
  [
    "--test",
    "--test-concurrency=2",
    "--test-timeout=300000",
    ...(patterns.length > 0 ? patterns : ["src/**/*.test.ts", "test/**/*.test.ts"]),
  ],
  { stdio: "inherit", env: { ...process.env, NODE_COMPILE_CACHE: "node_modules/.cache/sallyport-compile" } },
);
process.exit(run.status ?? 1);
