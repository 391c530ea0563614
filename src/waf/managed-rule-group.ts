import type { MatchDetail } from "./decision.ts";
import type { InspectedRequest } from "./request.ts";

/** One rule of a managed rule group: a check of our own under AWS's name. */
export interface ManagedRule {
  /** AWS's name of the rule. Example: `SQLi_QUERYARGUMENTS`. */
  readonly name: string;
  readonly action: "BLOCK" | "COUNT" | "CAPTCHA" | "CHALLENGE" | "ALLOW";
  /** Without the group's namespace. Example: `["SQLi_QueryArguments"]`. */
  readonly labels: readonly string[];
  /** What the rule found, or undefined. Must not throw, and must take time linear in the request's size. */
  readonly inspect: (request: InspectedRequest) => MatchDetail | undefined;
}

/** One version of a managed rule group. */
export interface ManagedRuleGroup {
  readonly vendorName: string;
  /** Example: `AWSManagedRulesCommonRuleSet`. */
  readonly name: string;
  /** Example: `Version_1.0`. */
  readonly version: string;
  /** Web ACL capacity units that a reference to the group costs. */
  readonly capacityWcu: number;
  /** Ends in a colon. Example: `awswaf:managed:aws:core-rule-set:`. */
  readonly labelNamespace: string;
  readonly rules: readonly ManagedRule[];
}
