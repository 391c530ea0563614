import { invalidParameter } from "../lambda-errors.ts";

/** Most tags of a function. Source: Lambda developer guide, "Requirements for working with tags". */
const TAGS_MAX = 50;

/** Throws InvalidParameterValueException on tags that a function cannot have. */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  const entries = Object.entries(tags);
  if (entries.length > TAGS_MAX) throw invalidParameter(`A function may have at most ${TAGS_MAX} tags.`);
  for (const [key, value] of entries) {
    if (key.length === 0 || key.length > 128 || value.length > 256) {
      throw invalidParameter("Tag keys have 1 to 128 characters, values at most 256.");
    }
    if (/^aws:/i.test(key)) throw invalidParameter("Tag keys starting with aws: are reserved for system use");
  }
}
