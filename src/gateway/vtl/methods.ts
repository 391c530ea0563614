import { compileLinearRegex } from "../linear-regex.ts";
import { VtlError } from "./cursor.ts";
import {
  boundList,
  boundText,
  type HostObject,
  isEqual,
  requireNumber,
  toText,
  type Value,
  VtlMap,
} from "./values.ts";

type Method<T> = (self: T, args: readonly Value[]) => Value;
type Methods<T> = ReadonlyMap<string, Method<T>>;

const table = <T>(methods: Readonly<Record<string, Method<T>>>): Methods<T> =>
  new Map(Object.entries(methods));

/** Methods of java.lang.String that templates use. Regular expressions run in linear time: their text is a client's. */
const textMethods = table<string>({
  charAt: (self, [index]) => self.charAt(requireNumber(index)),
  concat: (self, [other]) => boundText(self + toText(other)),
  contains: (self, [part]) => self.includes(toText(part)),
  endsWith: (self, [end]) => self.endsWith(toText(end)),
  equals: (self, [other]) => self === toText(other),
  equalsIgnoreCase: (self, [other]) => self.toLowerCase() === toText(other).toLowerCase(),
  indexOf: (self, [part]) => self.indexOf(toText(part)),
  isEmpty: (self) => self === "",
  lastIndexOf: (self, [part]) => self.lastIndexOf(toText(part)),
  length: (self) => self.length,
  matches: (self, [pattern]) => compileLinearRegex(toText(pattern)).matches(self),
  replace: (self, [from, to]) => boundText(self.replaceAll(toText(from), () => toText(to))),
  replaceAll: (self, [pattern, to]) =>
    boundText(compileLinearRegex(toText(pattern)).replaceAll(self, toText(to))),
  split: (self, [pattern]) => boundList(splitText(self, toText(pattern))),
  startsWith: (self, [start]) => self.startsWith(toText(start)),
  substring: (self, [from, to]) =>
    substring(self, requireNumber(from), to === undefined ? self.length : requireNumber(to)),
  toLowerCase: (self) => self.toLowerCase(),
  toString: (self: string) => self,
  toUpperCase: (self) => boundText(self.toUpperCase()),
  trim: (self) => self.trim(),
});

/** Methods of java.util.Map. */
const mapMethods = table<VtlMap>({
  containsKey: (self, [key]) => self.has(toText(key)),
  containsValue: (self, [value]) => [...self.values()].some((each) => isEqual(each, value)),
  entrySet: (self) => [...self].map(([key, value]) => mapEntry(key, value)),
  get: (self, [key]) => self.get(toText(key)),
  isEmpty: (self) => self.size === 0,
  keySet: (self) => [...self.keys()],
  put: (self, [key, value]) => putIntoMap(self, key, value),
  putAll: (self, [other]) => putAllIntoMap(self, other),
  remove: (self, [key]) => removeFromMap(self, key),
  size: (self) => self.size,
  toString: (self: VtlMap) => toText(self),
  values: (self) => [...self.values()],
});

/** Methods of java.util.List. */
const listMethods = table<Value[]>({
  add: (self, [value]) => {
    self.push(value);
    boundList(self);
    return true;
  },
  addAll: (self, [others]) => {
    if (!Array.isArray(others)) throw new VtlError("addAll needs a list");
    for (const value of [...others]) boundList(self).push(value);
    return others.length > 0;
  },
  contains: (self, [value]) => self.some((each) => isEqual(each, value)),
  count: (self) => self.length,
  get: (self, [index]) => elementAt(self, requireNumber(index)),
  indexOf: (self, [value]) => self.findIndex((each) => isEqual(each, value)),
  isEmpty: (self) => self.length === 0,
  remove: (self, [index]) => self.splice(requireNumber(index), 1)[0],
  set: (self, [index, value]) => {
    const earlier = elementAt(self, requireNumber(index));
    self[requireNumber(index)] = value;
    return earlier;
  },
  size: (self) => self.length,
  toString: (self: Value[]) => toText(self),
});

const numberMethods = table<number>({
  doubleValue: (self) => self,
  intValue: (self) => Math.trunc(self),
  toString: (self: number) => toText(self),
});

/** Calls a method of a value. Nothing has every method, and each gives nothing. */
export function callMethod(self: Value, name: string, args: readonly Value[]): Value {
  if (self === undefined || self === null) return undefined;
  if (typeof self === "string") return lookUp(textMethods, name, "text")(self, args);
  if (typeof self === "number") return lookUp(numberMethods, name, "a number")(self, args);
  if (typeof self === "boolean") return name === "toString" ? String(self) : noMethod(name, "a boolean");
  if (Array.isArray(self)) return lookUp(listMethods, name, "a list")(self, args);
  if (self instanceof VtlMap) return lookUp(mapMethods, name, "a map")(self, args);
  return self.call ? self.call(name, args) : noMethod(name, "this object");
}

function lookUp<T>(methods: Methods<T>, name: string, what: string): Method<T> {
  return methods.get(name) ?? noMethod(name, what);
}

/** Refuses a method that is not there, by name. */
export function noMethod(name: string, what: string): never {
  throw new VtlError(`the method ${name} of ${what} is not supported`);
}

function substring(self: string, from: number, to: number): string {
  if (from < 0 || to > self.length || from > to) throw new VtlError("substring is out of range");
  return self.slice(from, to);
}

/** Empty parts at the end are left out, as Java does. */
function splitText(self: string, pattern: string): string[] {
  const parts = compileLinearRegex(pattern).split(self);
  while (parts.length > 1 && parts.at(-1) === "") parts.pop();
  return parts;
}

function elementAt(list: readonly Value[], index: number): Value {
  if (index < 0 || index >= list.length) throw new VtlError("a list has no such index");
  return list[index];
}

function putIntoMap(map: VtlMap, key: Value, value: Value): Value {
  const name = toText(key);
  const earlier = map.get(name);
  map.set(name, value);
  return earlier;
}

function putAllIntoMap(map: VtlMap, other: Value): Value {
  if (!(other instanceof VtlMap)) throw new VtlError("putAll needs a map");
  for (const [key, value] of other) map.set(key, value);
  return undefined;
}

function removeFromMap(map: VtlMap, key: Value): Value {
  const name = toText(key);
  const earlier = map.get(name);
  map.delete(name);
  return earlier;
}

function mapEntry(key: string, value: Value): HostObject {
  const properties = new Map<string, Value>([
    ["key", key],
    ["value", value],
  ]);
  return {
    get: (name) => properties.get(name),
    call: (name) => (name === "getKey" ? key : name === "getValue" ? value : noMethod(name, "a map entry")),
    text: () => `${key}=${toText(value)}`,
  };
}
