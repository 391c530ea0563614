import type { AddressList } from "../addresses/address-list.ts";
import { clientAddress } from "../addresses/forwarded-address.ts";
import { formatIpAddress } from "../addresses/ip-address.ts";
import type { DocumentedRule } from "./documented-rule.ts";

/**
 * Lists of addresses that the operator supplies, by the name of the rule that uses them. A rule without a list cannot be
 * enforced, so its group is not available.
 */
export type AddressLists = Readonly<Partial<Record<AddressListName, AddressList>>>;

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

/** Groups whose lists the operator supplies, and the names of their lists. */
export const LISTED_GROUPS: Readonly<Record<string, readonly AddressListName[]>> = {
  AWSManagedRulesAmazonIpReputationList: REPUTATION_LISTS.map(({ name }) => name),
  AWSManagedRulesAnonymousIpList: ANONYMOUS_LISTS.map(({ name }) => name),
};

export const addressListNames: readonly AddressListName[] = Object.values(LISTED_GROUPS).flat();

/** The rules of a group of lists; undefined unless every list is there. */
export function addressRules(
  rules: readonly AddressRule[],
  lists: AddressLists,
): readonly DocumentedRule[] | undefined {
  if (!rules.every(({ name }) => lists[name] !== undefined)) return undefined;
  return rules.map((rule) => addressRule(rule, lists[rule.name]!));
}

function addressRule({ name, action, attack }: AddressRule, list: AddressList): DocumentedRule {
  return {
    name,
    action,
    attack,
    labels: [name],
    stops: { clientIp: list.example ? formatIpAddress(list.example) : "" },
    allows: { clientIp: "192.0.2.255" },
    inspect: (request) => {
      const address = request.derive(clientAddress);
      return address && list.has(address)
        ? { conditionType: "IP_SET", location: "CLIENT_IP", matchedData: [request.input.clientIp] }
        : undefined;
    },
  };
}
