import { cpus, totalmem } from "node:os";
import type { FirewallResult } from "./firewalls.ts";
import type { InspectionCost } from "./inspections.ts";
import type { StartUp } from "./start-up.ts";
import type { LoadResult } from "./wrk.ts";

/** What came out of one scenario. */
export interface ScenarioResult {
  readonly name: string;
  readonly load: LoadResult;
  /** Requests per second in proportion to nginx's. */
  readonly ratio: number;
  /** nginx's requests per second, measured before and after. */
  readonly nginxPerSecond: number;
  /** nginx's fastest window in proportion to its slowest. Far from 1, something else used the machine. */
  readonly nginxSpread: number;
  /** For a protected request: of the same request, sent to a method that is open to all. */
  readonly unprotectedPerSecond?: number;
}

/** The results as a table in Markdown, which a terminal shows well too. */
export function resultTable(results: readonly ScenarioResult[]): string {
  const head = [
    "| request | per second | p50 ms | p99 ms | nginx per second | ratio |",
    "|---|---:|---:|---:|---:|---:|",
  ];
  const rows = results.map(({ name, load, ratio, nginxPerSecond }) => {
    const { requestsPerSecond, p50Ms, p99Ms } = load;
    const cells = [
      name,
      whole(requestsPerSecond),
      p50Ms.toFixed(1),
      p99Ms.toFixed(1),
      whole(nginxPerSecond),
      ratio.toFixed(2),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [...head, ...rows].join("\n");
}

/** What protection costs, as a table in Markdown; empty where nothing protected was measured. */
export function protectionTable(results: readonly ScenarioResult[]): string {
  const rows = results.flatMap(({ name, load: { requestsPerSecond }, unprotectedPerSecond }) =>
    unprotectedPerSecond === undefined
      ? []
      : [
          `| ${name} | ${whole(requestsPerSecond)} | ${whole(unprotectedPerSecond)} | ${(requestsPerSecond / unprotectedPerSecond).toFixed(2)} |`,
        ],
  );
  if (rows.length === 0) return "";
  return ["| protected request | per second | unprotected | ratio |", "|---|---:|---:|---:|", ...rows].join(
    "\n",
  );
}

/** Most that nginx may differ from itself before the numbers say more about the machine's other work than about ours. */
const spreadMax = 1.5;

/** The rows that were measured while the machine was busy with something else. */
export const disturbedRows = (results: readonly ScenarioResult[]): readonly string[] =>
  results.filter(({ nginxSpread }) => nginxSpread > spreadMax).map(({ name }) => name);

/** Our firewall beside ModSecurity. */
export function firewallTable(results: readonly FirewallResult[]): string {
  const head = [
    "| request | Sallyport per second | p50 ms | processor µs | ModSecurity per second | p50 ms | processor µs | ratio |",
    "|---|---:|---:|---:|---:|---:|---:|---:|",
  ];
  const rows = results.map(({ request, ours, modSecurity, ratio }) => {
    const cells = [ours, modSecurity].flatMap(({ requestsPerSecond, p50Ms, processorUs }) => [
      whole(requestsPerSecond),
      p50Ms.toFixed(2),
      whole(processorUs),
    ]);
    return `| ${[request, ...cells, ratio.toFixed(1)].join(" | ")} |`;
  });
  return [...head, ...rows].join("\n");
}

/** What one inspection costs, one row a request and one column a web ACL. */
export function inspectionTable(costs: readonly InspectionCost[]): string {
  const webAcls = [...new Set(costs.map(({ webAcl }) => webAcl))];
  const rows = [...new Set(costs.map(({ request }) => request))].map((request) => {
    const cells = webAcls.map((webAcl) =>
      costs.find((cost) => cost.webAcl === webAcl && cost.request === request)!.p50Us.toFixed(1),
    );
    return `| ${[request, ...cells].join(" | ")} |`;
  });
  return [
    `| inspection, p50 in µs | ${webAcls.join(" | ")} |`,
    `|---|${"---:|".repeat(webAcls.length)}`,
    ...rows,
  ].join("\n");
}

/** What a run of everything showed. */
export interface BenchmarkRun {
  readonly startUp: StartUp;
  readonly results: readonly ScenarioResult[];
  readonly inspections: readonly InspectionCost[];
  /** Undefined where ModSecurity is not installed. */
  readonly firewalls: readonly FirewallResult[] | undefined;
}

/** `docs/benchmarks.md`: the numbers, where they come from, and how to get one's own. */
export function benchmarkPage(run: BenchmarkRun, date: string): string {
  const { startUp, results } = run;
  const gibibytes = Math.round(totalmem() / 1024 ** 3);
  return `# Benchmarks
Made by \`npm run bench\` on ${date}, Node ${process.version}, ${cpus().length} cores of ${cpus()[0]?.model ?? "an unknown model"}, ${gibibytes} GiB. Numbers of one machine say little; ratios to nginx on the same machine, in the same minute, say more. Run it on yours.

- Ready for requests ${whole(startUp.readyMs)} ms after the process starts (median of five).
- ${whole(startUp.idleMebibytes)} MiB of memory when idle.

${resultTable(results)}

What protection costs: the same bytes, in the same minute, to a method that is open to all.

${protectionTable(results)}

How it is measured: the server under load has one core for itself, its functions and its disk writes; wrk and the origin have another. 64 kept-alive connections, TLS 1.3 with P-256 certificates for APIs and for nginx, plain HTTP on loopback for AWS calls. Every window of load lies between two windows of nginx with one worker on the same core; a row shows the median round. A round in which any answer was not a success does not count: it stops the run.

What nginx does in each row: for MOCK and for AWS calls it answers a fixed text of the same size; for HTTP_PROXY and functions it passes the request to the same origin. It checks no signature, evaluates no policy, stores nothing and runs no function. Sallyport does, and writes a decision record for every request to an API.

${firewallSection(run)}`;
}

const firewallSection = ({ inspections, firewalls }: BenchmarkRun): string => `## The firewall
What one inspection costs by itself (\`node bench/waf.ts\`): the median of a quiet window. The groups are Common, SQLi and KnownBadInputs; own rules look for SQL and script injection in every part of a request, and for thirty literals and nine regular expressions. The JSON is a list of orders with remarks such as \`O'Neill's choice: select a size\`.

${inspectionTable(inspections)}

${
  firewalls === undefined
    ? "ModSecurity was not installed where this page was made."
    : `The same requests end to end (\`node bench/firewall.ts\`): a stage behind those groups, and nginx with ModSecurity and the OWASP core rule set as Debian packages them, at their defaults and switched on. One core each, TLS, eight connections, in turns. Processor time is what a request took of it, TLS and HTTP included; the ratio is of that, since other work on the machine does not disturb it. Before each row an attack of the same length was seen to be refused and the harmless request to be served, by both.

${firewallTable(firewalls)}`
}

### Time and length
No input takes more than linear time. Each line is the worst that one group of characters does, repeated to so many bytes, in the part of the request and the kind of body where it costs most (\`node bench/waf-linearity.ts\`).

![Inspection time by length for the worst characters](firewall-linearity.svg)
`;

const whole = (number: number): string => Math.round(number).toLocaleString("en");
