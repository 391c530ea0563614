import { LISTED_GROUPS } from "./managed/address-lists.ts";
import { findUnbuiltGroup } from "./managed/unbuilt-rule-groups.ts";
import type { ManagedRuleGroup } from "./managed-rule-group.ts";
import type { Rule, RuleGroup, Statement } from "./rules/model.ts";

/** What an operator may or may not have: rules that need what is not there are not evaluated. */
export interface AvailableData {
  readonly countries: boolean;
  readonly autonomousSystems: boolean;
  managedRuleGroup(
    vendorName: string,
    name: string,
    version: string | undefined,
  ): ManagedRuleGroup | undefined;
}

/** A rule that was left out, and why. */
export interface SkippedRule {
  /** The web ACL's rule, and the rule within a group: `orders`, `shared › by-country`. */
  readonly rule: string;
  readonly reason: string;
}

/** Rules of which those that cannot be evaluated match nothing. */
export interface Evaluable<T> {
  readonly value: T;
  readonly skipped: readonly SkippedRule[];
}

/**
 * Puts a statement that never matches in place of each that needs what is not there. The rule keeps its name and
 * place, so that overrides still find it; whoever shows results must say that it was not evaluated.
 */
export function withoutMissing<T extends { readonly rules: readonly Rule[] }>(
  owner: T,
  available: AvailableData,
  ruleGroup: (arn: string) => RuleGroup | undefined = () => undefined,
): Evaluable<T> {
  const skipped: SkippedRule[] = [];
  const rules = owner.rules.map((rule) => {
    const reason = missingFor(rule.statement, available);
    if (reason === undefined) {
      const group = rule.statement.kind === "ruleGroup" ? ruleGroup(rule.statement.arn) : undefined;
      const inner = group ? withoutMissing(group, available).skipped : [];
      skipped.push(...inner.map((one) => ({ rule: `${rule.name} › ${one.rule}`, reason: one.reason })));
      return rule;
    }
    skipped.push({ rule: rule.name, reason });
    return { ...rule, statement: NEVER, action: rule.action ?? COUNT };
  });
  return { value: { ...owner, rules }, skipped };
}

const NEVER: Statement = { kind: "or", statements: [] };
const COUNT = { name: "COUNT", insertHeaders: [] } as const;

/** What a statement needs that is not there; undefined where it can be evaluated. */
function missingFor(statement: Statement, available: AvailableData): string | undefined {
  const nested = (inner: Statement | undefined) => inner && missingFor(inner, available);
  switch (statement.kind) {
    case "geoMatch":
      return available.countries ? undefined : "it needs a country database: --geo-database FILE";
    case "asnMatch":
      return available.autonomousSystems ? undefined : ASN_MISSING;
    case "and":
    case "or":
      return statement.statements.map(nested).find((reason) => reason !== undefined);
    case "not":
      return nested(statement.statement);
    case "rateBased": {
      const needsAsn = statement.keys.some(({ kind }) => kind === "asn");
      return needsAsn && !available.autonomousSystems ? ASN_MISSING : nested(statement.scopeDown);
    }
    case "managedRuleGroup": {
      const { vendorName, groupName, version } = statement;
      if (available.managedRuleGroup(vendorName, groupName, version)) return nested(statement.scopeDown);
      const group = `the rule group ${vendorName} ${groupName}${version ? ` ${version}` : ""}`;
      if (findUnbuiltGroup(vendorName, groupName)) return `Sallyport does not implement ${group} yet`;
      return Object.hasOwn(LISTED_GROUPS, groupName)
        ? `${group} needs its lists: --address-lists DIR`
        : `${group} is not available here`;
    }
    default:
      return undefined;
  }
}

const ASN_MISSING = "it needs an autonomous system database: --asn-database FILE";
