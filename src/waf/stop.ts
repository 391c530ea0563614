import { type CompiledRule, FORBIDDEN } from "./compile/compile-web-acl.ts";
import type { Inspection } from "./compile/inspection.ts";
import type { Outcome } from "./outcome.ts";
import { WorkExceededError } from "./regex/work-meter.ts";

/**
 * Runs a statement of a rule. Where its regular expressions take too much work nobody knows whether it matches: as a
 * match it could let the request in, as none it could leave it unseen. So the request is stopped, whatever the rule
 * does with those that it matches, and even where the rule's group is only counted.
 */
export function runOrStop<T>(
  run: () => T,
  ruleName: string,
  inspection: Inspection,
): { readonly result: T } | { readonly stopped: Outcome } {
  try {
    return { result: run() };
  } catch (error) {
    if (!(error instanceof WorkExceededError)) throw error;
    return { stopped: stop(ruleName, inspection) };
  }
}

function stop(name: string, inspection: Inspection): Outcome {
  const match = { ruleId: name, action: "BLOCK", matchDetails: inspection.details.slice() } as const;
  const rule: CompiledRule = {
    kind: "rule",
    name,
    match: () => true,
    inputs: [],
    action: { name: "BLOCK", insertHeaders: [] },
    excluded: false,
    labels: [],
    isRateBased: false,
    response: FORBIDDEN,
  };
  return { rule, match, terminates: true, isForced: true };
}
