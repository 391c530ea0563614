import { substitutedNames } from "./functions/text.ts";
import { findIntrinsic, isMap, type Path, type Value } from "./value.ts";

/** One mention of something else in a template. */
export type Reference =
  | { readonly kind: "ref"; readonly name: string; readonly path: Path }
  /** `attribute` is undefined where it is computed by another function. */
  | {
      readonly kind: "attribute";
      readonly name: string;
      readonly attribute: string | undefined;
      readonly path: Path;
    }
  | { readonly kind: "condition"; readonly name: string; readonly path: Path }
  | { readonly kind: "call"; readonly name: string; readonly path: Path };

/** Which branch of an `Fn::If` to follow; undefined follows both. */
export type BranchChooser = (condition: string) => boolean | undefined;

/** Every reference in `value`, branches of `Fn::If` that are not taken left out. */
export function collectReferences(
  value: Value,
  path: Path,
  choose: BranchChooser = () => undefined,
): Reference[] {
  const found: Reference[] = [];
  walk(value, path, choose, found);
  return found;
}

function walk(value: Value, path: Path, choose: BranchChooser, found: Reference[]): void {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) walk(item, [...path, i], choose, found);
    return;
  }
  if (!isMap(value)) return;
  const intrinsic = findIntrinsic(value);
  if (intrinsic && intrinsic.name !== "Condition") {
    walkCall(intrinsic.name, intrinsic.argument, [...path, intrinsic.name], choose, found);
    return;
  }
  if (intrinsic && isConditionPlace(path))
    found.push({ kind: "condition", name: String(intrinsic.argument), path });
  for (const [key, item] of Object.entries(value)) walk(item, [...path, key], choose, found);
}

const isConditionPlace = (path: Path): boolean =>
  path[0] === "Conditions" || path[0] === "Rules" || /^Fn::(And|Or|Not)$/.test(String(path.at(-2)));

function walkCall(
  name: string,
  argument: Value,
  path: Path,
  choose: BranchChooser,
  found: Reference[],
): void {
  found.push({ kind: "call", name, path });
  if (name === "Ref") {
    found.push({ kind: "ref", name: String(argument), path });
    return;
  }
  if (name === "Fn::GetAtt") {
    const [logicalId, ...rest] = Array.isArray(argument) ? argument : String(argument).split(".");
    const isPlain = rest.every((part) => typeof part === "string");
    found.push({
      kind: "attribute",
      name: String(logicalId),
      attribute: isPlain ? rest.join(".") : undefined,
      path,
    });
  }
  if (name === "Fn::Sub") addSubstitutions(argument, path, found);
  if (name === "Fn::If" && Array.isArray(argument)) {
    const condition = String(argument[0]);
    found.push({ kind: "condition", name: condition, path });
    const taken = choose(condition);
    if (taken !== false) walk(argument[1] ?? null, [...path, 1], choose, found);
    if (taken !== true) walk(argument[2] ?? null, [...path, 2], choose, found);
    return;
  }
  walk(argument, path, choose, found);
}

function addSubstitutions(argument: Value, path: Path, found: Reference[]): void {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof template !== "string") return;
  const own = isMap(variables) ? variables : {};
  for (const name of substitutedNames(template)) {
    if (Object.hasOwn(own, name)) continue;
    const dot = name.indexOf(".");
    if (dot < 0) found.push({ kind: "ref", name, path });
    else found.push({ kind: "attribute", name: name.slice(0, dot), attribute: name.slice(dot + 1), path });
  }
}
