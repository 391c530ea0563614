import type { Rule as WireRule } from "@aws-sdk/client-wafv2";
import { parseCidr } from "../../waf/addresses/ip-address.ts";
import type { GroupCapacities } from "../../waf/capacity.ts";
import { MissingResourceError, type WafResources } from "../../waf/compile/compile-statement.ts";
import { findManagedRuleGroup, managedRuleGroups } from "../../waf/managed/managed-rule-groups.ts";
import type { Rule, RuleGroup, WebAcl } from "../../waf/rules/model.ts";
import { parseRules } from "../../waf/rules/parse-rules.ts";
import { parseRuleGroup, parseWebAcl } from "../../waf/rules/parse-web-acl.ts";
import type { RuleGroupRecord, WebAclRecord } from "./records.ts";
import { loadRules } from "./stored-rules.ts";
import type { EntityView } from "./waf-records.ts";

/** There is no setting for an operator's databases yet: rules that need one are refused. */
const DATABASES = { geo: false, asn: false } as const;

/** Every managed rule group that can be referred to. */
export const offeredRuleGroups = managedRuleGroups();

/** What rules refer to, as the engine asks for it. */
export const ruleResources = (view: EntityView): WafResources => ({
  ipSet: (arn) =>
    // What is stored was checked when it was written.
    view.find("ipset", arn)?.addresses.map((address) => parseCidr(address)!),
  regexPatternSet: (arn) => view.find("regexpatternset", arn)?.patterns,
  ruleGroup: (arn) => {
    const record = view.find("rulegroup", arn);
    return record && ruleGroupOf(record);
  },
  managedRuleGroup: (vendorName, name, version) =>
    findManagedRuleGroup(offeredRuleGroups, vendorName, name, version),
});

/** What references to rule groups cost. Throws MissingResourceError. */
export const groupCapacities = (view: EntityView): GroupCapacities => ({
  ruleGroupWcu: (arn) => {
    const record = view.find("rulegroup", arn);
    if (!record) throw new MissingResourceError(arn);
    return record.capacityWcu;
  },
  managedRuleGroupWcu: (vendorName, name, version) => {
    const group = findManagedRuleGroup(offeredRuleGroups, vendorName, name, version);
    if (!group) throw new MissingResourceError(`${vendorName} ${name}${version ? ` ${version}` : ""}`);
    return group.capacityWcu;
  },
});

/** A stored web ACL as the engine takes it. Throws InvalidParameterError. */
export const webAclOf = (record: WebAclRecord): WebAcl =>
  parseWebAcl(
    {
      Rules: loadRules(record.rules),
      DefaultAction: record.defaultAction,
      CustomResponseBodies: record.responseBodies,
      CaptchaConfig: record.captcha,
      ChallengeConfig: record.challenge,
      TokenDomains: record.tokenDomains,
      AssociationConfig: record.associationConfig,
    },
    { arn: record.arn, name: record.name, accountId: accountOf(record.arn) },
    DATABASES,
  );

/** A stored rule group as the engine takes it. Throws InvalidParameterError. */
export const ruleGroupOf = (record: RuleGroupRecord): RuleGroup =>
  parseRuleGroup(
    { Rules: loadRules(record.rules), CustomResponseBodies: record.responseBodies },
    { arn: record.arn, name: record.name, accountId: accountOf(record.arn) },
    DATABASES,
  );

/** Rules of nobody yet, as CheckCapacity gets them. Throws InvalidParameterError. */
export const parseAnyRules = (rules: readonly WireRule[]): readonly Rule[] =>
  parseRules(rules, { owner: "webAcl", responseBodies: new Map(), databases: DATABASES });

/** The account in an ARN. */
export const accountOf = (arn: string): string => arn.split(":", 5)[4]!;
