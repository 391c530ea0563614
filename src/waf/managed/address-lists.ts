import { clientAddress } from "../addresses/forwarded-address.ts";
import { parseCidr, parseIpAddress } from "../addresses/ip-address.ts";
import { IpSet } from "../addresses/ip-set.ts";
import type { DocumentedRule } from "./documented-rule.ts";

/**
 * Lists of address ranges that the operator supplies, by the name of the rule that uses them. Each entry is a CIDR
 * range or an address. A rule without a list cannot be enforced, so its group is not available.
 */
export type AddressLists = Readonly<Partial<Record<AddressListName, readonly string[]>>>;

export type AddressListName =
  | "AWSManagedIPReputationList"
  | "AWSManagedReconnaissanceList"
  | "AWSManagedIPDDoSList"
  | "AnonymousIPList"
  | "HostingProviderIPList";

interface AddressRule {
  readonly name: AddressListName;
  readonly action: "BLOCK" | "COUNT";
  readonly attack: string;
}

export const REPUTATION_LISTS: readonly AddressRule[] = [
  { name: "AWSManagedIPReputationList", action: "BLOCK", attack: "Addresses known to be bots." },
  { name: "AWSManagedReconnaissanceList", action: "BLOCK", attack: "Addresses that look for holes." },
  { name: "AWSManagedIPDDoSList", action: "COUNT", attack: "Addresses that flood others." },
];

export const ANONYMOUS_LISTS: readonly AddressRule[] = [
  {
    name: "AnonymousIPList",
    action: "BLOCK",
    attack: "Addresses that hide who is behind them: Tor, proxies.",
  },
  {
    name: "HostingProviderIPList",
    action: "BLOCK",
    attack: "Addresses of hosts, where no one browses from.",
  },
];

/** The rules of a group of lists; undefined unless every list is there. Throws a TypeError that names a bad entry. */
export function addressRules(
  rules: readonly AddressRule[],
  lists: AddressLists,
): readonly DocumentedRule[] | undefined {
  if (!rules.every(({ name }) => lists[name] !== undefined)) return undefined;
  return rules.map((rule) => addressRule(rule, lists[rule.name]!));
}

function addressRule({ name, action, attack }: AddressRule, entries: readonly string[]): DocumentedRule {
  const set = new IpSet(entries.map((entry) => parseEntry(name, entry)));
  return {
    name,
    action,
    attack,
    labels: [name],
    stops: { clientIp: entries[0]?.split("/")[0] ?? "" },
    allows: { clientIp: "192.0.2.255" },
    inspect: (request) => {
      const address = clientAddress(request);
      return address && set.has(address)
        ? { conditionType: "IP_SET", location: "CLIENT_IP", matchedData: [request.input.clientIp] }
        : undefined;
    },
  };
}

function parseEntry(name: string, entry: string): NonNullable<ReturnType<typeof parseCidr>> {
  const address = parseIpAddress(entry);
  const range = parseCidr(address === undefined ? entry : `${entry}/${address.version === 4 ? 32 : 128}`);
  if (range === undefined)
    throw new TypeError(`The list ${name} has an entry that is no address range: ${entry}`);
  return range;
}
