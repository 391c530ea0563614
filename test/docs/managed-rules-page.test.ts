import assert from "node:assert/strict";
import { test } from "node:test";
import { managedRulesPage } from "../../scripts/docs/managed-rules-page.ts";
import { managedRuleGroups } from "../../src/waf/managed/managed-rule-groups.ts";

test("the page has a row for every rule, six cells each", () => {
  const rows = managedRulesPage()
    .split("\n")
    .filter((line) => /^\| [A-Z]/.test(line));
  const rules = managedRuleGroups().flatMap((group) => group.rules);
  assert.ok(rows.length > rules.length);
  for (const { name } of rules)
    assert.ok(
      rows.some((row) => row.startsWith(`| ${name} |`)),
      name,
    );
  for (const row of rows) assert.equal(row.match(/(?<!\\)\|/g)?.length, 7, row);
});
