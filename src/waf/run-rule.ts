import type { CompiledGroup, CompiledRule } from "./compile/compile-web-acl.ts";
import type { Inspection } from "./compile/inspection.ts";
import type { RuleMatch, TokenResponse } from "./decision.ts";
import type { Outcome } from "./outcome.ts";
import type { SeenPlace } from "./rule-trace.ts";
import type { WebAcl } from "./rules/model.ts";
import { runOrStop } from "./stop.ts";
import { refuse } from "./token.ts";
import { traceRule } from "./trace.ts";

/** In place of labels that nobody asked for: nothing is allocated on a request's way. */
const UNASKED: readonly string[] = [];
const NOWHERE: readonly SeenPlace[] = [];

/** Runs one rule and adds its labels; undefined where it does not match. */
export function runRule(
  rule: CompiledRule,
  inspection: Inspection,
  acl: WebAcl,
  group?: CompiledGroup,
): Outcome | undefined {
  const labels = inspection.onRule ? [...inspection.labels] : UNASKED;
  const run = runOrStop(() => rule.match(inspection), rule.name, inspection);
  const stopped = "stopped" in run ? run.stopped : undefined;
  const result = "stopped" in run ? true : run.result;
  const matches = result === true;
  const matchDetails = matches ? inspection.details.slice() : [];
  const places = inspection.onRule ? inspection.places.slice() : NOWHERE;
  inspection.finishRule();
  inspection.onRule?.(traceRule(rule, group, { result, matchDetails, places, labels }, inspection));
  if (!matches || stopped) return stopped;
  for (const label of rule.labels) inspection.labels.add(label);
  return applyAction(rule, inspection, acl, {
    ruleId: rule.name,
    action: rule.excluded ? "EXCLUDED_AS_COUNT" : rule.action.name,
    overriddenAction: rule.overriddenAction,
    matchDetails,
  });
}

function applyAction(rule: CompiledRule, inspection: Inspection, acl: WebAcl, match: RuleMatch): Outcome {
  switch (rule.action.name) {
    case "COUNT":
      return { rule, match, terminates: false };
    case "ALLOW":
    case "BLOCK":
      return { rule, match, terminates: true };
    case "CAPTCHA": {
      const immunityS = rule.captchaImmunityS ?? acl.captchaImmunityS;
      const token = checkToken("CAPTCHA", immunityS, inspection, acl);
      return {
        rule,
        match: { ...match, captchaResponse: token },
        terminates: token.responseCode !== 0,
        token,
      };
    }
    case "CHALLENGE": {
      const immunityS = rule.challengeImmunityS ?? acl.challengeImmunityS;
      const token = checkToken("CHALLENGE", immunityS, inspection, acl);
      return {
        rule,
        match: { ...match, challengeResponse: token },
        terminates: token.responseCode !== 0,
        token,
      };
    }
  }
}

function checkToken(
  action: "CAPTCHA" | "CHALLENGE",
  immunityS: number,
  { env, request }: Inspection,
  { tokenDomains }: WebAcl,
): TokenResponse {
  // Without an authority there are no tokens to accept.
  if (!env.tokens) return refuse({ action }, "TOKEN_MISSING", 0);
  return env.tokens.verify(request, { action, immunityS, tokenDomains }, env.nowMs);
}
