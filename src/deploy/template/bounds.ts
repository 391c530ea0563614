import { TemplateError } from "./template-error.ts";
import { isMap, type Path, type Value } from "./value.ts";

/** Bounds on what evaluation gives: functions that multiply each other must not fill the memory. */

/** Longest text that a function may give, in characters. */
export const TEXT_LENGTH_MAX = 1024 * 1024;
/** Longest list that a function may give. */
export const LIST_ITEMS_MAX = 10_000;
/** Largest value, in characters of its texts and keys: an API definition of 6 MB fits. */
const VALUE_LENGTH_MAX = 8 * 1024 * 1024;

/**
 * The length of a value's texts together. Throws when that is more than {@link VALUE_LENGTH_MAX}, and stops counting
 * there.
 * @param before The length of what has been made before and counts too.
 */
export function requireBounded(value: Value, path: Path, before = 0): number {
  let length = before;
  const count = (part: Value): void => {
    length += typeof part === "string" ? part.length : 8;
    if (length > VALUE_LENGTH_MAX) {
      throw new TemplateError(
        `Template error: the value is longer than ${VALUE_LENGTH_MAX} characters`,
        path,
      );
    }
    if (Array.isArray(part)) for (const item of part) count(item);
    else if (isMap(part)) for (const entry of Object.entries(part)) count(entry);
  };
  count(value);
  return length - before;
}
