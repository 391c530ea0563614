import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../running-server.ts";
import { run } from "../tools.ts";
import { groupsThatStop } from "../waf/deliveries.ts";

const page = readFileSync(join(root, "docs", "detection.md"), "utf8");

/** The rows of the table below a heading, a list of cells each; without its head. */
function tableBelow(text: string, heading: string): readonly (readonly string[])[] {
  const [, below = ""] = text.split(`\n## ${heading}\n`);
  const [table = ""] = /(?:^\|.*\n)+/m.exec(below) ?? [];
  const lines = table.trim().split("\n").slice(2);
  return lines.map((line) => line.split("|").slice(1, -1)).map((cells) => cells.map((cell) => cell.trim()));
}

/** A rate as the page writes it: of few texts their number, so that none looks surer than it is. */
function written(percent: string, texts: number): string {
  const stopped = Math.round((Number.parseFloat(percent) * texts) / 100);
  return texts < 50 ? `${stopped} of ${texts}` : `${((100 * stopped) / texts).toFixed(1)}%`;
}

test("the page's rates of attacks are those that the report measures", async () => {
  const [command = ""] = /^npm run -s waf:report$/m.exec(page) ?? [];
  const [program = "", ...args] = command.split(" ");
  const { code, out, err } = await run(program, args, { cwd: root, env: process.env });
  assert.equal(code, 0, err);

  const measured = tableBelow(out, "Generated attacks, all managed rule groups")
    .filter(([, half]) => half === "held out")
    .map(([name = "", , texts = "", ...rates]) => [
      ...[name, texts],
      ...rates.map((rate) => written(rate, Number(texts))),
    ]);
  assert.deepEqual(tableBelow(page, "Attacks"), measured);

  const harmless = tableBelow(out, "Generated harmless texts, all managed rule groups")
    .filter(([, half]) => half === "held out")
    .map(([, , texts = "", query, , json, cookie, header]) => [
      ...["generated", texts],
      ...[query, json, cookie, header].map((rate = "") => written(rate, Number(texts))),
    ]);
  assert.deepEqual(tableBelow(page, "Harmless input").slice(0, 1), harmless);

  const byGroup = tableBelow(out, "Generated attacks held out, by query, each managed rule group alone");
  const stated = [...page.matchAll(/^\| `(\w+)` \| \d+ \| (.*) \|$/gm)];
  assert.equal(stated.length, 7);
  for (const [, group, stops = ""] of stated) {
    const [, ...rates] = byGroup.find(([name]) => name === `AWSManagedRules${group}`)!;
    const claims = [...stops.matchAll(/(\w[\w ]*) \(([^)]+)\)/g)];
    assert.ok(claims.length > 0);
    for (const [, name, rate] of claims) {
      const index = measured.findIndex(([measuredName]) => measuredName === name);
      assert.equal(rate, written(rates[index]!, Number(measured[index]![1])), `${group}: ${name}`);
    }
  }
});

test("the command that the page says is for one group is stopped by that one alone", () => {
  assert.match(page, /`\?q=;cat%20\/etc\/passwd` through, since commands are for UnixRuleSet/);
  assert.deepEqual(groupsThatStop(";cat /etc/passwd", "query"), ["AWSManagedRulesUnixRuleSet"]);
});
