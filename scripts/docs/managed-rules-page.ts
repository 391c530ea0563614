import { AddressList } from "../../src/waf/addresses/address-list.ts";
import { parseCidr } from "../../src/waf/addresses/ip-address.ts";
import { addressListNames } from "../../src/waf/managed/address-lists.ts";
import type { ExampleRequest } from "../../src/waf/managed/documented-rule.ts";
import { type DocumentedRuleGroup, managedRuleGroups } from "../../src/waf/managed/managed-rule-groups.ts";
import { unbuiltRuleGroups } from "../../src/waf/managed/unbuilt-rule-groups.ts";

/** A list that stands for the operator's, so that the page shows the groups that need them. */
const SAMPLE_LIST = new AddressList([parseCidr("198.51.100.0/24")!]);
export const SAMPLE_LISTS = Object.fromEntries(addressListNames.map((name) => [name, SAMPLE_LIST]));

/** docs/managed-rules.md: every managed rule, the attack it stops, and something harmless that it lets through. */
export function managedRulesPage(): string {
  return [
    "# Managed rule groups",
    "",
    "Written for Sallyport under AWS's names, labels and capacities. Every row is a test: the rule stops the first example and lets the second one through, though another rule may stop that one.",
    "",
    "An example is what matters of a request: its request line, a header as `name: value` (of a `GET /`), or the body of a `POST /`. Where one character is repeated, it says how often. To try an example, put it into a request for [`sallyport waf test`](firewall.md#one-request), or send it: of curl, `--path-as-is` keeps dots in a path, `-H` takes a header and `--data-raw` a body.",
    "",
    "AWSManagedRulesAmazonIpReputationList and AWSManagedRulesAnonymousIpList are there once the operator supplies their lists: see [Firewall data](firewall-data.md). Their examples name the client's address; the lists hold 198.51.100.0/24 here.",
    "",
    ...managedRuleGroups(SAMPLE_LISTS).flatMap(section),
    "## Groups of AWS that are not built",
    "",
    "A web ACL that refers to one of these is refused with `NotImplemented`, by name.",
    "",
    "| group | what it is against |",
    "|---|---|",
    ...unbuiltRuleGroups.map(({ name, description }) => `| ${name} | ${description} |`),
    "",
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
function show({
  method = "GET",
  uriPath = "/",
  queryString,
  headers,
  body,
  clientIp,
}: ExampleRequest): string {
  if (clientIp !== undefined) return `from ${code(clientIp)}`;
  if (body !== undefined) return `body ${code(body)}`;
  if (headers) return headers.map(([name, value]) => code(`${name}: ${value}`.trim())).join(", ");
  return code(`${method} ${uriPath}${queryString === undefined ? "" : `?${queryString}`}`);
}

/** From so many on, the repetitions of a character are counted instead of shown. */
const RUN = /(.)\1{99,}/gs;

/** Text as code: a run of a character as `2,049 × a`, and what would end the cell or the code masked. */
function code(text: string): string {
  const pieces: string[] = [];
  let shown = 0;
  const literal = (piece: string) => piece && `\`${piece.replaceAll("|", "\\|")}\``;
  for (const { 0: run, 1: character, index } of text.matchAll(RUN)) {
    pieces.push(literal(text.slice(shown, index)), `${run.length.toLocaleString("en")} × \`${character}\``);
    shown = index + run.length;
  }
  return [...pieces, literal(text.slice(shown))].filter((piece) => piece !== "").join(" + ");
}
