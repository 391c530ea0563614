import type { ValueMap } from "../template/value.ts";

/** How a type is made and changed: one row of the tests of all types. */
export interface TypeCase {
  readonly properties: ValueMap;
  /** Property by property, another value; undefined takes the property away. */
  readonly changed: Readonly<Record<string, ValueMap[string] | undefined>>;
  /** Operations that the change calls, reads left out; replacements too. */
  readonly calls: readonly string[];
}

export type TypeCases = Readonly<Record<string, TypeCase>>;

export const policy = { Version: "2012-10-17", Statement: [] };
export const arn = "arn:aws:iam::000000000000:policy/p";
export const other = "arn:aws:iam::000000000000:policy/q";
export const tags = [{ Key: "a", Value: "b" }];
