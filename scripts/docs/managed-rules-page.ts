import type { ExampleRequest } from "../../src/waf/managed/documented-rule.ts";
import { type DocumentedRuleGroup, managedRuleGroups } from "../../src/waf/managed/managed-rule-groups.ts";

/** Lists that stand for the operator's, so that the page shows the groups that need them. */
const SAMPLE_LISTS = {
  AWSManagedIPReputationList: ["198.51.100.0/24"],
  AWSManagedReconnaissanceList: ["198.51.100.0/24"],
  AWSManagedIPDDoSList: ["198.51.100.0/24"],
  AnonymousIPList: ["198.51.100.0/24"],
  HostingProviderIPList: ["198.51.100.0/24"],
};

/** Most characters shown of an example. */
const EXAMPLE_LENGTH_MAX = 100;

/** docs/managed-rules.md: every managed rule, the attack it stops, and something harmless that it lets through. */
export function managedRulesPage(): string {
  return [
    "# Managed rule groups",
    "",
    "Written for Sallyport under AWS's names, labels and capacities. Every row is a test: the rule stops the first example and lets the second one through.",
    "Groups of address lists are there once the operator supplies all of their lists.",
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
