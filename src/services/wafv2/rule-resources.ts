import type { Rule as WireRule } from "@aws-sdk/client-wafv2";
import { parseCidr } from "../../waf/addresses/ip-address.ts";
import type { GroupCapacities } from "../../waf/capacity.ts";
import { MissingResourceError, type WafResources } from "../../waf/compile/compile-statement.ts";
import { LISTED_GROUPS } from "../../waf/managed/address-lists.ts";
import { findManagedRuleGroup } from "../../waf/managed/managed-rule-groups.ts";
import type { Rule, RuleGroup, WebAcl } from "../../waf/rules/model.ts";
import type { ParseContext } from "../../waf/rules/parse-context.ts";
import { parseRules } from "../../waf/rules/parse-rules.ts";
import { parseRuleGroup, parseWebAcl } from "../../waf/rules/parse-web-acl.ts";
import type { AddressData } from "./address-data.ts";
import type { RuleGroupRecord, WebAclRecord } from "./records.ts";
import { loadRules } from "./stored-rules.ts";
import type { EntityView } from "./waf-records.ts";

/** What rules refer to, as the engine asks for it. */
export const ruleResources = (view: EntityView, data: AddressData): WafResources => ({
  ipSet: (arn) =>
    // What is stored was checked when it was written.
    view.find("ipset", arn)?.addresses.map((address) => parseCidr(address)!),
  regexPatternSet: (arn) => view.find("regexpatternset", arn)?.patterns,
  ruleGroup: (arn) => {
    const record = view.find("rulegroup", arn);
    return record && ruleGroupOf(record, data);
  },
  managedRuleGroup: (vendorName, name, version) =>
    findManagedRuleGroup(data.ruleGroups, vendorName, name, version),
  geo: data.geo,
  asn: data.asn,
});

/** What references to rule groups cost. Throws MissingResourceError. */
export const groupCapacities = (view: EntityView, data: AddressData): GroupCapacities => ({
  ruleGroupWcu: (arn) => {
    const record = view.find("rulegroup", arn);
    if (!record) throw new MissingResourceError(arn);
    return record.capacityWcu;
  },
  managedRuleGroupWcu: (vendorName, name, version) => {
    const group = findManagedRuleGroup(data.ruleGroups, vendorName, name, version);
    if (!group) throw new MissingResourceError(missingGroup(vendorName, name, version));
    return group.capacityWcu;
  },
});

/** A stored web ACL as the engine takes it. Throws InvalidParameterError. */
export const webAclOf = (record: WebAclRecord, data: AddressData): WebAcl =>
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
    databasesOf(data),
  );

/** A stored rule group as the engine takes it. Throws InvalidParameterError. */
export const ruleGroupOf = (record: RuleGroupRecord, data: AddressData): RuleGroup =>
  parseRuleGroup(
    { Rules: loadRules(record.rules), CustomResponseBodies: record.responseBodies },
    { arn: record.arn, name: record.name, accountId: accountOf(record.arn) },
    databasesOf(data),
  );

/** Rules of nobody yet, as CheckCapacity gets them. Throws InvalidParameterError. */
export const parseAnyRules = (rules: readonly WireRule[], data: AddressData): readonly Rule[] =>
  parseRules(rules, { owner: "webAcl", responseBodies: new Map(), databases: databasesOf(data) });

/** Which databases are there: a rule that needs another one is refused. */
const databasesOf = ({ geo, asn }: AddressData): ParseContext["databases"] => ({
  geo: geo !== undefined,
  asn: asn !== undefined,
});

function missingGroup(vendorName: string, name: string, version: string | undefined): string {
  const group = `${vendorName} ${name}${version ? ` ${version}` : ""}`;
  const lists = vendorName === "AWS" && Object.hasOwn(LISTED_GROUPS, name) ? LISTED_GROUPS[name] : undefined;
  return lists ? `${group}; start the server with --address-lists, and in it ${lists.join(", ")}` : group;
}

/** The account in an ARN. */
export const accountOf = (arn: string): string => arn.split(":", 5)[4]!;
