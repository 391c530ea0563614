import type { Service } from "../operation.ts";
import {
  associateWebAcl,
  disassociateWebAcl,
  getWebAclForResource,
  listResourcesForWebAcl,
} from "./associations.ts";
import { checkCapacity } from "./check-capacity.ts";
import type { WafDeps } from "./dependencies.ts";
import { createIpSet, deleteIpSet, getIpSet, listIpSets, updateIpSet } from "./ip-sets.ts";
import {
  describeManagedRuleGroup,
  listAvailableManagedRuleGroups,
  listAvailableManagedRuleGroupVersions,
} from "./managed-rule-groups.ts";
import {
  createRegexPatternSet,
  deleteRegexPatternSet,
  getRegexPatternSet,
  listRegexPatternSets,
  updateRegexPatternSet,
} from "./regex-pattern-sets.ts";
import {
  createRuleGroup,
  deleteRuleGroup,
  getRuleGroup,
  listRuleGroups,
  updateRuleGroup,
} from "./rule-groups.ts";
import { listTagsForResource, tagResource, untagResource } from "./tags.ts";
import { createWebAcl, deleteWebAcl, getWebAcl, listWebAcls, updateWebAcl } from "./web-acls.ts";

const operations = [
  ...[createWebAcl, getWebAcl, updateWebAcl, deleteWebAcl, listWebAcls],
  ...[associateWebAcl, disassociateWebAcl, getWebAclForResource, listResourcesForWebAcl],
  ...[createRuleGroup, getRuleGroup, updateRuleGroup, deleteRuleGroup, listRuleGroups],
  ...[createIpSet, getIpSet, updateIpSet, deleteIpSet, listIpSets],
  ...[
    createRegexPatternSet,
    getRegexPatternSet,
    updateRegexPatternSet,
    deleteRegexPatternSet,
    listRegexPatternSets,
  ],
  ...[listAvailableManagedRuleGroups, listAvailableManagedRuleGroupVersions, describeManagedRuleGroup],
  checkCapacity,
  ...[tagResource, untagResource, listTagsForResource],
];

/** AWS WAF: web ACLs and what their rules refer to, for the stages of REST APIs. */
export const createWafService = (deps: WafDeps): Service => ({
  id: "wafv2",
  deps,
  operations,
  stop: async () => deps.records.close(),
});
