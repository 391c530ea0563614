import type {
  ExcludedRule,
  ManagedRuleGroupStatement,
  RuleActionOverride,
  RuleGroupReferenceStatement,
  Statement as WireStatement,
} from "@aws-sdk/client-wafv2";
import { findUnbuiltGroup } from "../managed/unbuilt-rule-groups.ts";
import { ensure, required } from "./invalid-parameter.ts";
import type { RuleAction, RuleGroupOverrides, Statement } from "./model.ts";
import { parseAction } from "./parse-action.ts";
import type { ParseContext } from "./parse-context.ts";

/** Most overrides of one reference. Source: RuleGroupReferenceStatement. */
const OVERRIDES_MAX = 100;

export function parseRuleGroup(wire: RuleGroupReferenceStatement, context: ParseContext): Statement {
  ensureInWebAcl(context, "RuleGroupReferenceStatement");
  return {
    kind: "ruleGroup",
    arn: required(wire.ARN, "RULE_GROUP_REFERENCE_STATEMENT", "ARN"),
    overrides: parseOverrides(wire, context),
  };
}

export function parseManagedRuleGroup(
  wire: ManagedRuleGroupStatement,
  context: ParseContext,
  nest: (nested: WireStatement) => Statement,
): Statement {
  const field = "MANAGED_RULE_SET_STATEMENT";
  ensureInWebAcl(context, "ManagedRuleGroupStatement");
  // The groups that take a configuration are not among those offered, and refused as such by whoever looks them up.
  const isUnbuilt = findUnbuiltGroup(wire.VendorName ?? "", wire.Name ?? "") !== undefined;
  ensure(
    isUnbuilt || (wire.ManagedRuleGroupConfigs ?? []).length === 0,
    "MANAGED_RULE_GROUP_CONFIG",
    "ManagedRuleGroupConfigs",
    "No managed rule group that takes a configuration is available.",
  );
  return {
    kind: "managedRuleGroup",
    vendorName: required(wire.VendorName, field, "VendorName"),
    groupName: required(wire.Name, field, "Name"),
    version: wire.Version,
    overrides: parseOverrides(wire, context),
    scopeDown: wire.ScopeDownStatement && nest(wire.ScopeDownStatement),
  };
}

function ensureInWebAcl(context: ParseContext, kind: string): void {
  ensure(
    context.owner === "webAcl",
    "RULE_GROUP",
    kind,
    "A rule group cannot contain a reference to another rule group.",
  );
}

function parseOverrides(
  wire: {
    readonly ExcludedRules?: readonly ExcludedRule[] | undefined;
    readonly RuleActionOverrides?: readonly RuleActionOverride[] | undefined;
  },
  context: ParseContext,
): RuleGroupOverrides {
  const excluded = wire.ExcludedRules ?? [];
  const overrides = wire.RuleActionOverrides ?? [];
  ensure(
    excluded.length <= OVERRIDES_MAX && overrides.length <= OVERRIDES_MAX,
    "RULE_GROUP_REFERENCE_STATEMENT",
    "RuleActionOverrides",
    `At most ${OVERRIDES_MAX} overrides are allowed.`,
  );
  const actions = new Map<string, RuleAction>();
  for (const { Name, ActionToUse } of overrides) {
    const name = required(Name, "RULE_ACTION", "Name");
    ensure(!actions.has(name), "RULE_ACTION", name, "A rule's action can be overridden once.");
    actions.set(name, parseAction(ActionToUse, context.responseBodies));
  }
  const names = excluded.map(({ Name }) => required(Name, "EXCLUDED_RULE", "Name"));
  return { actions, excluded: new Set(names) };
}
