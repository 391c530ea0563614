import type {
  DescribeManagedRuleGroupRequest,
  DescribeManagedRuleGroupResponse,
  ListAvailableManagedRuleGroupsRequest,
  ListAvailableManagedRuleGroupsResponse,
  ListAvailableManagedRuleGroupVersionsRequest,
  ListAvailableManagedRuleGroupVersionsResponse,
  RuleAction,
} from "@aws-sdk/client-wafv2";
import { type DocumentedRuleGroup, findManagedRuleGroup } from "../../waf/managed/managed-rule-groups.ts";
import { findUnbuiltGroup } from "../../waf/managed/unbuilt-rule-groups.ts";
import type { ManagedRule } from "../../waf/managed-rule-group.ts";
import { READ, type WafDeps, type WafOperation } from "./dependencies.ts";
import { requireRegional } from "./entities.ts";
import { nonexistent, notBuilt } from "./waf-errors.ts";

export const listAvailableManagedRuleGroups: WafOperation<
  ListAvailableManagedRuleGroupsRequest,
  ListAvailableManagedRuleGroupsResponse
> = {
  name: "ListAvailableManagedRuleGroups",
  permits: () => [{ action: "wafv2:ListAvailableManagedRuleGroups", resource: "*" }],
  audit: READ,
  // All of them fit the smallest page that AWS gives.
  refuses: [{ member: "NextMarker" }],
  handle: ({ Scope }, { deps }) => {
    requireRegional(Scope);
    const ManagedRuleGroups = deps.addresses.current.ruleGroups.map(
      ({ vendorName, name, versioned, description }) => ({
        ...{ VendorName: vendorName, Name: name, VersioningSupported: versioned, Description: description },
      }),
    );
    return { ManagedRuleGroups };
  },
};

export const listAvailableManagedRuleGroupVersions: WafOperation<
  ListAvailableManagedRuleGroupVersionsRequest,
  ListAvailableManagedRuleGroupVersionsResponse
> = {
  name: "ListAvailableManagedRuleGroupVersions",
  permits: () => [{ action: "wafv2:ListAvailableManagedRuleGroupVersions", resource: "*" }],
  audit: READ,
  refuses: [{ member: "NextMarker" }],
  handle: ({ Scope, VendorName, Name }, { deps }) => {
    requireRegional(Scope);
    const { version } = requireGroup(deps, VendorName, Name);
    return { Versions: [{ Name: version }], CurrentDefaultVersion: version };
  },
};

export const describeManagedRuleGroup: WafOperation<
  DescribeManagedRuleGroupRequest,
  DescribeManagedRuleGroupResponse
> = {
  name: "DescribeManagedRuleGroup",
  permits: () => [{ action: "wafv2:DescribeManagedRuleGroup", resource: "*" }],
  audit: READ,
  handle: ({ Scope, VendorName, Name, VersionName }, { deps }) => {
    requireRegional(Scope);
    const group = requireGroup(deps, VendorName, Name, VersionName);
    const labels = new Set(group.rules.flatMap((rule) => rule.labels));
    return {
      VersionName: group.version,
      Capacity: group.capacityWcu,
      Rules: group.rules.map((rule) => ({ Name: rule.name, Action: actionOf(rule) })),
      LabelNamespace: group.labelNamespace,
      AvailableLabels: [...labels].map((label) => ({ Name: group.labelNamespace + label })),
      ConsumedLabels: [],
    };
  },
};

function requireGroup(
  { addresses }: WafDeps,
  vendorName: string,
  name: string,
  version?: string,
): DocumentedRuleGroup {
  const group = findManagedRuleGroup(addresses.current.ruleGroups, vendorName, name, version);
  if (findUnbuiltGroup(vendorName, name)) throw notBuilt(`the managed rule group ${name}`);
  if (!group) throw nonexistent();
  return group;
}

const ACTIONS: Readonly<Record<ManagedRule["action"], RuleAction>> = {
  ALLOW: { Allow: {} },
  BLOCK: { Block: {} },
  COUNT: { Count: {} },
  CAPTCHA: { Captcha: {} },
  CHALLENGE: { Challenge: {} },
};

const actionOf = ({ action }: ManagedRule): RuleAction => ACTIONS[action];
