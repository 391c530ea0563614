import { AwsError } from "../../aws/aws-error.ts";
import type { BaseScope } from "./conditions.ts";
import { evaluate } from "./evaluate.ts";
import { noResources, type Scope } from "./scope.ts";
import type { Template } from "./template.ts";
import type { Path, Value } from "./value.ts";

/** Checks the template's rules against its parameters. Throws `ValidationError` with every failed assertion. */
export function enforceRules(
  template: Template,
  base: BaseScope,
  condition: (name: string) => boolean,
): void {
  const scope: Scope = { ...base, condition, resources: noResources };
  const holds = (value: Value, path: Path): boolean => {
    const result = evaluate(value, scope, path);
    return result === true || result === "true";
  };
  const failed = template.rules.flatMap((rule) => {
    const path = ["Rules", rule.name];
    if (rule.condition !== undefined && !holds(rule.condition, [...path, "RuleCondition"])) return [];
    return rule.assertions
      .filter((assertion, i) => !holds(assertion.assert, [...path, "Assertions", i, "Assert"]))
      .map((assertion) => assertion.description);
  });
  if (failed.length > 0)
    throw new AwsError("ValidationError", `Template validation error: ${failed.join("; ")}`);
}
