import type { ManagedRuleGroup } from "../managed-rule-group.ts";
import { type AddressLists, ANONYMOUS_LISTS, addressRules, REPUTATION_LISTS } from "./address-lists.ts";
import { ADMIN_PROTECTION_RULES, PHP_RULES, WORDPRESS_RULES } from "./applications.ts";
import { CORE_RULES } from "./core-rule-set.ts";
import type { DocumentedRule } from "./documented-rule.ts";
import { KNOWN_BAD_INPUT_RULES } from "./known-bad-inputs.ts";
import { LINUX_RULES, UNIX_RULES, WINDOWS_RULES } from "./operating-systems.ts";
import { SQL_DATABASE_RULES } from "./sql-database.ts";

/** A managed rule group of ours under AWS's name, with what documentation and ListAvailableManagedRuleGroups need. */
export interface DocumentedRuleGroup extends ManagedRuleGroup {
  readonly description: string;
  /** IP reputation groups have no versions to choose from. */
  readonly versioned: boolean;
  readonly rules: readonly DocumentedRule[];
}

/** The version of every group. A change of what a group stops is a new version beside this one. */
const VERSION = "Version_1.0";

const group = (
  name: string,
  slug: string,
  capacityWcu: number,
  description: string,
  rules: readonly DocumentedRule[],
  versioned = true,
): DocumentedRuleGroup => ({
  vendorName: "AWS",
  name: `AWSManagedRules${name}`,
  version: VERSION,
  capacityWcu,
  labelNamespace: `awswaf:managed:aws:${slug}:`,
  description,
  versioned,
  rules,
});

const GROUPS: readonly DocumentedRuleGroup[] = [
  group("CommonRuleSet", "core-rule-set", 700, "What every web application needs.", CORE_RULES),
  group(
    "AdminProtectionRuleSet",
    "admin-protection",
    100,
    "Keeps administration pages from outside.",
    ADMIN_PROTECTION_RULES,
  ),
  group(
    "KnownBadInputsRuleSet",
    "known-bad-inputs",
    200,
    "Inputs that are known to exploit holes.",
    KNOWN_BAD_INPUT_RULES,
  ),
  group("SQLiRuleSet", "sql-database", 200, "SQL injection.", SQL_DATABASE_RULES),
  group("LinuxRuleSet", "linux-os", 200, "Attacks on Linux: its files.", LINUX_RULES),
  group("UnixRuleSet", "posix-os", 100, "Attacks on Unix: its shell.", UNIX_RULES),
  group("WindowsRuleSet", "windows-os", 200, "Attacks on Windows: its shell and PowerShell.", WINDOWS_RULES),
  group("PHPRuleSet", "php-app", 100, "Attacks on PHP.", PHP_RULES),
  group("WordPressRuleSet", "wordpress-app", 100, "Attacks on WordPress.", WORDPRESS_RULES),
];

/**
 * Every managed rule group that can be enforced. Those of address lists are there only if the operator supplied all of
 * their lists.
 */
export function managedRuleGroups(lists: AddressLists = {}): readonly DocumentedRuleGroup[] {
  const reputation = addressRules(REPUTATION_LISTS, lists);
  const anonymous = addressRules(ANONYMOUS_LISTS, lists);
  return [
    ...GROUPS,
    ...(reputation
      ? [group("AmazonIpReputationList", "amazon-ip-list", 25, "Addresses of ill repute.", reputation, false)]
      : []),
    ...(anonymous
      ? [
          group(
            "AnonymousIpList",
            "anonymous-ip-list",
            50,
            "Addresses that hide their users.",
            anonymous,
            false,
          ),
        ]
      : []),
  ];
}

/** A group by AWS's name and version; without a version, the default one. */
export const findManagedRuleGroup = (
  groups: readonly DocumentedRuleGroup[],
  vendorName: string,
  name: string,
  version?: string,
): DocumentedRuleGroup | undefined =>
  groups.find(
    (group) =>
      group.vendorName === vendorName &&
      group.name === name &&
      (version === undefined || version === group.version),
  );
