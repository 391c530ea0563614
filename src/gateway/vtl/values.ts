import type { JsonValue } from "../json-path.ts";
import { VtlError } from "./cursor.ts";

/** An object of ours that a template may use: `$input`, `$util`, an entry of a map. */
export interface HostObject {
  /** A property's value, or undefined. */
  get?(name: string): Value;
  /** Calls a method. Throws {@link VtlError} when there is no such method. */
  call?(name: string, args: readonly Value[]): Value;
  /** What the object is as text. */
  text?(): string;
}

/** A value of a template. Undefined and null both stand for "nothing". */
export type Value = undefined | null | string | number | boolean | Value[] | VtlMap | HostObject;

/** A map of a template: `$map.key`, `$map.get("key")`, `{"a": 1}`. Keys are text. */
export class VtlMap extends Map<string, Value> {}

/** Longest text and longest list that a template may build: a template runs on what a client sends. */
export const TEXT_CHARACTERS_MAX = 10 * 1024 * 1024;
const LIST_ITEMS_MAX = 100_000;

/** A JSON value as a template sees it. */
export function fromJson(value: JsonValue | undefined): Value {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(fromJson);
  return new VtlMap(Object.entries(value).map(([name, member]) => [name, fromJson(member)]));
}

/** Most values that one text is made from: a list may hold itself, or the same list many times over. */
const SERIALIZED_VALUES_MAX = 1_000_000;
const SERIALIZED_DEPTH_MAX = 1_000;

/** The JSON form of a value; what has none is null. */
function toJson(value: Value): JsonValue {
  let count = 0;
  const convert = (each: Value, depth: number): JsonValue => {
    count += 1;
    if (count > SERIALIZED_VALUES_MAX || depth > SERIALIZED_DEPTH_MAX)
      throw new VtlError("a value is too large");
    if (each === undefined || each === null) return null;
    if (typeof each !== "object") return each;
    if (Array.isArray(each)) return each.map((item) => convert(item, depth + 1));
    if (!(each instanceof VtlMap)) return each.text?.() ?? null;
    return Object.fromEntries([...each].map(([name, member]) => [name, convert(member, depth + 1)]));
  };
  return convert(value, 0);
}

/** A value as a template writes it: a map as Java does, `{a=1, b=x}`, a list as JSON. Nothing is empty. */
export function toText(value: Value): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value !== "object") return String(value);
  if (!Array.isArray(value) && !(value instanceof VtlMap)) return value.text?.() ?? "";
  return javaText(toJson(value));
}

function javaText(json: JsonValue): string {
  if (typeof json !== "object" || json === null) return String(json);
  if (Array.isArray(json)) return boundText(JSON.stringify(json));
  const members = Object.entries(json).map(([name, member]) => `${name}=${javaText(member)}`);
  return boundText(`{${members.join(", ")}}`);
}

/** Velocity's truth: false and nothing are false, everything else is true, the empty string too. */
export const isTrue = (value: Value): boolean => value !== undefined && value !== null && value !== false;

/** Velocity's `==`: numbers by value, otherwise by text where the kinds differ. */
export function isEqual(left: Value, right: Value): boolean {
  const nothing = (value: Value): boolean => value === undefined || value === null;
  if (nothing(left) || nothing(right)) return nothing(left) && nothing(right);
  if (typeof left === typeof right && typeof left !== "object") return left === right;
  return toText(left) === toText(right);
}

/** A number, or an error that says what it is not. */
export function requireNumber(value: Value): number {
  if (typeof value === "number") return value;
  throw new VtlError("a value is not a number");
}

/** Bounds what a template builds. */
export function boundText(text: string): string {
  if (text.length > TEXT_CHARACTERS_MAX) throw new VtlError("a text grew past 10 MB");
  return text;
}

export function boundList(list: Value[]): Value[] {
  if (list.length > LIST_ITEMS_MAX) throw new VtlError("a list grew past 100,000 items");
  return list;
}
