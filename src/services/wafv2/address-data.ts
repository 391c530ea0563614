import type { AsnLookup, GeoLookup } from "../../waf/addresses/maxmind.ts";
import { type DocumentedRuleGroup, managedRuleGroups } from "../../waf/managed/managed-rule-groups.ts";

/** What is known about addresses at one moment: the operator's databases, and what is made from the operator's lists. */
export interface AddressData {
  /** Absent, rules over countries are refused. */
  readonly geo?: GeoLookup;
  /** Absent, rules over autonomous systems are refused. */
  readonly asn?: AsnLookup;
  /** Every managed rule group that can be referred to. */
  readonly ruleGroups: readonly DocumentedRuleGroup[];
}

/** Address data that may be replaced, all of it at once, while requests are served. */
export interface AddressDataSource {
  readonly current: AddressData;
  /** Calls back after each replacement. */
  onChange(listener: () => void): void;
}

/** Where the operator supplies nothing. */
export const noAddressData: AddressDataSource = {
  current: { ruleGroups: managedRuleGroups() },
  onChange: () => {},
};
