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
  deleteLoggingConfiguration,
  getLoggingConfiguration,
  listLoggingConfigurations,
  putLoggingConfiguration,
} from "./logging/logging-configurations.ts";
import {
  describeManagedRuleGroup,
  listAvailableManagedRuleGroups,
  listAvailableManagedRuleGroupVersions,
} from "./managed-rule-groups.ts";
import { getRateBasedStatementManagedKeys } from "./rate-keys.ts";
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
import { getSampledRequests } from "./samples/get-sampled-requests.ts";
import {
  deletePermissionPolicy,
  getPermissionPolicy,
  putPermissionPolicy,
} from "./sharing/permission-policies.ts";
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
  ...[
    putLoggingConfiguration,
    getLoggingConfiguration,
    deleteLoggingConfiguration,
    listLoggingConfigurations,
  ],
  ...[getSampledRequests, getRateBasedStatementManagedKeys],
  ...[putPermissionPolicy, getPermissionPolicy, deletePermissionPolicy],
  ...[tagResource, untagResource, listTagsForResource],
];

/** AWS WAF: web ACLs, what their rules refer to and what watches them, for the stages of REST APIs. */
export const createWafService = (deps: WafDeps): Service => ({
  id: "wafv2",
  deps,
  operations,
  stop: async () => {
    deps.log.flush();
    deps.records.close();
  },
});
