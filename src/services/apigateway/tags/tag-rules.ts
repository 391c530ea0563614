import { badRequest } from "../api-errors.ts";
import { removeEntry, type StringMap, setEntry } from "../string-map.ts";

/** Source: API Gateway developer guide, "Tag restrictions". */
const TAGS_MAX = 50;
const KEY_LENGTH_MAX = 128;
const VALUE_LENGTH_MAX = 256;
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Adds `tags` to what a resource has. Throws BadRequest where AWS's tag restrictions are not met. */
export function addTags(target: StringMap, tags: StringMap = {}): void {
  for (const [key, value] of Object.entries(tags)) {
    checkTag(key, value);
    setEntry(target, key, value);
  }
  if (Object.keys(target).length > TAGS_MAX) throw badRequest(`A resource has at most ${TAGS_MAX} tags`);
}

export function removeTags(target: StringMap, keys: readonly string[]): void {
  for (const key of keys) removeEntry(target, key);
}

function checkTag(key: string, value: string): void {
  if (key === "" || key.length > KEY_LENGTH_MAX || !ALLOWED.test(key))
    throw badRequest(`Invalid tag key: ${key}`);
  if (value.length > VALUE_LENGTH_MAX || !ALLOWED.test(value))
    throw badRequest(`Invalid tag value of key ${key}`);
  if (key.toLowerCase().startsWith("aws:"))
    throw badRequest("Tag keys starting with 'aws:' are reserved for system use");
}
