import { AwsError } from "../../aws/aws-error.ts";
import type { Json } from "../../store/resource-store.ts";
import { RULE_GROUP_WCU_MAX, rulesCapacity, WEB_ACL_WCU_MAX } from "../../waf/capacity.ts";
import { compileWebAcl } from "../../waf/compile/compile-web-acl.ts";
import type { WebAcl } from "../../waf/rules/model.ts";
import type { RuleGroupRecord, WebAclRecord } from "./records.ts";
import { groupCapacities, ruleGroupOf, ruleResources, webAclOf } from "./rule-resources.ts";
import type { StoredRules } from "./stored-rules.ts";
import { limitExceeded, withWafErrors } from "./waf-errors.ts";
import type { EntityView } from "./waf-records.ts";

/** Checks that a web ACL can be run as it is; its capacity. Throws AWS's errors. */
export function checkWebAcl(record: WebAclRecord, view: EntityView): number {
  checkFields(record.rules);
  return withWafErrors(() => {
    const acl = webAclOf(record);
    const capacityWcu = rulesCapacity(acl.rules, groupCapacities(view));
    if (capacityWcu > WEB_ACL_WCU_MAX) throw limitExceeded(`${WEB_ACL_WCU_MAX} capacity units of a web ACL`);
    compileWebAcl(acl, ruleResources(view));
    return capacityWcu;
  });
}

/** Checks that a rule group can be run and needs no more than its capacity. Throws AWS's errors. */
export function checkRuleGroup(record: RuleGroupRecord, view: EntityView): void {
  checkFields(record.rules);
  withWafErrors(() => {
    const group = ruleGroupOf(record);
    const neededWcu = rulesCapacity(group.rules, groupCapacities(view));
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
    compileWebAcl(alone, ruleResources(view));
  });
}

/** Whether rules hold a member that fits, at any depth. */
function holds(rules: StoredRules, fits: (name: string, member: Json) => boolean): boolean {
  const visit = (value: Json): boolean => {
    if (Array.isArray(value)) return value.some(visit);
    if (typeof value !== "object" || value === null) return false;
    return Object.entries(value).some(([name, member]) => fits(name, member) || visit(member));
  };
  return rules.some(visit);
}

/** Whether rules name a resource by its ARN, at any depth. */
export const refersTo = (rules: StoredRules, arn: string): boolean =>
  holds(rules, (name, member) => name === "ARN" && member === arn);

const notBuilt = (what: string): AwsError => {
  const message = `Sallyport does not implement ${what} yet, and does not store it without its effect.`;
  return new AwsError("NotImplemented", message, { status: 501, fault: "server" });
};

/** The listener takes no fingerprint of a client's TLS hello yet: every rule over one would only see its fallback. */
function checkFields(rules: StoredRules): void {
  for (const field of ["JA3Fingerprint", "JA4Fingerprint"]) {
    if (holds(rules, (name) => name === field)) throw notBuilt(`the field ${field}`);
  }
}
