import { PolicyDocumentError } from "./policy-document-error.ts";

/** The members of a JSON object, by the names that are known. */
export type Fields<Name extends string> = Readonly<Partial<Record<Name, unknown>>>;

/** Takes a JSON object apart. Refuses what is no object, and any member whose name is not listed. */
export function readFields<Name extends string>(
  value: unknown,
  place: string,
  names: readonly Name[],
): Fields<Name> {
  const fields: Partial<Record<Name, unknown>> = {};
  for (const [name, member] of readEntries(value, place)) {
    const known = names.find((candidate) => candidate === name);
    if (known === undefined) {
      throw new PolicyDocumentError(
        place,
        `Syntax errors in policy: unknown element ${JSON.stringify(name)}. Known here: ${names.join(", ")}.`,
      );
    }
    fields[known] = member;
  }
  return fields;
}

/** The members of a JSON object, in order. Refuses what is no object. */
export function readEntries(value: unknown, place: string): readonly (readonly [string, unknown])[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new PolicyDocumentError(place, "Syntax errors in policy: a JSON object is needed here.");
  }
  return Object.entries(value);
}

/** A string or nothing. */
export function readOptionalString(value: unknown, place: string): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  throw new PolicyDocumentError(place, "Syntax errors in policy: a string is needed here.");
}

/** One string, or a list of at least one. */
export function readStrings(value: unknown, place: string): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0) {
    throw new PolicyDocumentError(place, "Syntax errors in policy: at least one value is needed here.");
  }
  for (const item of list) {
    if (typeof item !== "string") {
      throw new PolicyDocumentError(
        place,
        "Syntax errors in policy: a string or a list of strings is needed here.",
      );
    }
  }
  return list as readonly string[];
}
