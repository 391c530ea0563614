import { requireBounded } from "./bounds.ts";
import { isListType } from "./read-parameter.ts";
import { TemplateError } from "./template-error.ts";
import { findIntrinsic, isMap, type Path, type Value, type ValueMap } from "./value.ts";

/** Most turns that all loops of a template may take together. */
const EXPANSIONS_MAX = 10_000;
/** Longest text that a loop may put into its body, in characters. */
const ITEM_LENGTH_MAX = 255;
const PREFIX = "Fn::ForEach::";

/** A list parameter's items, for a loop over `{"Ref": "Names"}`; undefined when there is no such parameter. */
export type ListParameters = (name: string) => readonly string[] | undefined;

/**
 * Expands every loop of the `AWS::LanguageExtensions` transform:
 * `{"Fn::ForEach::Topics": ["Name", ["A", "B"], {"Topic${Name}": {"Type": "T"}}]}` gives
 * `{"TopicA": {"Type": "T"}, "TopicB": {"Type": "T"}}`. Throws {@link TemplateError}.
 */
export function expandLoops(root: ValueMap, listParameters: ListParameters): ValueMap {
  let expansions = 0;
  let length = 0;
  const expandMap = (map: ValueMap, path: Path): ValueMap => {
    const result: ValueMap = {};
    const add = (key: string, value: Value): void => {
      if (Object.hasOwn(result, key)) throw new TemplateError(`Template error: duplicate key ${key}`, path);
      result[key] = value;
    };
    for (const [key, value] of Object.entries(map)) {
      const here = [...path, key];
      if (!key.startsWith(PREFIX)) {
        add(key, expand(value, here));
        continue;
      }
      const { identifier, items, body } = readLoop(value, here, listParameters);
      for (const item of items) {
        if (++expansions > EXPANSIONS_MAX)
          throw new TemplateError(`Fn::ForEach makes more than ${EXPANSIONS_MAX} entries`, here);
        if (item.length > ITEM_LENGTH_MAX)
          throw new TemplateError(`Fn::ForEach takes items of ${ITEM_LENGTH_MAX} characters at most`, here);
        const turn = expandMap(substituteLoop(body, identifier, item) as ValueMap, here);
        length += requireBounded(turn, here, length);
        for (const [name, entry] of Object.entries(turn)) add(name, entry);
      }
    }
    return result;
  };
  const expand = (value: Value, path: Path): Value => {
    if (Array.isArray(value)) return value.map((item, i) => expand(item, [...path, i]));
    return isMap(value) ? expandMap(value, path) : value;
  };
  return expandMap(root, []);
}

function readLoop(
  value: Value,
  path: Path,
  listParameters: ListParameters,
): { identifier: string; items: readonly string[]; body: ValueMap } {
  const [identifier, collection, body] = Array.isArray(value) ? value : [];
  if (typeof identifier !== "string" || collection === undefined || !isMap(body)) {
    throw new TemplateError("Fn::ForEach takes an identifier, a collection and an object", path);
  }
  const reference = findIntrinsic(collection);
  const listed = reference?.name === "Ref" ? listParameters(String(reference.argument)) : collection;
  if (
    !Array.isArray(listed) ||
    !listed.every((item) => typeof item === "string" || typeof item === "number")
  ) {
    throw new TemplateError(
      "Fn::ForEach loops over a list of texts or a reference to a list parameter",
      path,
    );
  }
  return { identifier, items: listed.map(String), body };
}

/** Puts the turn's item where the body says `${Name}`, `&{Name}` (letters and digits only) or `{"Ref": "Name"}`. */
function substituteLoop(value: Value, identifier: string, item: string): Value {
  const text = (from: string): string =>
    from
      .replaceAll(`\${${identifier}}`, item)
      .replaceAll(`&{${identifier}}`, item.replace(/[^A-Za-z0-9]/g, ""));
  const visit = (part: Value): Value => {
    if (typeof part === "string") return text(part);
    if (Array.isArray(part)) return part.map(visit);
    if (!isMap(part)) return part;
    if (findIntrinsic(part)?.name === "Ref" && part["Ref"] === identifier) return item;
    return Object.fromEntries(Object.entries(part).map(([key, entry]) => [text(key), visit(entry)]));
  };
  return visit(value);
}

/** The list parameters of a template's text, with the values given or the defaults. */
export function listParametersOf(root: ValueMap, given: ReadonlyMap<string, string>): ListParameters {
  const declarations = isMap(root["Parameters"]) ? root["Parameters"] : {};
  return (name) => {
    const declaration = declarations[name];
    if (!isMap(declaration) || !isListType(String(declaration["Type"]))) return undefined;
    const text = given.get(name) ?? declaration["Default"];
    return typeof text === "string"
      ? text
          .split(",")
          .map((item) => item.trim())
          .filter(Boolean)
      : undefined;
  };
}
