import type { RuleActionName, WafResponse } from "../decision.ts";
import type { ManagedRule, ManagedRuleGroup } from "../managed-rule-group.ts";
import { InvalidParameterError } from "../rules/invalid-parameter.ts";
import type {
  CustomResponseBodies,
  Rule,
  RuleAction,
  RuleGroup,
  RuleGroupOverrides,
  Statement,
  WebAcl,
} from "../rules/model.ts";
import { compileStatement, MissingResourceError, type WafResources } from "./compile-statement.ts";
import type { Matcher } from "./inspection.ts";
import { RegexPool } from "./regex-pool.ts";
import { type ValueSource, ValueSources } from "./value-source.ts";

/** A rule, ready to run. */
export interface CompiledRule {
  readonly kind: "rule";
  readonly name: string;
  readonly match: Matcher;
  /** What the rule's statements look at. Empty for rules of managed groups, which look for themselves. */
  readonly inputs: readonly ValueSource[];
  /** What is done; an override is applied already. */
  readonly action: RuleAction;
  /** The rule's own action, where an override took its place. */
  readonly overriddenAction?: RuleActionName;
  /** Overridden to Count by being excluded. */
  readonly excluded: boolean;
  /** Fully qualified. */
  readonly labels: readonly string[];
  readonly isRateBased: boolean;
  /** The answer where the action is BLOCK. */
  readonly response: WafResponse;
  /** Undefined leaves it to the web ACL, in seconds. */
  readonly captchaImmunityS?: number;
  readonly challengeImmunityS?: number;
}

/** A reference to a rule group, ready to run. */
export interface CompiledGroup {
  readonly kind: "group";
  /** The name of the referring rule. */
  readonly name: string;
  /** As logged: an ARN, or `AWS#AWSManagedRulesCommonRuleSet`. */
  readonly ruleGroupId: string;
  readonly type: "GROUP" | "MANAGED_RULE_GROUP";
  readonly scopeDown?: Matcher;
  readonly rules: readonly CompiledRule[];
  /** What the group decides is only counted. */
  readonly overrideToCount: boolean;
}

/** A web ACL as functions: immutable, shared by all requests. */
export interface CompiledWebAcl {
  readonly acl: WebAcl;
  readonly steps: readonly (CompiledRule | CompiledGroup)[];
  readonly defaultResponse: WafResponse;
  /** How many value sources the rules read. */
  readonly sourceCount: number;
}

/** What AWS answers where a rule blocks without a custom response. */
export const FORBIDDEN: WafResponse = { statusCode: 403, headers: [] };

/**
 * Compiles a web ACL. Throws MissingResourceError where a rule refers to what does not exist, InvalidParameterError
 * where an override names a rule that the group does not have, and RegexesTooLargeError.
 */
export function compileWebAcl(acl: WebAcl, resources: WafResources): CompiledWebAcl {
  const compiler = new WebAclCompiler(acl, resources);
  return compiler.compile();
}

class WebAclCompiler {
  readonly #acl: WebAcl;
  readonly #resources: WafResources;
  readonly #sources = new ValueSources();
  readonly #regexes = new RegexPool();

  constructor(acl: WebAcl, resources: WafResources) {
    this.#acl = acl;
    this.#resources = resources;
  }

  compile(): CompiledWebAcl {
    const acl = this.#acl;
    const steps = acl.rules.map((rule) => this.#step(rule));
    this.#sources.seal();
    return {
      acl,
      steps,
      defaultResponse: responseOf(acl.defaultAction, acl.responseBodies),
      sourceCount: this.#sources.size,
    };
  }

  #step(rule: Rule): CompiledRule | CompiledGroup {
    const { statement } = rule;
    if (statement.kind === "ruleGroup") return this.#ruleGroup(rule, statement);
    if (statement.kind === "managedRuleGroup") return this.#managedRuleGroup(rule, statement);
    return this.#rule(rule, this.#acl, rule.name);
  }

  #ruleGroup(rule: Rule, { arn, overrides }: Statement & { kind: "ruleGroup" }): CompiledGroup {
    const group = this.#resources.ruleGroup(arn);
    if (!group) throw new MissingResourceError(arn);
    checkOverrides(overrides, group.rules);
    return {
      kind: "group",
      name: rule.name,
      ruleGroupId: arn,
      type: "GROUP",
      rules: group.rules.map((inner) =>
        this.#override(this.#rule(inner, group, `${rule.name}/${inner.name}`), overrides),
      ),
      overrideToCount: rule.overrideToCount,
    };
  }

  #managedRuleGroup(rule: Rule, statement: Statement & { kind: "managedRuleGroup" }): CompiledGroup {
    const { vendorName, groupName, version, overrides, scopeDown } = statement;
    const group = this.#resources.managedRuleGroup(vendorName, groupName, version);
    const id = [vendorName, groupName, ...(version ? [version] : [])].join("#");
    if (!group) throw new MissingResourceError(id);
    checkOverrides(overrides, group.rules);
    const inScope = scopeDown && this.#statement(scopeDown, this.#acl, rule.name);
    this.#sources.takeAsked();
    return {
      kind: "group",
      name: rule.name,
      ruleGroupId: id,
      type: "MANAGED_RULE_GROUP",
      scopeDown: inScope,
      rules: group.rules.map((inner) => this.#override(managedRule(inner, group), overrides)),
      overrideToCount: rule.overrideToCount,
    };
  }

  /** @param path The rule's name, after that of the referring rule if it is in a group. */
  #rule(rule: Rule, owner: WebAcl | RuleGroup, path: string): CompiledRule {
    if (!rule.action)
      throw new InvalidParameterError("RULE_ACTION", rule.name, "A rule must have an action.");
    const match = this.#statement(rule.statement, owner, path);
    return {
      kind: "rule",
      name: rule.name,
      match,
      inputs: this.#sources.takeAsked(),
      action: rule.action,
      excluded: false,
      labels: rule.labels.map((label) => owner.labelNamespace + label),
      isRateBased: rule.statement.kind === "rateBased",
      response: responseOf(rule.action, owner.responseBodies),
      captchaImmunityS: rule.captchaImmunityS,
      challengeImmunityS: rule.challengeImmunityS,
    };
  }

  #statement(statement: Statement, owner: WebAcl | RuleGroup, path: string): Matcher {
    return compileStatement(statement, {
      sources: this.#sources,
      resources: this.#resources,
      regexes: this.#regexes,
      ruleName: path,
      ruleId: `${this.#acl.arn}/${path}`,
      accountId: this.#acl.arn.split(":", 5)[4] ?? "",
      ownNamespace: owner.labelNamespace,
    });
  }

  /** Custom responses of overrides use the bodies of the web ACL that they are written in. */
  #override(rule: CompiledRule, { actions, excluded }: RuleGroupOverrides): CompiledRule {
    const isExcluded = excluded.has(rule.name);
    const action = isExcluded ? COUNT : actions.get(rule.name);
    if (!action) return rule;
    return {
      ...rule,
      action,
      overriddenAction: rule.action.name,
      excluded: isExcluded,
      response: responseOf(action, this.#acl.responseBodies),
    };
  }
}

const COUNT: RuleAction = { name: "COUNT", insertHeaders: [] };

function managedRule(rule: ManagedRule, group: ManagedRuleGroup): CompiledRule {
  return {
    kind: "rule",
    name: rule.name,
    match: ({ request, details }) => {
      const detail = rule.inspect(request);
      if (detail) details.push(detail);
      return detail !== undefined;
    },
    inputs: [],
    action: { name: rule.action, insertHeaders: [] },
    excluded: false,
    labels: rule.labels.map((label) => group.labelNamespace + label),
    isRateBased: false,
    response: FORBIDDEN,
  };
}

/** An override of a rule that is not there would have no effect, so it is refused. */
function checkOverrides(
  { actions, excluded }: RuleGroupOverrides,
  rules: readonly { readonly name: string }[],
): void {
  const names = new Set(rules.map(({ name }) => name));
  for (const name of [...actions.keys(), ...excluded]) {
    if (names.has(name)) continue;
    throw new InvalidParameterError("RULE_ACTION", name, "The rule group has no rule of this name.");
  }
}

function responseOf({ response }: RuleAction, bodies: CustomResponseBodies): WafResponse {
  if (!response) return FORBIDDEN;
  const body = response.bodyKey === undefined ? undefined : bodies.get(response.bodyKey);
  return {
    statusCode: response.statusCode,
    headers: response.headers,
    body: body?.content,
    contentType: body?.contentType,
  };
}
