import type { NormalizedSchema } from "@smithy/core/schema";
import type { Constraint } from "../constraints/overlay.ts";
import { compilePattern } from "../constraints/pattern.ts";
import { WireFault } from "../decode/wire-fault.ts";
import type { Violation } from "../input-errors.ts";

/** Longest text that a pattern without a length of its own runs on, in characters. Longer text does not match. */
const PATTERN_SUBJECT_CHARS_MAX = 4096;

/** One thing that the model asks of a value of the right type. */
export interface Rule extends Pick<Violation, "kind" | "constraint"> {
  readonly breaks: (value: unknown) => boolean;
}

/** The rules that a constraint makes for values of the schema. */
export function rulesOf(schema: NormalizedSchema, constraint: Constraint | undefined): readonly Rule[] {
  if (!constraint) return [];
  return [
    ...boundRules(schema.isNumericSchema(), constraint),
    ...enumRules(constraint),
    ...patternRules(constraint),
  ];
}

function boundRules(numeric: boolean, { min, max }: Constraint): Rule[] {
  const kind = numeric ? "range" : "length";
  const sentence = `Member must have ${numeric ? "value" : "length"}`;
  const measure = numeric ? Number : sizeOf;
  const rules: Rule[] = [];
  if (max !== undefined) {
    const constraint = `${sentence} less than or equal to ${max}`;
    rules.push({ kind, constraint, breaks: (value) => measure(value) > max });
  }
  if (min !== undefined) {
    const constraint = `${sentence} greater than or equal to ${min}`;
    rules.push({ kind, constraint, breaks: (value) => measure(value) < min });
  }
  return rules;
}

/** Characters of a text, bytes of a blob, elements of a list, entries of a map. */
function sizeOf(value: unknown): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  if (value instanceof Uint8Array) return value.byteLength;
  return Object.keys(value as object).length;
}

function enumRules(constraint: Constraint): Rule[] {
  if (!constraint.enum) return [];
  const values = new Set<unknown>(constraint.enum);
  const sentence = `Member must satisfy enum value set: [${constraint.enum.join(", ")}]`;
  return [{ kind: "enum", constraint: sentence, breaks: (value) => !values.has(value) }];
}

function patternRules({ pattern, matches, max }: Constraint): Rule[] {
  if (pattern === undefined) return [];
  const compiled = compilePattern(matches ?? pattern);
  // The model's own bound where there is one. Past it no pattern runs: some take quadratic time.
  const charsMax = max ?? PATTERN_SUBJECT_CHARS_MAX;
  const breaks = (value: unknown): boolean =>
    typeof value === "string" && (value.length > charsMax || !compiled.test(value));
  return [
    { kind: "pattern", constraint: `Member must satisfy regular expression pattern: ${pattern}`, breaks },
  ];
}

/**
 * Throws for a fraction where the model has a whole number: to AWS that is another type. A few members are strings to
 * the SDK for JavaScript and whole numbers to AWS, such as S3's PartNumberMarker.
 */
export function requireWhole(value: unknown): void {
  if (!Number.isInteger(typeof value === "string" && value !== "" ? Number(value) : value))
    throw new WireFault("NUMBER_VALUE cannot be converted to Integer");
}
