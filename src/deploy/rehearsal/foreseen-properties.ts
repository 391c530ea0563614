import { UNKNOWN } from "../engine/property-contexts.ts";
import { readObject } from "../resources/property-schema.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import { evaluate } from "../template/evaluate.ts";
import { type Evaluated, NO_VALUE, type Scope } from "../template/scope.ts";
import { propertiesPath, type ResourceDeclaration } from "../template/template.ts";
import { TemplateError } from "../template/template-error.ts";
import { findIntrinsic, isMap, type Path, type Value, type ValueMap } from "../template/value.ts";

/** Stands where a function's value is not known; read as a function is, so that a schema lets it pass. */
const unread = (): ValueMap => ({ Ref: UNKNOWN });

/**
 * A resource's properties as far as they are known before any resource of the stack is made, typed as its schema says.
 * {@link UNKNOWN} stands for what another resource will give. Throws {@link TemplateError} for what cannot be
 * evaluated whatever that is.
 */
export function foreseenProperties(
  type: ResourceType,
  { logicalId, properties }: ResourceDeclaration,
  scope: Omit<Scope, "resources">,
): ValueMap {
  const path = propertiesPath(logicalId);
  const foreseen = foresee(properties, scope, path) as ValueMap;
  return settle(readObject(type.properties, foreseen, path, "static")) as ValueMap;
}

function foresee(value: Value, scope: Omit<Scope, "resources">, path: Path): Evaluated {
  if (Array.isArray(value)) {
    return value.map((item, i) => foresee(item, scope, [...path, i])).filter((item) => item !== NO_VALUE);
  }
  if (!isMap(value)) return value;
  const intrinsic = findIntrinsic(value);
  if (intrinsic && intrinsic.name !== "Condition") return foreseeCall(value, scope, path);
  const map: ValueMap = {};
  for (const [key, item] of Object.entries(value)) {
    const foreseen = foresee(item, scope, [...path, key]);
    if (foreseen !== NO_VALUE) map[key] = foreseen;
  }
  return map;
}

/** The value of a function; {@link unread} where it looks at a resource and does not show what it made of it. */
function foreseeCall(call: ValueMap, scope: Omit<Scope, "resources">, path: Path): Evaluated {
  let asked = false;
  const ask = (): Value => {
    asked = true;
    return UNKNOWN;
  };
  try {
    const value = evaluate(call, { ...scope, resources: { ref: ask, attribute: ask } }, path);
    if (!asked || value === NO_VALUE) return value;
    return typeof value === "object" && JSON.stringify(value).includes(UNKNOWN) ? hidden(value) : unread();
  } catch (error) {
    if (asked && error instanceof TemplateError) return unread();
    throw error;
  }
}

/** Each text that holds something unknown becomes {@link unread}. */
function hidden(value: Value): Value {
  if (Array.isArray(value)) return value.map(hidden);
  if (isMap(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hidden(item)]));
  return typeof value === "string" && value.includes(UNKNOWN) ? unread() : value;
}

/** {@link UNKNOWN} for {@link unread}: handlers and operations take texts. */
function settle(value: Value): Value {
  if (Array.isArray(value)) return value.map(settle);
  if (!isMap(value)) return value;
  if (value["Ref"] === UNKNOWN && Object.keys(value).length === 1) return UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, settle(item)]));
}
