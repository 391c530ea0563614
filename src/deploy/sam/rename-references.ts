import { findIntrinsic, isMap, type Value, type ValueMap } from "../template/value.ts";

/** New names for what templates refer to: `Hello.Version` → `HelloVersion903bda8a20`, `Layer` → `Layer7d95398958`. */
export type Renames = ReadonlyMap<string, string>;

/** Writes every `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn` with the names that SAM has made. */
export function renameReferences(value: Value, renames: Renames): Value {
  if (renames.size === 0) return value;
  if (Array.isArray(value)) return value.map((item) => renameReferences(item, renames));
  if (!isMap(value)) return value;
  const intrinsic = findIntrinsic(value);
  if (intrinsic?.name === "Ref")
    return { Ref: renames.get(String(intrinsic.argument)) ?? intrinsic.argument };
  if (intrinsic?.name === "Fn::GetAtt") return { "Fn::GetAtt": renameAttribute(intrinsic.argument, renames) };
  if (intrinsic?.name === "Fn::Sub") return { "Fn::Sub": renameSub(intrinsic.argument, renames) };
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, renameEntry(key, item, renames)]),
  );
}

function renameEntry(key: string, item: Value, renames: Renames): Value {
  if (key !== "DependsOn") return renameReferences(item, renames);
  const rename = (name: Value): Value => renames.get(String(name)) ?? name;
  return Array.isArray(item) ? item.map(rename) : rename(item);
}

/** `["Hello.Version", "Version"]` and `["Hello", "Version.Version"]` both name the version. */
function renameAttribute(argument: Value, renames: Renames): Value {
  const parts = (Array.isArray(argument) ? argument : String(argument).split(".")).map(String);
  const flat = parts.join(".").split(".");
  const pair = renames.get(flat.slice(0, 2).join("."));
  if (pair !== undefined && flat.length > 2) return [pair, flat.slice(2).join(".")];
  const single = renames.get(flat[0]!);
  return single === undefined ? argument : [single, ...flat.slice(1)];
}

function renameSub(argument: Value, renames: Renames): Value {
  const rename = (text: string, own: ValueMap): string =>
    text.replace(/\$\{([A-Za-z0-9.]+)\}/g, (whole, name: string) => {
      if (Object.hasOwn(own, name)) return whole;
      const renamed = renames.get(name);
      if (renamed !== undefined) return `\${${renamed}}`;
      const [first, second, ...rest] = name.split(".");
      const pair = renames.get(`${first}.${second}`);
      if (pair !== undefined) return `\${${[pair, ...rest].join(".")}}`;
      const single = renames.get(first!);
      return single === undefined ? whole : `\${${[single, ...name.split(".").slice(1)].join(".")}}`;
    });
  if (typeof argument === "string") return rename(argument, {});
  if (!Array.isArray(argument) || typeof argument[0] !== "string") return argument;
  const own = isMap(argument[1]) ? argument[1] : {};
  return [rename(argument[0], own), renameReferences(own, renames)];
}
