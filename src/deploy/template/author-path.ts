import { isMap, type Path, type Value, type ValueMap } from "./value.ts";

/** Keys shorter than this stand in many a sentence by chance: `Ref`, `Key`. */
const KEY_CHARS_MIN = 4;

/**
 * Where in a template, as its author wrote it, stands what a failure of a resource is about: the property that the
 * reason names, else the resource. Undefined for a resource that neither is in the template nor was made of one that is.
 */
export function findAuthorPath(root: ValueMap, logicalId: string, reason: string): Path | undefined {
  const resources = root["Resources"] ?? null;
  if (!isMap(resources)) return undefined;
  const id = declaredId(logicalId, Object.keys(resources));
  return id === undefined ? undefined : findNamedPath(resources[id]!, ["Resources", id], reason);
}

/** The path of the longest key inside `value` that the reason names; `path` itself where it names none. */
export function findNamedPath(value: Value, path: Path, reason: string): Path {
  const words = new Set(reason.toLowerCase().match(/[a-z0-9]+/g));
  const named = keysIn(value, path)
    .filter(({ key }) => key.length >= KEY_CHARS_MIN && words.has(key.toLowerCase()))
    .sort((a, b) => b.key.length - a.key.length)[0];
  return named?.path ?? path;
}

/** The resource itself, or the one of a transform that it was made for: `OrdersRole` for `Orders`. */
function declaredId(logicalId: string, declared: readonly string[]): string | undefined {
  if (declared.includes(logicalId)) return logicalId;
  return declared.filter((id) => logicalId.startsWith(id)).sort((a, b) => b.length - a.length)[0];
}

interface PlacedKey {
  readonly key: string;
  readonly path: Path;
}

function keysIn(value: Value, path: Path): readonly PlacedKey[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => keysIn(item, [...path, index]));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    { key, path: [...path, key] },
    ...keysIn(member, [...path, key]),
  ]);
}
