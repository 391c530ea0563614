import type { CompiledGroup, CompiledRule, CompiledWebAcl } from "../../../waf/compile/compile-web-acl.ts";
import type { Rule, VisibilityConfig } from "../../../waf/rules/model.ts";
import { parseVisibility } from "../../../waf/rules/parse-rules.ts";
import type { AddressData } from "../address-data.ts";
import type { WebAclRecord } from "../records.ts";
import { ruleGroupOf } from "../rule-resources.ts";
import type { EntityView } from "../waf-records.ts";

/** A rule of a rule group that a web ACL refers to. */
export interface WatchedInnerRule {
  readonly compiled: CompiledRule;
  /** Undefined for rules of managed groups, which are watched as the referring rule is. */
  readonly visibility: VisibilityConfig | undefined;
}

/** A rule group that a web ACL refers to. */
export interface WatchedGroup {
  /** An account's own group; undefined for a managed one. */
  readonly own: { readonly visibility: VisibilityConfig; readonly accountId: string } | undefined;
  /** As samples name it: `AWS#AWSManagedRulesSQLiRuleSet`, or the name of an account's own. */
  readonly shownName: string;
  readonly rules: ReadonlyMap<string, WatchedInnerRule>;
}

/** A rule of a web ACL. */
export interface WatchedRule {
  readonly visibility: VisibilityConfig;
  readonly compiled: CompiledRule | CompiledGroup;
  readonly group: WatchedGroup | undefined;
}

/** A web ACL with what its owners want to see of it. */
export interface WatchedWebAcl {
  readonly record: WebAclRecord;
  readonly accountId: string;
  readonly region: string;
  readonly visibility: VisibilityConfig;
  readonly rules: ReadonlyMap<string, WatchedRule>;
}

/** A web ACL to watch, from how it is stored and how it runs. */
export function watchedWebAcl(
  record: WebAclRecord,
  { acl, steps }: CompiledWebAcl,
  view: EntityView,
  data: AddressData,
): WatchedWebAcl {
  const [, , , region, accountId] = record.arn.split(":", 5) as [string, string, string, string, string];
  const rules = acl.rules.map((rule, index): [string, WatchedRule] => {
    // Steps are compiled from the rules one by one.
    const compiled = steps[index]!;
    const group = compiled.kind === "group" ? watchedGroup(rule, compiled, view, data) : undefined;
    return [rule.name, { visibility: rule.visibility, compiled, group }];
  });
  const visibility = parseVisibility(record.visibility);
  return { record, accountId, region, visibility, rules: new Map(rules) };
}

function watchedGroup(
  { statement }: Rule,
  compiled: CompiledGroup,
  view: EntityView,
  data: AddressData,
): WatchedGroup {
  const record = statement.kind === "ruleGroup" ? view.find("rulegroup", statement.arn) : undefined;
  const visibilities = new Map(
    record ? ruleGroupOf(record, data).rules.map(({ name, visibility }) => [name, visibility]) : [],
  );
  const rules = compiled.rules.map((rule): [string, WatchedInnerRule] => [
    rule.name,
    { compiled: rule, visibility: visibilities.get(rule.name) },
  ]);
  return {
    own: record && {
      visibility: parseVisibility(record.visibility),
      accountId: record.arn.split(":", 5)[4]!,
    },
    // Without the version that a managed group may be pinned to.
    shownName: record?.name ?? compiled.ruleGroupId.split("#", 2).join("#"),
    rules: new Map(rules),
  };
}
