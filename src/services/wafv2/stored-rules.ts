import type { Rule } from "@aws-sdk/client-wafv2";
import type { Json } from "../../store/resource-store.ts";

/** Rules as JSON: bytes, which only search strings are, in base64. */
export type StoredRules = readonly Json[];

/** The one member of a rule that holds bytes. */
const BYTES_MEMBER = "SearchString";

export const storeRules = (rules: readonly Rule[] | undefined): StoredRules =>
  (rules ?? []).map((rule) => freeze(rule));

/** Rules as the model has them. */
export const loadRules = (stored: StoredRules): Rule[] => stored.map((rule) => thaw(rule) as Rule);

/** Every member of rules with its value, at any depth. */
export function membersOf(value: Json): readonly { readonly name: string; readonly value: Json }[] {
  if (Array.isArray(value)) return value.flatMap(membersOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [{ name, value: member }, ...membersOf(member)]);
}

function freeze(value: unknown): Json {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(freeze);
  if (typeof value !== "object" || value === null) return value as Json;
  const present = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(present.map(([name, member]) => [name, freeze(member)]));
}

function thaw(value: Json): unknown {
  if (Array.isArray(value)) return value.map(thaw);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === BYTES_MEMBER && typeof member === "string" ? Buffer.from(member, "base64") : thaw(member),
    ]),
  );
}
