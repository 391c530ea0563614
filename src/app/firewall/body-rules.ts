import type { CompiledRule, CompiledWebAcl } from "../../waf/compile/compile-web-acl.ts";

/** Rules that look at a body, as a recording's decisions name them: `no-secrets`, `core › SizeRestrictions_BODY`. */
export function bodyRules({ steps }: CompiledWebAcl): ReadonlySet<string> {
  const found = new Set<string>();
  for (const step of steps) {
    if (step.kind === "rule") {
      if (looksAtBody(step)) found.add(step.name);
      continue;
    }
    for (const rule of step.rules) {
      // Managed rules look for themselves; AWS names the part of the request last.
      const isManaged = step.type === "MANAGED_RULE_GROUP";
      if (isManaged ? /_BODY$/i.test(rule.name) : looksAtBody(rule)) found.add(`${step.name} › ${rule.name}`);
    }
  }
  return found;
}

const looksAtBody = ({ inputs }: CompiledRule): boolean =>
  inputs.some(({ input: { field } }) => field.kind === "body" || field.kind === "jsonBody");
