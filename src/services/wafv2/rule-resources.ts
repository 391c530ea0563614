import type { Rule as WireRule } from "@aws-sdk/client-wafv2";
import { parseCidr } from "../../waf/addresses/ip-address.ts";
import { IpSet } from "../../waf/addresses/ip-set.ts";
import type { GroupCapacities } from "../../waf/capacity.ts";
import { MissingResourceError, type WafResources } from "../../waf/compile/compile-statement.ts";
import { LISTED_GROUPS } from "../../waf/managed/address-lists.ts";
import { findManagedRuleGroup } from "../../waf/managed/managed-rule-groups.ts";
import { findUnbuiltGroup } from "../../waf/managed/unbuilt-rule-groups.ts";
import { type SkippedRule, withoutMissing } from "../../waf/missing-data.ts";
import type { Rule, RuleGroup, WebAcl } from "../../waf/rules/model.ts";
import type { ParseContext } from "../../waf/rules/parse-context.ts";
import { parseRules } from "../../waf/rules/parse-rules.ts";
import { parseRuleGroup, parseWebAcl } from "../../waf/rules/parse-web-acl.ts";
import type { AddressData } from "./address-data.ts";
import type { IpSetRecord, RuleGroupRecord, WebAclRecord } from "./records.ts";
import { loadRules } from "./stored-rules.ts";
import { notBuilt } from "./waf-errors.ts";
import type { EntityView } from "./waf-records.ts";

/** What rules refer to, as the engine asks for it. */
export const ruleResources = (view: EntityView, data: AddressData): WafResources => ({
  ipSet: (arn) => {
    const record = view.find("ipset", arn);
    return record && ipSetOf(record);
  },
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

/** Sets by the version of the record that they were made from. */
const ipSets = new WeakMap<IpSetRecord, IpSet>();

/** A stored IP set as the engine takes it: one of 10,000 addresses is sorted once, not for each web ACL that uses it. */
function ipSetOf(record: IpSetRecord): IpSet {
  const known = ipSets.get(record);
  if (known) return known;
  // What is stored was checked when it was written.
  const set = new IpSet(record.addresses.map((address) => parseCidr(address)!));
  ipSets.set(record, set);
  return set;
}

/** What references to rule groups cost. Throws MissingResourceError. */
export const groupCapacities = (view: EntityView, data: AddressData): GroupCapacities => ({
  ruleGroupWcu: (arn) => {
    const record = view.find("rulegroup", arn);
    if (!record) throw new MissingResourceError(arn);
    return record.capacityWcu;
  },
  managedRuleGroupWcu: (vendorName, name, version) => {
    const group = findManagedRuleGroup(data.ruleGroups, vendorName, name, version);
    if (!group) throw missingGroup(vendorName, name, version);
    return group.capacityWcu;
  },
});

/** A stored web ACL as the engine takes it. Throws InvalidParameterError. */
export const webAclOf = (record: WebAclRecord, data: AddressData): WebAcl =>
  parseStoredWebAcl(record, databasesOf(data));

const parseStoredWebAcl = (record: WebAclRecord, databases: ParseContext["databases"]): WebAcl =>
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
    databases,
  );

/** The rules of a stored web ACL that need data which is not there, each with what it needs. */
export function rulesWithoutData(
  record: WebAclRecord,
  view: EntityView,
  data: AddressData,
): readonly SkippedRule[] {
  const every = { geo: true, asn: true };
  const available = {
    countries: data.geo !== undefined,
    autonomousSystems: data.asn !== undefined,
    managedRuleGroup: ruleResources(view, data).managedRuleGroup,
  };
  return withoutMissing(parseStoredWebAcl(record, every), available, (arn) => {
    const group = view.find("rulegroup", arn);
    return group && parseStoredGroup(group, every);
  }).skipped;
}

/** A stored rule group as the engine takes it. Throws InvalidParameterError. */
export const ruleGroupOf = (record: RuleGroupRecord, data: AddressData): RuleGroup =>
  parseStoredGroup(record, databasesOf(data));

const parseStoredGroup = (record: RuleGroupRecord, databases: ParseContext["databases"]): RuleGroup =>
  parseRuleGroup(
    { Rules: loadRules(record.rules), CustomResponseBodies: record.responseBodies },
    { arn: record.arn, name: record.name, accountId: accountOf(record.arn) },
    databases,
  );

/** Rules of nobody yet, as CheckCapacity gets them. Throws InvalidParameterError. */
export const parseAnyRules = (
  rules: readonly WireRule[],
  data: AddressData,
  context: Omit<ParseContext, "databases"> = { owner: "webAcl", responseBodies: new Map() },
): readonly Rule[] => parseRules(rules, { ...context, databases: databasesOf(data) });

/** Which databases are there: a rule that needs another one is refused. */
const databasesOf = ({ geo, asn }: AddressData): ParseContext["databases"] => ({
  geo: geo !== undefined,
  asn: asn !== undefined,
});

/** Why there is no such group: it is not built, its lists are not supplied, or it does not exist. */
function missingGroup(vendorName: string, name: string, version: string | undefined): Error {
  if (findUnbuiltGroup(vendorName, name)) return notBuilt(`the managed rule group ${name}`);
  const group = `${vendorName} ${name}${version ? ` ${version}` : ""}`;
  const lists = vendorName === "AWS" && Object.hasOwn(LISTED_GROUPS, name) ? LISTED_GROUPS[name] : undefined;
  return new MissingResourceError(
    lists ? `${group}; start the server with --address-lists, and in it ${lists.join(", ")}` : group,
  );
}

/** The account in an ARN. */
export const accountOf = (arn: string): string => arn.split(":", 5)[4]!;
