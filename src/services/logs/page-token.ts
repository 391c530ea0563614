import { invalidParameter } from "./logs-errors.ts";

/** The opaque token of a list that goes on: a small object of texts and numbers. */
export const pageToken = (cursor: Readonly<Record<string, string | number>>): string =>
  Buffer.from(JSON.stringify(cursor)).toString("base64url");

/**
 * Reads a token that {@link pageToken} made with the members of `shape`, which gives each one's type. Throws
 * InvalidParameterException on anything else.
 */
export function parsePageToken<Shape extends Readonly<Record<string, string | number>>>(
  token: string,
  shape: Shape,
): { readonly [Name in keyof Shape]: Shape[Name] extends number ? number : string } {
  const cursor = parseJson(Buffer.from(token, "base64url").toString());
  for (const [name, example] of Object.entries(shape)) {
    const value = cursor[name];
    const fits =
      typeof value === typeof example && (typeof value !== "number" || Number.isSafeInteger(value));
    if (!fits) throw invalidParameter("The specified nextToken is invalid.");
  }
  return cursor as { readonly [Name in keyof Shape]: Shape[Name] extends number ? number : string };
}

function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Not of our making: refused below.
  }
  throw invalidParameter("The specified nextToken is invalid.");
}
