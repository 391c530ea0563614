import type { NormalizedSchema } from "@smithy/core/schema";
import type { Violation } from "../input-errors.ts";
import { traitsOf } from "../schema.ts";
import { type Place, pathOf } from "./place.ts";
import type { Rule } from "./rules.ts";

/** Most violations that are looked for in one input. */
const VIOLATIONS_MAX = 100;

/** Longest value that a refusal repeats, in characters. */
const SHOWN_CHARS_MAX = 1024;

/** Shows a value in a refusal; undefined for one that must not be shown. */
export type Show = (value: unknown) => string | undefined;

/** What is wrong with one input, as found so far. */
export class Findings {
  readonly violations: Violation[] = [];

  /** Whether enough was found to stop looking. */
  get full(): boolean {
    return this.violations.length >= VIOLATIONS_MAX;
  }

  add(place: Place, kind: Violation["kind"], constraint: string, value?: string): void {
    this.violations.push({ path: pathOf(place), kind, constraint, value, inBody: place.inBody });
  }

  /** Notes each rule that the value breaks. */
  test(rules: readonly Rule[], value: unknown, place: Place, show: Show): void {
    for (const rule of rules) {
      if (rule.breaks(value)) this.add(place, rule.kind, rule.constraint, show(value));
    }
  }

  /**
   * Notes once that a collection holds a part that breaks a rule. AWS then lists all rules of the part:
   * `Member must satisfy constraint: [Member must have length less than or equal to 64]`.
   */
  testPart(
    rules: readonly Rule[],
    parts: readonly unknown[],
    lead: string,
    place: Place,
    shown: string | undefined,
  ): void {
    const broken = rules.find((rule) => parts.some(rule.breaks));
    if (!broken) return;
    const sentences = rules.map((rule) => rule.constraint).join(", ");
    this.add(place, broken.kind, `${lead} must satisfy constraint: [${sentences}]`, shown);
  }
}

/** How values of the schema are shown. Sensitive ones, and ones that hold others than texts, are not. */
export function showerOf(schema: NormalizedSchema): Show {
  const list = schema.isListSchema();
  if (traitsOf(schema).sensitive || (list && traitsOf(schema.getValueSchema()).sensitive))
    return () => undefined;
  return (value) => {
    if (typeof value === "string" || typeof value === "number") return cut(String(value));
    if (!Array.isArray(value) || !value.every((element) => typeof element === "string")) return undefined;
    return cut(`[${value.join(", ")}]`);
  };
}

const cut = (text: string): string => text.slice(0, SHOWN_CHARS_MAX);
