import type { CreateWebACLRequest, Rule as WireRule } from "@aws-sdk/client-wafv2";
import { IpSet } from "../../waf/addresses/ip-set.ts";
import { rulesCapacity } from "../../waf/capacity.ts";
import { compileWebAcl } from "../../waf/compile/compile-web-acl.ts";
import type { Rule, WebAcl } from "../../waf/rules/model.ts";
import { parseVisibility } from "../../waf/rules/parse-rules.ts";
import { parseWebAcl, type WireWebAcl } from "../../waf/rules/parse-web-acl.ts";
import type { InputCheck } from "../operation.ts";
import type { WafDeps } from "./dependencies.ts";
import { requireRegional } from "./entities.ts";
import { groupCapacities, parseAnyRules, ruleResources } from "./rule-resources.ts";
import { withWafErrors } from "./waf-errors.ts";

/** Rules about the inputs of AWS WAF's operations that need none of what the rules of a web ACL refer to. */

type Check<In extends object> = InputCheck<In, WafDeps>;

/** Of everything that is made in a scope. */
export const scopeCheck: Check<{ readonly Scope: string | undefined }> = {
  member: "Scope",
  apply: ({ Scope }) => requireRegional(Scope),
};

type RulesInput = Pick<CreateWebACLRequest, "Rules" | "VisibilityConfig" | "CustomResponseBodies">;

const ruleCheck = (owner: "webAcl" | "ruleGroup"): Check<RulesInput> => ({
  member: "Rules[]",
  apply: ({ CustomResponseBodies }, { deps }, rule) =>
    withWafErrors(() => checkRule(rule as WireRule, owner, Object.keys(CustomResponseBodies ?? {}), deps)),
});

const visibilityCheck: Check<RulesInput> = {
  member: "VisibilityConfig",
  apply: ({ VisibilityConfig }) => withWafErrors(() => parseVisibility(VisibilityConfig)),
};

/** A setting that says nothing about the others. */
const settingCheck = <K extends keyof WireWebAcl>(
  member: K,
): Check<{ readonly [name in K]?: WireWebAcl[K] }> => ({
  member,
  apply: (_input, _site, value) =>
    withWafErrors(() => parseWebAcl({ ...OPEN, [member]: value }, NOBODY, NONE)),
});

/** Of a rule group, new or changed. */
export const ruleGroupChecks: readonly Check<RulesInput>[] = [
  ruleCheck("ruleGroup"),
  visibilityCheck,
  settingCheck("CustomResponseBodies"),
];

/** Of a web ACL, new or changed. */
export const webAclChecks: readonly Check<RulesInput & WireWebAcl>[] = [
  ruleCheck("webAcl"),
  visibilityCheck,
  {
    member: "DefaultAction",
    apply: ({ DefaultAction, CustomResponseBodies }) =>
      withWafErrors(() => parseWebAcl({ DefaultAction, CustomResponseBodies }, NOBODY, NONE)),
  },
  settingCheck("CustomResponseBodies"),
  settingCheck("CaptchaConfig"),
  settingCheck("ChallengeConfig"),
  settingCheck("TokenDomains"),
  settingCheck("AssociationConfig"),
];

const OPEN = { DefaultAction: { Allow: {} } } as const;
const NOBODY = { arn: "", name: "", accountId: "" } as const;
const NONE = { geo: false, asn: false } as const;

/** Checks one rule by itself. Of what it refers to, only managed rule groups are known. */
function checkRule(
  wire: WireRule,
  owner: "webAcl" | "ruleGroup",
  bodyKeys: readonly string[],
  { records, addresses }: WafDeps,
): void {
  const data = addresses.current;
  const responseBodies = new Map(
    bodyKeys.map((key) => [key, { contentType: "text/plain", content: "" }] as const),
  );
  const [rule] = parseAnyRules([wire], data, { owner, responseBodies });
  if (!rule) return;
  const { managedRuleGroupWcu } = groupCapacities(records, data);
  rulesCapacity([rule], { ruleGroupWcu: () => 0, managedRuleGroupWcu });
  if (rule.statement.kind === "ruleGroup") return;
  const known = { ...ruleResources(records, data), ipSet: () => new IpSet([]), regexPatternSet: () => [] };
  compileWebAcl(aclOf(rule), known);
}

const aclOf = (rule: Rule): WebAcl => ({
  ...parseWebAcl(OPEN, NOBODY, NONE),
  rules: [rule],
});
