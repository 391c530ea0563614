/** A managed rule group of AWS that has no counterpart here. */
export interface UnbuiltRuleGroup {
  readonly name: string;
  readonly description: string;
}

/**
 * AWS's own groups that are not built: a web ACL that refers to one is refused, and told why.
 * Source: AWS WAF Developer Guide, "AWS Managed Rules rule groups list".
 */
export const unbuiltRuleGroups: readonly UnbuiltRuleGroup[] = [
  { name: "AWSManagedRulesBotControlRuleSet", description: "Bots, by what they say and how they behave." },
  { name: "AWSManagedRulesATPRuleSet", description: "Taking over accounts: guessed and stolen passwords." },
  { name: "AWSManagedRulesACFPRuleSet", description: "Making fraudulent accounts." },
  { name: "AWSManagedRulesAntiDDoSRuleSet", description: "Floods of requests, told from their rates." },
];

/** The group of a name that AWS has and that is not built. */
export const findUnbuiltGroup = (vendorName: string, name: string): UnbuiltRuleGroup | undefined =>
  vendorName === "AWS" ? unbuiltRuleGroups.find((group) => group.name === name) : undefined;
