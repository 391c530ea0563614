import type { CompiledGroup, CompiledRule, CompiledWebAcl } from "./compile/compile-web-acl.ts";
import { Inspection, type InspectionEnv } from "./compile/inspection.ts";
import type {
  HeaderLine,
  RuleGroupResult,
  RuleMatch,
  TerminatingRuleType,
  WafDecision,
  WafResponse,
} from "./decision.ts";
import type { Outcome } from "./outcome.ts";
import { InspectedRequest, type RequestInput } from "./request.ts";
import type { RuleTrace } from "./rule-trace.ts";
import type { RuleAction } from "./rules/model.ts";
import { runRule } from "./run-rule.ts";
import { runOrStop } from "./stop.ts";
import { DEFAULT_ACTION_ID } from "./terminating-rule.ts";
import { traceOutOfScope } from "./trace.ts";

/** Put before the names of headers that rules add to requests. Source: AWS WAF, custom requests. */
export const INSERTED_HEADER_PREFIX = "x-amzn-waf-";

/** Runs a web ACL over a request. `onRule` hears what each rule saw: for explaining, not for traffic. */
export function inspect(
  compiled: CompiledWebAcl,
  input: RequestInput,
  env: InspectionEnv,
  onRule?: (trace: RuleTrace) => void,
): WafDecision {
  const request = new InspectedRequest(input, compiled.acl.bodyBytesMax);
  const inspection = new Inspection(request, env, compiled.sourceCount, onRule);
  return new WebAclRun(compiled, inspection).decide();
}

/** An outcome that ends the inspection, under the name that the log gives it. */
interface Ending {
  readonly outcome: Outcome;
  readonly ruleId: string;
  readonly type: TerminatingRuleType;
}

class WebAclRun {
  readonly #compiled: CompiledWebAcl;
  readonly #inspection: Inspection;
  readonly #matches: RuleMatch[] = [];
  readonly #groups: RuleGroupResult[] = [];
  readonly #insertedHeaders: HeaderLine[] = [];

  constructor(compiled: CompiledWebAcl, inspection: Inspection) {
    this.#compiled = compiled;
    this.#inspection = inspection;
  }

  decide(): WafDecision {
    for (const step of this.#compiled.steps) {
      const ending = step.kind === "group" ? this.#runGroup(step) : this.#runOwnRule(step);
      if (ending) return this.#ended(ending);
    }
    return this.#ended(undefined);
  }

  #runOwnRule(rule: CompiledRule): Ending | undefined {
    const outcome = runRule(rule, this.#inspection, this.#compiled.acl);
    if (!outcome) return undefined;
    if (outcome.terminates) {
      return { outcome, ruleId: rule.name, type: rule.isRateBased ? "RATE_BASED" : "REGULAR" };
    }
    this.#matches.push(outcome.match);
    this.#insertHeaders(rule.action);
    return undefined;
  }

  #runGroup(group: CompiledGroup): Ending | undefined {
    const { scopeDown } = group;
    if (scopeDown) {
      const run = runOrStop(() => scopeDown(this.#inspection), group.name, this.#inspection);
      this.#inspection.finishRule();
      if ("stopped" in run) return { outcome: run.stopped, ruleId: group.name, type: group.type };
      if (run.result !== true) {
        this.#inspection.onRule?.(traceOutOfScope(group, this.#inspection));
        return undefined;
      }
    }
    const matches: RuleMatch[] = [];
    const excludedRules: string[] = [];
    let ended: Outcome | undefined;
    for (const rule of group.rules) {
      const outcome = runRule(rule, this.#inspection, this.#compiled.acl, group);
      if (outcome?.terminates) {
        ended = outcome;
        break;
      }
      if (!outcome) continue;
      if (rule.excluded) excludedRules.push(rule.name);
      else matches.push(outcome.match);
      this.#insertHeaders(rule.action);
    }
    this.#groups.push({
      ruleName: group.name,
      ruleGroupId: group.ruleGroupId,
      terminatingRule: ended?.match,
      nonTerminatingMatchingRules: matches,
      excludedRules,
    });
    if (!ended) return undefined;
    if (!group.overrideToCount || ended.isForced)
      return { outcome: ended, ruleId: group.name, type: group.type };
    // The group's decision is only counted: its rules ran as they are, and the web ACL goes on.
    this.#matches.push({ ...ended.match, ruleId: group.name, action: "COUNT" });
    return undefined;
  }

  #insertHeaders(action: RuleAction): void {
    for (const { name, value } of action.insertHeaders) {
      this.#insertedHeaders.push({ name: INSERTED_HEADER_PREFIX + name, value });
    }
  }

  #ended(ending: Ending | undefined): WafDecision {
    const { acl, defaultResponse } = this.#compiled;
    const action = ending?.outcome.rule.action ?? acl.defaultAction;
    if (action.name === "ALLOW") this.#insertHeaders(action);
    const { request, labels, oversize, rateBased } = this.#inspection;
    const isAllowed = action.name === "ALLOW";
    const { match } = ending?.outcome ?? {};
    return {
      action: action.name as WafDecision["action"],
      terminatingRuleId: ending?.ruleId ?? DEFAULT_ACTION_ID,
      terminatingRuleType: ending?.type ?? "REGULAR",
      terminatingRuleMatchDetails: match?.matchDetails ?? [],
      nonTerminatingMatchingRules: this.#matches,
      ruleGroups: this.#groups,
      rateBasedRules: rateBased,
      labels: [...labels],
      insertedHeaders: isAllowed ? this.#insertedHeaders : [],
      response: isAllowed ? undefined : ending ? responseTo(ending.outcome, request) : defaultResponse,
      captchaResponse: match?.captchaResponse,
      challengeResponse: match?.challengeResponse,
      oversizeFields: [...oversize],
      requestBodySizeBytes: request.input.bodySizeBytes,
      requestBodySizeInspectedBytes: request.bodyInspected.length,
    };
  }
}

/** The answer to a request that a rule stopped. */
function responseTo({ rule, token }: Outcome, request: InspectedRequest): WafResponse {
  const action = rule.action.name;
  if (action !== "CAPTCHA" && action !== "CHALLENGE") return rule.response;
  const acceptsHtml = request.header("accept").some((value) => value.toLowerCase().includes("text/html"));
  return {
    statusCode: token!.responseCode,
    headers: [{ name: "x-amzn-waf-action", value: action.toLowerCase() }],
    interstitial: acceptsHtml ? action : undefined,
  };
}
