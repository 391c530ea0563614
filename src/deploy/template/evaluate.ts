import { LIST_ITEMS_MAX, TEXT_LENGTH_MAX } from "./bounds.ts";
import type { IntrinsicFunction } from "./functions/intrinsic-function.ts";
import { listFunctions } from "./functions/list.ts";
import { logicFunctions } from "./functions/logic.ts";
import { lookupFunctions } from "./functions/lookup.ts";
import { networkFunctions } from "./functions/network.ts";
import { textFunctions } from "./functions/text.ts";
import { type Evaluated, NO_VALUE, type Scope } from "./scope.ts";
import { TemplateError } from "./template-error.ts";
import { findIntrinsic, type Path, type Value, type ValueMap } from "./value.ts";

const FUNCTIONS: Readonly<Record<string, IntrinsicFunction>> = {
  ...lookupFunctions,
  ...logicFunctions,
  ...textFunctions,
  ...listFunctions,
  ...networkFunctions,
};

/**
 * Evaluates every intrinsic function in `value`. Throws {@link TemplateError} with the place of what cannot be.
 * `{"Fn::Join": ["-", ["a", {"Ref": "AWS::Region"}]]}` gives `a-us-east-1`.
 */
export function evaluate(value: Value, scope: Scope, path: Path): Evaluated {
  if (Array.isArray(value)) {
    return value.map((item, i) => evaluate(item, scope, [...path, i])).filter((item) => item !== NO_VALUE);
  }
  if (typeof value !== "object" || value === null) return value;
  const intrinsic = findIntrinsic(value);
  if (intrinsic && isCall(intrinsic.name, path))
    return callFunction(intrinsic.name, intrinsic.argument, scope, path);
  const map: ValueMap = {};
  for (const [key, item] of Object.entries(value)) {
    const evaluated = evaluate(item, scope, [...path, key]);
    if (evaluated !== NO_VALUE) map[key] = evaluated;
  }
  return map;
}

/** `{"Condition": "Name"}` is a function in conditions only; elsewhere it is data. */
const isCall = (name: string, path: Path): boolean => name !== "Condition" || isInCondition(path);

/** Whether the path is inside `Conditions` or `Rules`, or inside the condition of an `Fn::And`, `Fn::Or` or `Fn::Not`. */
const isInCondition = (path: Path): boolean =>
  path[0] === "Conditions" || path[0] === "Rules" || /^Fn::(And|Or|Not)$/.test(String(path.at(-2)));

function callFunction(name: string, argument: Value, scope: Scope, path: Path): Evaluated {
  const fn = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  const here = [...path, name];
  if (!fn) throw new TemplateError(`Template error: ${name} is not a supported function`, here);
  const result = fn({
    argument,
    path: here,
    scope,
    evaluate: (part, ...steps) => evaluate(part, scope, [...here, ...steps]),
    fail: (reason) => new TemplateError(`Template error: ${reason}`, here),
  });
  if (Array.isArray(result) && result.length > LIST_ITEMS_MAX) {
    throw new TemplateError(`Template error: ${name} gives more than ${LIST_ITEMS_MAX} items`, here);
  }
  if (typeof result === "string" && result.length > TEXT_LENGTH_MAX) {
    throw new TemplateError(`Template error: ${name} gives more than ${TEXT_LENGTH_MAX} characters`, here);
  }
  return result;
}

/** Names of the functions that templates may call. */
export const intrinsicFunctions: readonly string[] = Object.keys(FUNCTIONS).filter(
  (name) => name !== "Condition",
);

/** Whether a function of that name exists in templates. `Fn::ForEach::Name` is expanded before. */
export const isKnownFunction = (name: string): boolean => Object.hasOwn(FUNCTIONS, name);
