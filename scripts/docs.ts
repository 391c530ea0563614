/** `npm run docs`: writes the reference pages that are made from the code. `--check` only compares. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtOperations } from "../src/app/built-operations.ts";
import { commandLinePage } from "./docs/command-line-page.ts";
import { coveragePage } from "./docs/coverage-page.ts";
import { rejectionsPage } from "./docs/rejections-page.ts";

const pages: readonly (readonly [file: string, text: string])[] = [
  ["coverage.md", coveragePage(builtOperations)],
  ["rejections.md", rejectionsPage()],
  ["command-line.md", commandLinePage()],
];

const checkOnly = process.argv.includes("--check");
let stale = 0;
for (const [file, text] of pages) {
  const path = join(import.meta.dirname, "..", "docs", file);
  if (!checkOnly) {
    writeFileSync(path, text);
  } else if (readFileSync(path, "utf8") !== text) {
    stale++;
    process.stderr.write(`docs/${file} is not up to date. Run: npm run docs\n`);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
