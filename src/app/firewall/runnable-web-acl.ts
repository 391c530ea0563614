import { type AddressData, noAddressData } from "../../services/wafv2/address-data.ts";
import { parseCidr } from "../../waf/addresses/ip-address.ts";
import { IpSet } from "../../waf/addresses/ip-set.ts";
import { rulesCapacity } from "../../waf/capacity.ts";
import type { WafResources } from "../../waf/compile/compile-statement.ts";
import { type CompiledWebAcl, compileWebAcl } from "../../waf/compile/compile-web-acl.ts";
import type { InspectionEnv } from "../../waf/compile/inspection.ts";
import type { WafDecision } from "../../waf/decision.ts";
import { inspect } from "../../waf/inspect.ts";
import { findManagedRuleGroup } from "../../waf/managed/managed-rule-groups.ts";
import { type AvailableData, type SkippedRule, withoutMissing } from "../../waf/missing-data.ts";
import { MemoryRateCounters } from "../../waf/rate/rate-counters.ts";
import type { RequestInput } from "../../waf/request.ts";
import type { RuleTrace } from "../../waf/rule-trace.ts";
import { InvalidParameterError } from "../../waf/rules/invalid-parameter.ts";
import type { RuleGroup, WebAcl } from "../../waf/rules/model.ts";
import { parseRuleGroup, parseWebAcl } from "../../waf/rules/parse-web-acl.ts";
import { SettingsError } from "../settings.ts";
import { parseWafArn, type WebAclDefinition } from "./web-acl-definition.ts";

/** A web ACL that inspects requests here, with counters of its own: nothing that the server counts is touched. */
export interface RunnableWebAcl {
  readonly name: string;
  readonly arn: string;
  readonly origin: string;
  readonly compiled: CompiledWebAcl;
  /** In web ACL capacity units. */
  readonly capacityWcu: number;
  /** Rules that match nothing here, because what they need is not at hand. */
  readonly skipped: readonly SkippedRule[];
  inspect(request: RequestInput, asked: Asked): WafDecision;
}

/** How one inspection is to be made. */
export interface Asked extends Pick<InspectionEnv, "nowMs" | "tokens"> {
  readonly onRule?: (trace: RuleTrace) => void;
}

/** Every statement is understood; those whose data is missing are left out afterwards, and named. */
const ALL_STATEMENTS = { geo: true, asn: true };

type FindManagedGroup = WafResources["managedRuleGroup"];

/** Compiles a web ACL to run it here. Throws {@link SettingsError} that says what is wrong with which. */
export function runnableWebAcl(
  definition: WebAclDefinition,
  data: AddressData = noAddressData.current,
): RunnableWebAcl {
  const { name, arn, origin } = definition;
  try {
    return compile(definition, data);
  } catch (error) {
    if (error instanceof InvalidParameterError)
      throw new SettingsError(
        `${origin}: the web ACL ${name} cannot be run: ${error.reason} (${error.parameter} in ${error.field}, of ${arn})`,
      );
    throw error;
  }
}

function compile(definition: WebAclDefinition, data: AddressData): RunnableWebAcl {
  const { name, arn, origin, references } = definition;
  const managedRuleGroup: FindManagedGroup = (vendorName, groupName, version) =>
    findManagedRuleGroup(data.ruleGroups, vendorName, groupName, version);
  const available: AvailableData = {
    countries: data.geo !== undefined,
    autonomousSystems: data.asn !== undefined,
    managedRuleGroup,
  };
  const groups = new Map(
    [...references.ruleGroups].map(([groupArn, group]) => [
      groupArn,
      parseRuleGroup(group.wire, ownerOf(groupArn, group.name), ALL_STATEMENTS),
    ]),
  );
  const acl = parseWebAcl(definition.wire, ownerOf(arn, name), ALL_STATEMENTS);
  const evaluable = withoutMissing(acl, available, (groupArn) => groups.get(groupArn));
  const ruleGroups = (groupArn: string): RuleGroup | undefined => {
    const group = groups.get(groupArn);
    return group && withoutMissing(group, available).value;
  };
  const compiled = compileWebAcl(evaluable.value, {
    ...resourcesOf(definition, ruleGroups),
    ...{ managedRuleGroup, geo: data.geo, asn: data.asn },
  });
  const rates = new MemoryRateCounters();
  return {
    name,
    arn,
    origin,
    compiled,
    capacityWcu: capacityOf(acl, definition, managedRuleGroup),
    skipped: evaluable.skipped,
    inspect: (request, { nowMs, tokens, onRule }) =>
      inspect(compiled, request, { nowMs, rates, ...(tokens && { tokens }) }, onRule),
  };
}

const ownerOf = (arn: string, name: string) => ({
  arn,
  name,
  accountId: parseWafArn(arn)?.accountId ?? arn.split(":", 5)[4] ?? "",
});

function resourcesOf(
  { references, origin }: WebAclDefinition,
  ruleGroup: WafResources["ruleGroup"],
): Pick<WafResources, "ipSet" | "regexPatternSet" | "ruleGroup"> {
  return {
    ipSet: (arn) => {
      const ranges = references.ipSets.get(arn)?.map((address) => {
        const range = parseCidr(address);
        if (!range) throw new SettingsError(`${origin}: ${address} in the IP set ${arn} is no CIDR range.`);
        return range;
      });
      return ranges && new IpSet(ranges);
    },
    regexPatternSet: (arn) => references.regexPatternSets.get(arn),
    ruleGroup,
  };
}

/** Groups that are not available here count for nothing: what they cost is not known. */
const capacityOf = (
  acl: WebAcl,
  { references }: WebAclDefinition,
  managedRuleGroup: FindManagedGroup,
): number =>
  rulesCapacity(acl.rules, {
    ruleGroupWcu: (arn) => references.ruleGroups.get(arn)?.capacityWcu ?? 0,
    managedRuleGroupWcu: (vendorName, name, version) =>
      managedRuleGroup(vendorName, name, version)?.capacityWcu ?? 0,
  });
