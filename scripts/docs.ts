/** `npm run docs`: writes the reference pages that are made from the code. `--check` only compares. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "../src/app/server.ts";
import { resolveSettings } from "../src/app/settings.ts";
import { accessLogsPage } from "./docs/access-logs-page.ts";
import { commandLinePage } from "./docs/command-line-page.ts";
import { coveragePage } from "./docs/coverage-page.ts";
import { managedRulesPage } from "./docs/managed-rules-page.ts";
import { rejectionsPage } from "./docs/rejections-page.ts";
import { templatesPage } from "./docs/templates-page.ts";

/** A server that keeps nothing, for as long as its services are read. */
const server = await startServer(resolveSettings({ port: "0", ephemeral: true }, {}), {}, () => {});
const built = new Map(server.services.map(({ id, operations }) => [id, operations]));
await server.stop();

const pages: readonly (readonly [file: string, text: string])[] = [
  ["coverage.md", coveragePage(built)],
  ["rejections.md", rejectionsPage()],
  ["command-line.md", commandLinePage()],
  ["templates.md", templatesPage(built)],
  ["managed-rules.md", managedRulesPage()],
  ["access-logs.md", accessLogsPage()],
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
