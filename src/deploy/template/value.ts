/** What a template is made of: JSON, before and after its intrinsic functions are evaluated. */
export type Value = null | boolean | number | string | Value[] | ValueMap;

/** A JSON object of a template. */
export interface ValueMap {
  [key: string]: Value;
}

/** Where a value stands: `["Resources", "Api", "Properties", "Name"]`. */
export type Path = readonly (string | number)[];

/** Whether a value is a JSON object. */
export const isMap = (value: Value | undefined): value is ValueMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An intrinsic function call: an object whose one key is `Ref`, `Condition` or starts with `Fn::`. */
export interface IntrinsicCall {
  readonly name: string;
  readonly argument: Value;
}

/**
 * Reads `{"Fn::Sub": "x"}` as `{name: "Fn::Sub", argument: "x"}`; undefined when the value is data.
 * `Condition` is a call only with text for an argument: policy statements have a `Condition` object of their own.
 */
export function findIntrinsic(value: Value): IntrinsicCall | undefined {
  if (!isMap(value)) return undefined;
  const keys = Object.keys(value);
  const name = keys[0];
  if (keys.length !== 1 || name === undefined) return undefined;
  const argument = value[name]!;
  if (name === "Ref" || name.startsWith("Fn::")) return { name, argument };
  return name === "Condition" && typeof argument === "string" ? { name, argument } : undefined;
}

/** Whether two values are equal as JSON; the order of keys does not count. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => sameValue(item, b[i]));
  }
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && sameValue(a[key], b[key]));
}
