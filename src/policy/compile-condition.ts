import type { ConditionContext } from "./condition-context.ts";
import { comparisonOperators } from "./condition-operators.ts";
import type { ValueTest } from "./condition-values.ts";
import type { Condition, PolicyDocument } from "./document.ts";
import { isUnknownGlobalKey } from "./global-keys.ts";
import { PolicyDocumentError } from "./policy-document-error.ts";

/** One condition of a statement. All of a statement's conditions must hold. */
export interface CompiledCondition {
  /** As the policy writes it. */
  readonly operator: string;
  /** As the policy writes it. */
  readonly key: string;
  /** The key as the context knows it: lower-case. */
  readonly contextKey: string;
  readonly wanted: readonly string[];
  readonly holds: (context: ConditionContext) => boolean;
}

type Quantifier = "for-any-value" | "for-all-values" | undefined;

const OPERATOR = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/i;

/** Compiles one condition. Throws {@link PolicyDocumentError}. */
export function compileCondition(
  condition: Condition,
  version: PolicyDocument["version"],
): CompiledCondition {
  const { operator, key, values: wanted, place } = condition;
  checkKey(key, place);
  const contextKey = key.toLowerCase();
  const describe = { operator, key, contextKey, wanted };
  const [, set, name = "", ifExists] = OPERATOR.exec(operator) ?? [];
  if (name.toLowerCase() === "null" && !set && !ifExists) {
    return { ...describe, holds: compileNull(contextKey, wanted, place) };
  }
  const comparison = comparisonOperators.get(name.toLowerCase());
  if (!comparison) {
    throw new PolicyDocumentError(
      place,
      `Invalid Condition type : ${operator.slice(0, 128)}. There is no such operator.`,
    );
  }
  const variables = version === "2012-10-17";
  if (variables && !comparison.takesVariables && wanted.some((value) => value.includes("${"))) {
    throw new PolicyDocumentError(place, `Policy variables cannot be used with ${comparison.name}.`);
  }
  const test = comparison.compile(wanted, { wildcards: true, variables }, place);
  const holds = quantify(contextKey, test, comparison.negated, ifExists !== undefined, quantifierOf(set));
  return { ...describe, holds };
}

function checkKey(key: string, place: string): void {
  if (key.length > 512 || !/^[^\s:]+:[^\s]/.test(key)) {
    throw new PolicyDocumentError(
      place,
      "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
    );
  }
  if (isUnknownGlobalKey(key)) {
    throw new PolicyDocumentError(place, `There is no global condition key ${JSON.stringify(key)}.`);
  }
}

function quantifierOf(set: string | undefined): Quantifier {
  if (!set) return undefined;
  return set.toLowerCase() === "foranyvalue" ? "for-any-value" : "for-all-values";
}

/** `Null`: whether the key is absent (`true`) or present (`false`). */
function compileNull(
  key: string,
  wanted: readonly string[],
  place: string,
): (context: ConditionContext) => boolean {
  const wantsAbsent = wanted.map((value) => {
    if (!/^(?:true|false)$/i.test(value)) {
      throw new PolicyDocumentError(place, "The Null operator takes true or false.");
    }
    return value.toLowerCase() === "true";
  });
  return (context) => wantsAbsent.includes(!context.get(key)?.length);
}

/**
 * Says when a comparison holds of a key with no value, one or several.
 * - Without a set operator, a missing key fails a plain comparison and passes a negated one; of several values, one
 *   match is enough for the plain comparison and fails the negated one.
 * - `ForAllValues` holds when every value does, also when there is none or all are empty.
 * - `ForAnyValue` holds when some value does, never when there is none or all are empty.
 * - `IfExists` holds when the key is missing.
 * Source: IAM User Guide, "Creating a condition with multiple keys or values".
 */
function quantify(
  key: string,
  test: ValueTest,
  negated: boolean,
  ifExists: boolean,
  quantifier: Quantifier,
): (context: ConditionContext) => boolean {
  return (context) => {
    const seen = context.get(key);
    if (seen === undefined || seen.length === 0) {
      if (ifExists) return true;
      return quantifier === undefined ? negated : quantifier === "for-all-values";
    }
    if (quantifier === undefined) return seen.some((value) => test(value, context)) !== negated;
    const forAll = quantifier === "for-all-values";
    if (seen.every((value) => value === "")) return forAll;
    const holdsOf = (value: string): boolean => test(value, context) !== negated;
    return forAll ? seen.every(holdsOf) : seen.some(holdsOf);
  };
}
