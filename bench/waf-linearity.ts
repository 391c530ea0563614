import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { managedRuleGroups } from "../src/waf/managed/managed-rule-groups.ts";
import { BODY_BYTES_MAX, InspectedRequest } from "../src/waf/request.ts";
import { root } from "../test/running-server.ts";
import { type PartOfRequest, PLACES, repeated, WORST_CHARACTERS } from "../test/waf/worst-inputs.ts";
import { lineChart, type Series } from "./line-chart.ts";

/**
 * How long every rule of every managed rule group takes together, by the length of the worst input: for each group of
 * characters the slowest of all places. Prints a table; `--write` draws docs/firewall-linearity.svg.
 */
const RULES = managedRuleGroups().flatMap(({ rules }) => rules);
const KILOBYTES = [1, 2, 4, 8, 16, 32, 48, 64];
/** Runs of which the fastest counts: the others shared the machine. */
const RUNS = 15;

/** @param bytes The body is cut to it: escapes make some longer than the text within. */
function inspectionMs(part: PartOfRequest, bytes: number): number {
  const body = Buffer.from(part.body ?? "", "latin1").subarray(0, bytes);
  const input = {
    ...{ method: "POST", uriPath: "/", queryString: "", headers: [], clientIp: "192.0.2.1" },
    ...part,
    ...{ httpVersion: "HTTP/1.1", body, bodySizeBytes: body.length },
  };
  const times = Array.from({ length: RUNS }, () => {
    const request = new InspectedRequest(input, BODY_BYTES_MAX);
    const startedAtMs = performance.now();
    // Each rule is asked, where a web ACL would stop at the first that matches.
    for (const rule of RULES) rule.inspect(request);
    return performance.now() - startedAtMs;
  });
  return Math.min(...times);
}

/** The slowest place of each length. */
function measure(name: string, characters: string): Series {
  const points = KILOBYTES.map((kilobytes): readonly [number, number] => {
    const bytes = kilobytes * 1024;
    const text = repeated(characters, bytes);
    return [kilobytes, Math.max(...Object.values(PLACES).map((place) => inspectionMs(place(text), bytes)))];
  });
  return { name, points };
}

const names = Object.entries(WORST_CHARACTERS);
// The first is measured twice: only the second time the engine's code is as fast as it gets.
measure(...names[0]!);
const series = names.map(([name, characters]) => measure(name, characters));

console.log(`| milliseconds | ${KILOBYTES.map((kilobytes) => `${kilobytes} KB`).join(" | ")} |`);
console.log(`|---|${"---:|".repeat(KILOBYTES.length)}`);
for (const { name, points } of series) {
  console.log(`| ${name} | ${points.map(([, ms]) => ms.toFixed(2)).join(" | ")} |`);
}

if (process.argv.includes("--write")) {
  const title = "Inspection time by length: all managed rule groups, the worst place for each input";
  const chart = lineChart({
    title,
    xLabel: "length, KB",
    yLabel: "time, milliseconds",
    xTicks: KILOBYTES.filter((kilobytes) => kilobytes >= 4),
    series,
  });
  writeFileSync(join(root, "docs", "firewall-linearity.svg"), chart);
}
