import { asksForUnbuilt } from "../../control/refused-members.ts";
import type { RefusedMember } from "../../services/operation.ts";
import { TemplateError } from "../template/template-error.ts";
import { findIntrinsic, isMap, type Path, type Value, type ValueMap } from "../template/value.ts";
import type { ResourceType } from "./resource-type.ts";

/** What an operation refuses, by `lambda:CreateFunction`; undefined where the operation itself is not built. */
export type FindRefusals = (operation: string) => readonly RefusedMember[] | undefined;

/** A value inside a resource's properties, and where it stands. */
interface Placed {
  readonly value: Value;
  readonly path: Path;
}

/**
 * A {@link TemplateError} for each property whose effect is not built: the operations that take the properties say what
 * they refuse. What an intrinsic function will give is left to the operations themselves.
 */
export function findUnbuiltProperties(
  { type, takenBy = [], propertiesTakenBy = {} }: ResourceType,
  properties: ValueMap,
  path: Path,
  findRefusals: FindRefusals,
): readonly TemplateError[] {
  const untaken = Object.entries(propertiesTakenBy)
    .filter(([name, operation]) => (properties[name] ?? null) !== null && !findRefusals(operation))
    .map(([name]) => unbuilt(`property ${name} of ${type}`, [...path, name]));
  const refused = takenBy.flatMap((operation) =>
    (findRefusals(operation) ?? []).flatMap(({ member, accepts = [] }) => {
      const asked = placesOf(member.split("."), { value: properties, path }).find(({ value }) =>
        asksForUnbuilt(withoutIntrinsics(value), accepts),
      );
      return asked ? [unbuilt(`${asked.path.slice(path.length).join(".")} of ${type}`, asked.path)] : [];
    }),
  );
  return [...untaken, ...refused];
}

const unbuilt = (what: string, path: Path): TemplateError =>
  new TemplateError(
    `Sallyport does not implement ${what} yet, and does not store a setting that it cannot enforce`,
    path,
  );

/** The values that a member of an operation's input names (`Rules[].Action`); properties differ from it in letter case. */
function placesOf([head, ...rest]: readonly string[], { value, path }: Placed): readonly Placed[] {
  if (head === undefined) return [{ value, path }];
  if (!isMap(value) || findIntrinsic(value)) return [];
  const wanted = head.replace(/\[\]$/, "").toLowerCase();
  const name = Object.keys(value).find((key) => key.toLowerCase() === wanted);
  if (name === undefined) return [];
  const found = { value: value[name]!, path: [...path, name] };
  if (!head.endsWith("[]")) return placesOf(rest, found);
  const items = Array.isArray(found.value) ? found.value : [];
  return items.flatMap((item, index) => placesOf(rest, { value: item, path: [...found.path, index] }));
}

/** What is known of a value before its functions are evaluated. */
function withoutIntrinsics(value: Value): unknown {
  if (Array.isArray(value)) return value.filter((item) => !findIntrinsic(item)).map(withoutIntrinsics);
  if (!isMap(value)) return value;
  if (findIntrinsic(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutIntrinsics(item)]));
}
