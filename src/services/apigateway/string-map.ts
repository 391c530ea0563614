/**
 * Plain objects whose keys callers choose: tags, stage variables, parameter names. A key such as `__proto__` or
 * `constructor` must be an entry like any other, so entries are only read and written here.
 */
export type StringMap<T = string> = Record<string, T>;

/** The entry named `key`, or undefined; never something inherited. */
export const findEntry = <T>(map: Readonly<StringMap<T>> | undefined, key: string): T | undefined =>
  map && Object.hasOwn(map, key) ? map[key] : undefined;

/** Adds or replaces one entry. */
export function setEntry<T>(map: StringMap<T>, key: string, value: T): void {
  Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Whether there was such an entry to remove. */
export function removeEntry<T>(map: StringMap<T>, key: string): boolean {
  if (!Object.hasOwn(map, key)) return false;
  delete map[key];
  return true;
}

/** Each value turned into another, keys kept. */
export const mapValues = <A, B>(
  map: Readonly<StringMap<A>>,
  change: (value: A, key: string) => B,
): StringMap<B> => Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));

/** Whether a map is absent or has no entries. */
export const isEmptyMap = (map: Readonly<StringMap<unknown>> | undefined): boolean =>
  map === undefined || Object.keys(map).length === 0;
