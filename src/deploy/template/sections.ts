import { TemplateError } from "./template-error.ts";
import { isMap, type Path, type Value, type ValueMap } from "./value.ts";

/** Readers of a template's fixed parts: each names the place of what it cannot accept. */

/** The map's entries, or none when the section is absent; throws when there are more than `entriesMax`. */
export function readSection(parent: ValueMap, name: string, entriesMax: number): [string, Value][] {
  const section = parent[name];
  if (section === undefined) return [];
  const entries = Object.entries(requireMap(section, [name]));
  if (entries.length > entriesMax) {
    throw new TemplateError(
      `Template format error: Number of ${name.toLowerCase()}, ${entries.length}, is greater than maximum allowed, ${entriesMax}`,
      [name],
    );
  }
  return entries;
}

export function requireMap(value: Value | undefined, path: Path): ValueMap {
  if (isMap(value)) return value;
  throw new TemplateError("Template format error: value must be an object", path);
}

export function requireText(value: Value | undefined, path: Path): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new TemplateError("Template format error: value must be a string", path);
}

export function readText(value: Value | undefined, path: Path): string | undefined {
  return value === undefined ? undefined : requireText(value, path);
}

export function readNumber(value: Value | undefined, path: Path): number | undefined {
  if (value === undefined) return undefined;
  const number = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
  if (typeof value === "object" || !Number.isFinite(number)) {
    throw new TemplateError("Template format error: value must be a number", path);
  }
  return number;
}

export function readBoolean(value: Value | undefined, path: Path): boolean {
  if (value === undefined || value === false || value === "false") return false;
  if (value === true || value === "true") return true;
  throw new TemplateError("Template format error: value must be true or false", path);
}

export function readTextList(value: Value | undefined, path: Path): string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new TemplateError("Template format error: value must be a list", path);
  return value.map((item, i) => requireText(item, [...path, i]));
}

/** Throws unless every key of `map` is one of `known`: what is not understood is refused, never ignored. */
export function requireKnownKeys(map: ValueMap, known: readonly string[], path: Path): void {
  for (const key of Object.keys(map)) {
    if (known.includes(key)) continue;
    throw new TemplateError(`Invalid template property or properties [${key}]`, [...path, key]);
  }
}

/** Throws unless the name is 1 to 255 ASCII letters and digits, as logical ids are. */
export function requireLogicalId(name: string, path: Path): void {
  if (/^[A-Za-z0-9]{1,255}$/.test(name)) return;
  throw new TemplateError(`Template format error: ${path[0]} name ${name} is non alphanumeric.`, path);
}
