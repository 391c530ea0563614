import type { CompiledWebAcl } from "../../waf/compile/compile-web-acl.ts";
import type { WafDecision } from "../../waf/decision.ts";
import { terminatingInGroup } from "../../waf/terminating-rule.ts";
import { LookedAt } from "./looked-at.ts";
import type { MissingPart, RecordedRequest } from "./recorded-request.ts";
import type { RunnableWebAcl } from "./runnable-web-acl.ts";
import { decider } from "./trial.ts";

/** Why an outcome cannot be told: a rule that may decide otherwise, and what it would have to see. */
export interface Doubt {
  readonly rule: string;
  /** `it looks at header authorization, which is not recorded`. */
  readonly reason: string;
}

/** How sure the decisions of one web ACL are about requests of which parts are not recorded. */
export class Certainty {
  readonly #webAcl: RunnableWebAcl;
  readonly lookedAt: LookedAt;

  constructor(webAcl: RunnableWebAcl) {
    this.#webAcl = webAcl;
    this.lookedAt = new LookedAt(webAcl.compiled);
  }

  /** A rule that was left out and that the request came by, whatever was decided. */
  unevaluated(decision: WafDecision): Doubt | undefined {
    const { skipped, compiled } = this.#webAcl;
    if (skipped.length === 0) return undefined;
    const met = rulesUntil(compiled, decision);
    const left = skipped.find(({ rule }) => met.some(({ name }) => name === rule));
    return left && { rule: left.rule, reason: left.reason };
  }

  /** Whether the rule that decided may have done so for what is missing, or one that lets in may have come first. */
  ofDecision(decision: WafDecision, missing: readonly MissingPart[]): Doubt | undefined {
    if (missing.length === 0) return undefined;
    const rule = decider(decision);
    const part = this.lookedAt.findPart(rule, missing);
    if (part !== undefined && !isElsewhere(decision, missing)) return doubtOf(rule, part);
    if (decision.action === "ALLOW") return undefined;
    for (const { name, action } of rulesUntil(this.#webAcl.compiled, decision)) {
      if (action !== "ALLOW") continue;
      const looked = this.lookedAt.findPart(name, missing);
      if (looked !== undefined) return doubtOf(name, looked);
    }
    return undefined;
  }

  /** Whether a rule that stopped the request before, be it by the log, may still stop it for what is missing. */
  ofRule(rule: string, { missing, logged }: RecordedRequest): Doubt | undefined {
    if (missing.length === 0) return undefined;
    if (logged?.rule === rule && logged.location !== undefined) {
      const part = missing.find((one) => isAt(one, logged.location!, logged.field));
      return part && doubtOf(rule, part);
    }
    const part = this.lookedAt.findPart(rule, missing);
    if (part !== undefined) return doubtOf(rule, part);
    // Of a rule that is gone nobody knows where it looked.
    return logged?.rule === rule && !this.lookedAt.has(rule)
      ? doubtOf(rule, missing[0]!, "may look")
      : undefined;
  }
}

const doubtOf = (rule: string, part: MissingPart, looks = "looks"): Doubt => ({
  rule,
  reason: `it ${looks} at ${part}, which is not recorded`,
});

interface MetRule {
  readonly name: string;
  readonly action: string;
}

/** The rules that come before the decision, and the one that made it. */
function rulesUntil({ steps }: CompiledWebAcl, decision: WafDecision): readonly MetRule[] {
  const last = decider(decision);
  const met: MetRule[] = [];
  for (const step of steps) {
    const rules =
      step.kind === "rule"
        ? [{ name: step.name, action: step.action.name }]
        : step.rules.map((rule) => ({
            name: `${step.name} › ${rule.name}`,
            action: step.overrideToCount ? "COUNT" : rule.action.name,
          }));
    const end = rules.findIndex(({ name }) => name === last);
    met.push(...(end < 0 ? rules : rules.slice(0, end + 1)));
    if (end >= 0) break;
  }
  return met;
}

/** Whether a managed rule found what it looked for in a part that is recorded. */
function isElsewhere(decision: WafDecision, missing: readonly MissingPart[]): boolean {
  if (decision.terminatingRuleType !== "MANAGED_RULE_GROUP") return false;
  const details = terminatingInGroup(decision)?.rule.matchDetails ?? [];
  return (
    details.length > 0 &&
    details.every(({ location, fieldName }) => !missing.some((part) => isAt(part, location, fieldName)))
  );
}

/** Whether a location of AWS WAF's logs is, or may be, a part. */
function isAt(part: MissingPart, location: string, field: string | undefined): boolean {
  switch (location) {
    case "HEADER":
      return field === undefined ? part.startsWith("header ") : part === `header ${field.toLowerCase()}`;
    case "COOKIE":
      return part === "header cookie";
    case "URI":
      return part === "path";
    case "QUERY_STRING":
    case "ALL_QUERY_ARGS":
    case "SINGLE_QUERY_ARG":
      return part === "query string";
    case "METHOD":
      return part === "method";
    default:
      // AWS WAF reports JSON bodies as an unknown location.
      return /BODY|UNKNOWN/.test(location) && part === "body";
  }
}
