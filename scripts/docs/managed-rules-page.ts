import { AddressList } from "../../src/waf/addresses/address-list.ts";
import { parseCidr } from "../../src/waf/addresses/ip-address.ts";
import { addressListNames } from "../../src/waf/managed/address-lists.ts";
import type { ExampleRequest } from "../../src/waf/managed/documented-rule.ts";
import { type DocumentedRuleGroup, managedRuleGroups } from "../../src/waf/managed/managed-rule-groups.ts";

/** A list that stands for the operator's, so that the page shows the groups that need them. */
const SAMPLE_LIST = new AddressList([parseCidr("198.51.100.0/24")!]);
const SAMPLE_LISTS = Object.fromEntries(addressListNames.map((name) => [name, SAMPLE_LIST]));

/** Most characters shown of an example. */
const EXAMPLE_LENGTH_MAX = 100;

/** docs/managed-rules.md: every managed rule, the attack it stops, and something harmless that it lets through. */
export function managedRulesPage(): string {
  return [
    "# Managed rule groups",
    "",
    "Written for Sallyport under AWS's names, labels and capacities. Every row is a test: the rule stops the first example and lets the second one through.",
    "AWSManagedRulesAmazonIpReputationList and AWSManagedRulesAnonymousIpList are there once the operator supplies their lists: see [Firewall data](firewall-data.md).",
    "",
    ...managedRuleGroups(SAMPLE_LISTS).flatMap(section),
  ].join("\n");
}

const section = (group: DocumentedRuleGroup): readonly string[] => [
  `## ${group.name}`,
  "",
  `${group.description} ${group.capacityWcu} WCU. Labels begin with \`${group.labelNamespace}\`.`,
  "",
  "| rule | action | label | attack | stops | lets through |",
  "|---|---|---|---|---|---|",
  ...group.rules.map(
    (rule) =>
      `| ${rule.name} | ${rule.action} | ${rule.labels.join(", ")} | ${rule.attack} | ${show(rule.stops)} | ${show(rule.allows)} |`,
  ),
  "",
];

/** An example in one cell of a table. */
function show(example: ExampleRequest): string {
  const text = JSON.stringify(example);
  const short = text.length > EXAMPLE_LENGTH_MAX ? `${text.slice(0, EXAMPLE_LENGTH_MAX)}…` : text;
  return `\`${short.replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}
