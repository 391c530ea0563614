import assert from "node:assert/strict";
import { test } from "node:test";
import { managedRulesPage, SAMPLE_LISTS } from "../../scripts/docs/managed-rules-page.ts";
import { managedRuleGroups } from "../../src/waf/managed/managed-rule-groups.ts";
import { InspectedRequest, type RequestInput } from "../../src/waf/request.ts";

const HARMLESS: RequestInput = {
  ...{ method: "GET", uriPath: "/", queryString: "", httpVersion: "HTTP/1.1", clientIp: "192.0.2.1" },
  ...{ headers: [["user-agent", "Mozilla/5.0"]], body: new Uint8Array(), bodySizeBytes: 0 },
};

/** What a cell shows, as text: the pieces of code one after the other, each repeated as often as it says. */
const textOf = (cell: string): string =>
  [...cell.matchAll(/(?:([\d,]+) × )?`([^`]+)`/g)]
    .map(([, times = "1", piece = ""]) =>
      piece.replaceAll("\\|", "|").repeat(Number(times.replaceAll(",", ""))),
    )
    .join("");

/** The request that a reader of the page would make of a cell. */
function requestOf(cell: string): InspectedRequest {
  const text = textOf(cell);
  const lineOf = /^([A-Z]+) (\/[^?]*)\??(.*)$/.exec(text);
  if (cell.startsWith("from ")) return new InspectedRequest({ ...HARMLESS, clientIp: text });
  if (cell.startsWith("body ")) {
    const body = Buffer.from(text);
    return new InspectedRequest({ ...HARMLESS, method: "POST", body, bodySizeBytes: body.length });
  }
  if (lineOf) {
    const [, method = "", uriPath = "", queryString = ""] = lineOf;
    return new InspectedRequest({ ...HARMLESS, method, uriPath, queryString });
  }
  const [name = "", value = ""] = text.split(/: ?(.*)/s);
  return new InspectedRequest({ ...HARMLESS, headers: [[name, value]] });
}

test("every rule has a row, and does with the row's examples what the page says", () => {
  const rows = managedRulesPage()
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  for (const { rules } of managedRuleGroups(SAMPLE_LISTS)) {
    for (const rule of rules) {
      const row = rows.find(([, name]) => name === rule.name);
      assert.equal(row?.length, 8, rule.name);
      const [stops = "", allows = ""] = row!.slice(5);
      assert.ok(rule.inspect(requestOf(stops)), `${rule.name} lets ${stops} through`);
      assert.equal(rule.inspect(requestOf(allows)), undefined, `${rule.name} stops ${allows}`);
    }
  }
});
