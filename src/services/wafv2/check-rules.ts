import {
  RULE_GROUP_RATE_RULES_MAX,
  RULE_GROUP_WCU_MAX,
  rulesCapacity,
  WEB_ACL_RATE_RULES_MAX,
  WEB_ACL_WCU_MAX,
} from "../../waf/capacity.ts";
import { type CompiledWebAcl, compileWebAcl } from "../../waf/compile/compile-web-acl.ts";
import type { WebAcl } from "../../waf/rules/model.ts";
import { parseVisibility } from "../../waf/rules/parse-rules.ts";
import type { AddressData } from "./address-data.ts";
import type { RuleGroupRecord, WebAclRecord } from "./records.ts";
import { groupCapacities, ruleGroupOf, ruleResources, webAclOf } from "./rule-resources.ts";
import { ownerOf, requireReachable, visibleTo } from "./sharing/visible-entities.ts";
import { membersOf, type StoredRules } from "./stored-rules.ts";
import { limitExceeded, withWafErrors } from "./waf-errors.ts";
import type { EntityView } from "./waf-records.ts";

/** Checks that a web ACL can be run as it is; its capacity. Throws AWS's errors. */
export function checkWebAcl(record: WebAclRecord, view: EntityView, data: AddressData): number {
  return withWafErrors(() => {
    const acl = webAclOf(record, data);
    parseVisibility(record.visibility);
    const visible = seenBy(record, view);
    const capacityWcu = rulesCapacity(acl.rules, groupCapacities(visible, data));
    if (capacityWcu > WEB_ACL_WCU_MAX) throw limitExceeded(`${WEB_ACL_WCU_MAX} capacity units of a web ACL`);
    const compiled = compileWebAcl(acl, ruleResources(visible, data));
    if (rateRuleCount(compiled) > WEB_ACL_RATE_RULES_MAX) {
      throw limitExceeded(`${WEB_ACL_RATE_RULES_MAX} rate-based rules of a web ACL and its rule groups`);
    }
    return capacityWcu;
  });
}

/** Checks that a rule group can be run and needs no more than its capacity. Throws AWS's errors. */
export function checkRuleGroup(record: RuleGroupRecord, view: EntityView, data: AddressData): void {
  withWafErrors(() => {
    const group = ruleGroupOf(record, data);
    parseVisibility(record.visibility);
    const visible = seenBy(record, view);
    const neededWcu = rulesCapacity(group.rules, groupCapacities(visible, data));
    if (record.capacityWcu > RULE_GROUP_WCU_MAX || neededWcu > record.capacityWcu) {
      throw limitExceeded(
        `the rules need ${neededWcu} capacity units, the rule group has ${record.capacityWcu}`,
      );
    }
    const alone: WebAcl = {
      ...group,
      defaultAction: { name: "ALLOW", insertHeaders: [] },
      captchaImmunityS: 0,
      challengeImmunityS: 0,
      tokenDomains: [],
      bodyBytesMax: 0,
    };
    const compiled = compileWebAcl(alone, ruleResources(visible, data));
    if (rateRuleCount(compiled) > RULE_GROUP_RATE_RULES_MAX) {
      throw limitExceeded(`${RULE_GROUP_RATE_RULES_MAX} rate-based rules of a rule group`);
    }
  });
}

const rateRuleCount = ({ steps }: CompiledWebAcl): number =>
  steps.flatMap((step) => (step.kind === "group" ? step.rules : [step])).filter((rule) => rule.isRateBased)
    .length;

/** What a resource's rules see. Throws MissingResourceError where they refer to anything else. */
function seenBy({ arn, rules }: WebAclRecord | RuleGroupRecord, view: EntityView): EntityView {
  const owner = ownerOf(arn);
  requireReachable(rules, owner, view);
  return visibleTo(owner, view);
}

/** Whether rules name a resource by its ARN, at any depth. */
export const refersTo = (rules: StoredRules, arn: string): boolean =>
  membersOf(rules).some(({ name, value }) => name === "ARN" && value === arn);
