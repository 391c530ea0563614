import { FilterPatternError } from "./filter-pattern-error.ts";
import type { PatternScanner, PatternValue } from "./pattern-scanner.ts";

/** What an event has at the compared place. `number` where it is one. */
export interface Operand {
  readonly text: string;
  readonly number: number | undefined;
}

/** One comparison with its right side filled in. */
export type Comparison = (operand: Operand) => boolean;

/** An integer or decimal with an optional sign, or scientific notation. Source: "Filter pattern syntax", NUMBER. */
const numberPattern = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The number that a text spells, if it does. */
export const parseNumber = (text: string): number | undefined =>
  numberPattern.test(text) ? Number(text) : undefined;

/** Reads an operator and its right side. Undefined when there is no operator. */
export function scanComparison(scanner: PatternScanner, bare: RegExp): Comparison | undefined {
  scanner.skipSpace();
  const operator = scanner.take(/!=|>=|<=|=|<|>/y);
  if (operator === undefined) return undefined;
  scanner.skipSpace();
  const value = scanner.value(bare);
  switch (operator) {
    case "=":
      return equality(value);
    case "!=": {
      const equals = equality(value);
      return (operand) => !equals(operand);
    }
    default:
      return order(operator, value);
  }
}

function equality(value: PatternValue): Comparison {
  if (value.kind === "regex") return ({ text }) => value.matches(text);
  const matchesText = compileWildcard(value.text);
  const number = value.quoted ? undefined : parseNumber(value.text);
  if (number === undefined) return ({ text }) => matchesText(text);
  return (operand) => (operand.number === undefined ? matchesText(operand.text) : operand.number === number);
}

function order(operator: string, value: PatternValue): Comparison {
  const bound = value.kind === "text" && !value.quoted ? parseNumber(value.text) : undefined;
  if (bound === undefined) throw new FilterPatternError(`${operator} needs a number`);
  switch (operator) {
    case "<":
      return ({ number }) => number !== undefined && number < bound;
    case "<=":
      return ({ number }) => number !== undefined && number <= bound;
    case ">":
      return ({ number }) => number !== undefined && number > bound;
    default:
      return ({ number }) => number !== undefined && number >= bound;
  }
}

/** `*` matches any text at the start or the end of a value; elsewhere it is a character like others. */
function compileWildcard(pattern: string): (text: string) => boolean {
  const open = pattern.startsWith("*");
  const openEnd = pattern.endsWith("*") && pattern.length > 1;
  const core = pattern.slice(open ? 1 : 0, openEnd ? -1 : undefined);
  if (open && openEnd) return (text) => text.includes(core);
  if (open) return (text) => text.endsWith(core);
  if (openEnd) return (text) => text.startsWith(core);
  return (text) => text === core;
}
