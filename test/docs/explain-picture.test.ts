import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { drawTerminal } from "../../scripts/docs/terminal-picture.ts";
import { recordRefusedAttack } from "../../scripts/docs/terminal-session.ts";
import { root } from "../running-server.ts";
import { skipWithout } from "../tools.ts";

/** What differs from run to run: ids, times, the port; and the spaces that line up what stands beside them. */
const VARIES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "REQUEST_ID"],
  [/https:\/\/\w+\.execute-api\.us-east-1\.localhost:\d+/g, "ADDRESS"],
  [/api +\w+, stage prod, deployment \w+/g, "API"],
  [/x-amz-apigw-id: \S+/g, "APIGW_ID"],
  [/Date: [^<]+/g, "DATE"],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME"],
  [/ +[\d.]+ ms/g, " DURATION"],
];

const linesOf = (picture: string): readonly string[] => {
  const texts = [...picture.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, text = ""]) => text);
  return texts.map((text) => VARIES.reduce((line, [pattern, name]) => line.replace(pattern, name), text));
};

test("the README's picture shows what its commands print", {
  skip: skipWithout("bash") || skipWithout("curl"),
}, async () => {
  const shown = linesOf(readFileSync(join(root, "docs", "explain.svg"), "utf8"));
  const now = linesOf(drawTerminal("", await recordRefusedAttack()));
  assert.deepEqual(now, shown, "docs/explain.svg is not up to date. Run: node scripts/explain-picture.ts");
  assert.ok(shown.some((line) => line.includes("BLOCK by SQLi_QUERYARGUMENTS")));
});
