import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root, startServer } from "../test/running-server.ts";
import { deployBenchApi } from "./bench-api.ts";
import { type FirewallResult, measureFirewalls } from "./firewalls.ts";
import { measureInspections } from "./inspections.ts";
import { missingForModSecurity } from "./modsecurity.ts";
import { type Nginx, startOrigin, startYardstick } from "./nginx.ts";
import { findTool, pinToCore } from "./processes.ts";
import {
  type BenchmarkRun,
  benchmarkPage,
  disturbedRows,
  firewallTable,
  inspectionTable,
  protectionTable,
  resultTable,
  type ScenarioResult,
} from "./report.ts";
import { makeScenarios, type Scenario } from "./scenarios.ts";
import { measureStartUp } from "./start-up.ts";
import { type LoadRequest, type LoadResult, measureLoad } from "./wrk.ts";

const usage = `Usage: npm run bench -- [--seconds N] [--rounds N] [--only TEXT] [--write]
  --seconds N  length of one window of load (default 4)
  --rounds N   rounds per row, of which the median is shown (default 3)
  --only TEXT  only the rows whose name holds TEXT
  --write      write docs/benchmarks.md`;

interface Options {
  readonly seconds: number;
  readonly rounds: number;
  readonly only: string;
  readonly write: boolean;
}

function parseOptions(): Options {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string", default: "4" },
      rounds: { type: "string", default: "3" },
      only: { type: "string", default: "" },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const seconds = Number(values.seconds);
  const rounds = Number(values.rounds);
  if (values.help || !(seconds >= 1) || !(rounds >= 1)) {
    console.log(usage);
    process.exit(values.help ? 0 : 2);
  }
  return { seconds, rounds, only: values.only, write: values.write };
}

/** Starts everything, measures every row, and stops everything. */
async function run(options: Options): Promise<void> {
  const missing = ["nginx", "wrk", "openssl"].filter((tool) => !findTool(tool));
  if (missing.length > 0) {
    console.log(
      `Skipped: ${missing.join(", ")} not found. scripts/install-debian-tools.sh installs what is needed.`,
    );
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "sallyport-bench-"));
  const stops: (() => Promise<void>)[] = [];
  try {
    const inspections = measureInspections();
    console.log(`${inspectionTable(inspections)}\n`);
    const startUp = await measureStartUp();
    console.log(`ready in ${startUp.readyMs.toFixed(0)} ms, idle ${startUp.idleMebibytes.toFixed(0)} MiB`);
    const origin = await startOrigin(folder);
    stops.push(origin.stop);
    const nginx = await startYardstick(folder, origin.port);
    stops.push(nginx.stop);
    const server = await startServer();
    stops.push(server.stop);
    const api = await deployBenchApi(server, origin.port);
    pinToCore(serverPid(server.dataFolder), "measured");
    const results: ScenarioResult[] = [];
    for (const scenario of await makeScenarios(server, api)) {
      if (!scenario.name.includes(options.only)) continue;
      results.push(await measureScenario(folder, scenario, nginx, options));
      console.log(resultTable(results.slice(-1)).split("\n").at(-1));
    }
    console.log(`\n${resultTable(results)}\n\n${protectionTable(results)}`);
    const firewalls = await runFirewalls(folder, options);
    conclude({ startUp, results, inspections, firewalls }, options);
  } finally {
    for (const stop of stops.reverse()) await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Our firewall beside ModSecurity, where that is installed. */
async function runFirewalls(
  folder: string,
  options: Options,
): Promise<readonly FirewallResult[] | undefined> {
  const missing = missingForModSecurity();
  if (missing.length > 0) {
    console.log(`\nSkipped the comparison with ModSecurity: ${missing.join(", ")} not found.`);
    return undefined;
  }
  const firewalls = await measureFirewalls(folder, options);
  console.log(`\n${firewallTable(firewalls)}`);
  return firewalls;
}

/** Writes the page when it was asked for and the machine was quiet enough to tell anything. */
function conclude(run: BenchmarkRun, options: Options): void {
  const disturbed = disturbedRows(run.results);
  if (disturbed.length > 0) {
    console.log(
      `\nThe machine was busy with something else; these rows tell little: ${disturbed.join("; ")}`,
    );
    if (options.write) process.exitCode = 1;
  } else if (options.write) {
    const date = new Date().toISOString().slice(0, 10);
    writeFileSync(join(root, "docs", "benchmarks.md"), benchmarkPage(run, date));
  }
}

const serverPid = (dataFolder: string): number =>
  (JSON.parse(readFileSync(join(dataFolder, "server.json"), "utf8")) as { pid: number }).pid;

/** Several windows of load, each between two of nginx; the round with the median ratio counts. */
async function measureScenario(
  folder: string,
  scenario: Scenario,
  nginx: Nginx,
  { seconds, rounds }: Options,
): Promise<ScenarioResult> {
  const measure = (request: LoadRequest, windowSeconds: number): Promise<LoadResult> =>
    measureLoad(folder, request, windowSeconds);
  const yardstick: LoadRequest = { url: `https://127.0.0.1:${nginx.port}/${scenario.yardstick}` };
  await measure(scenario.request(), 2);
  const results: Omit<ScenarioResult, "nginxSpread">[] = [];
  const nginxRates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await measure(yardstick, Math.ceil(seconds / 2));
    const request = scenario.request();
    const unprotected = scenario.unprotected && (await measure(scenario.unprotected(request), seconds));
    const load = await measure(request, seconds);
    const after = await measure(yardstick, Math.ceil(seconds / 2));
    nginxRates.push(before.requestsPerSecond, after.requestsPerSecond);
    const nginxPerSecond = (before.requestsPerSecond + after.requestsPerSecond) / 2;
    results.push({
      name: scenario.name,
      load,
      ratio: load.requestsPerSecond / nginxPerSecond,
      nginxPerSecond,
      ...(unprotected && { unprotectedPerSecond: unprotected.requestsPerSecond }),
    });
  }
  const median = results.toSorted((a, b) => a.ratio - b.ratio)[Math.floor(rounds / 2)]!;
  return { ...median, nginxSpread: Math.max(...nginxRates) / Math.min(...nginxRates) };
}

await run(parseOptions());
