import { assertNever } from "../../base/assert.ts";
import type { IpSet } from "../addresses/ip-set.ts";
import type { AsnLookup, GeoLookup } from "../addresses/maxmind.ts";
import type { ManagedRuleGroup } from "../managed-rule-group.ts";
import { rateMatcher } from "../rate/rate-matcher.ts";
import type { RateBasedStatement, RuleGroup, Statement } from "../rules/model.ts";
import { asnMatcher, geoMatcher, ipSetMatcher } from "./address-matchers.ts";
import type { Matcher } from "./inspection.ts";
import { labelMatcher } from "./label-matcher.ts";
import { allOf, anyOf, negated } from "./logic-matchers.ts";
import type { RegexPool } from "./regex-pool.ts";
import { byteMatcher, regexMatcher, sizeMatcher, sqliMatcher, xssMatcher } from "./text-matchers.ts";
import type { ValueSources } from "./value-source.ts";

/** What rules refer to. A function gives undefined where there is no such resource. */
export interface WafResources {
  ipSet(arn: string): IpSet | undefined;
  /** The regular expressions of a pattern set. */
  regexPatternSet(arn: string): readonly string[] | undefined;
  ruleGroup(arn: string): RuleGroup | undefined;
  /** Without a version: the default one. */
  managedRuleGroup(
    vendorName: string,
    groupName: string,
    version: string | undefined,
  ): ManagedRuleGroup | undefined;
  readonly geo?: GeoLookup;
  readonly asn?: AsnLookup;
}

/** A rule refers to something that is not there. A web ACL with such a rule is not compiled: it must not run without it. */
export class MissingResourceError extends Error {
  override readonly name = "MissingResourceError";
  /** An ARN, or the name of a database or managed rule group. */
  readonly resource: string;

  constructor(resource: string) {
    super(`The rule refers to ${resource}, which does not exist`);
    this.resource = resource;
  }
}

/** Where a statement stands. */
export interface StatementContext {
  readonly sources: ValueSources;
  readonly resources: WafResources;
  readonly regexes: RegexPool;
  readonly ruleName: string;
  /** Unique to this use of the rule. */
  readonly ruleId: string;
  /** Whose rule it is: the web ACL's account, be the rule in a group of another. */
  readonly accountId: string;
  /** Label prefix of the web ACL or rule group that the rule is in. */
  readonly ownNamespace: string;
}

type MatchStatement = Exclude<Statement, { readonly kind: "ruleGroup" | "managedRuleGroup" }>;

/** A statement as a function. Throws MissingResourceError and RegexesTooLargeError. */
export function compileStatement(statement: Statement, context: StatementContext): Matcher {
  if (statement.kind === "ruleGroup" || statement.kind === "managedRuleGroup") {
    throw new TypeError("A reference to a rule group is not a statement of its own");
  }
  return compileMatch(statement, context);
}

function compileMatch(statement: MatchStatement, context: StatementContext): Matcher {
  const { sources, resources, regexes } = context;
  const nest = (inner: Statement) => compileStatement(inner, context);
  switch (statement.kind) {
    case "byteMatch":
      return byteMatcher(sources.of(statement.input), statement.searchString, statement.position);
    case "sizeConstraint":
      return sizeMatcher(sources.of(statement.input), statement.comparison, statement.sizeBytes);
    case "sqliMatch":
      return sqliMatcher(sources.of(statement.input), statement.sensitivity);
    case "xssMatch":
      return xssMatcher(sources.of(statement.input));
    case "regexMatch":
      return regexMatcher(sources.of(statement.input), [regexes.regex(statement.pattern)]);
    case "regexPatternSet": {
      const patterns = needed(resources.regexPatternSet(statement.arn), statement.arn);
      return regexMatcher(
        sources.of(statement.input),
        patterns.map((pattern) => regexes.regex(pattern)),
      );
    }
    case "geoMatch":
      return geoMatcher(
        needed(resources.geo, "a country database"),
        statement.countries,
        statement.forwardedIp,
      );
    case "asnMatch":
      return asnMatcher(
        needed(resources.asn, "an autonomous system database"),
        statement.asns,
        statement.forwardedIp,
      );
    case "ipSet":
      return ipSetMatcher(needed(resources.ipSet(statement.arn), statement.arn), statement.forwardedIp);
    case "labelMatch":
      return labelMatcher(statement.scope, statement.key, context.ownNamespace);
    case "and":
      return allOf(statement.statements.map(nest));
    case "or":
      return anyOf(statement.statements.map(nest));
    case "not":
      return negated(nest(statement.statement));
    case "rateBased":
      return compileRate(statement, context);
    default:
      return assertNever(statement);
  }
}

function compileRate(statement: RateBasedStatement, context: StatementContext): Matcher {
  const { sources, resources, ruleId, accountId, ruleName, ownNamespace } = context;
  const needsAsn = statement.keys.some(({ kind }) => kind === "asn");
  return rateMatcher({
    statement,
    rule: { id: ruleId, accountId, name: ruleName, windowS: statement.windowS },
    scopeDown: statement.scopeDown && compileStatement(statement.scopeDown, context),
    sources,
    asn: needsAsn ? needed(resources.asn, "an autonomous system database") : undefined,
    ownNamespace,
  });
}

function needed<T>(resource: T | undefined, name: string): T {
  if (resource === undefined) throw new MissingResourceError(name);
  return resource;
}
