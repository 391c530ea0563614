import { readDate, readNumber } from "./condition-scalars.ts";
import {
  comparing,
  compileAddresses,
  compileArns,
  compileBinaries,
  compileBooleans,
  compileStringPatterns,
  compileStrings,
  compileStringsIgnoringCase,
  type ValueCompiler,
} from "./condition-values.ts";

/** A comparison that a Condition element can ask for, without its qualifiers. */
export interface ComparisonOperator {
  /** Its name as AWS spells it. */
  readonly name: string;
  readonly compile: ValueCompiler;
  /** Whether it holds where the comparison does not: `StringNotEquals`. */
  readonly negated: boolean;
  /** Whether its values may hold `${…}` variables. Elsewhere one is refused, since AWS would compare it as text. */
  readonly takesVariables: boolean;
}

const numbers = (holds: (seen: number, wanted: number) => boolean) =>
  comparing(readNumber, "a number", holds);
const dates = (holds: (seen: number, wanted: number) => boolean) =>
  comparing(readDate, "a date (ISO 8601 or seconds since 1970)", holds);

const equal = (seen: number, wanted: number): boolean => seen === wanted;
const less = (seen: number, wanted: number): boolean => seen < wanted;
const atMost = (seen: number, wanted: number): boolean => seen <= wanted;
const greater = (seen: number, wanted: number): boolean => seen > wanted;
const atLeast = (seen: number, wanted: number): boolean => seen >= wanted;

/**
 * Every comparison but `Null`: name, negated, compiler, variables.
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 */
const TABLE: readonly (readonly [string, boolean, ValueCompiler, boolean])[] = [
  ["StringEquals", false, compileStrings, true],
  ["StringNotEquals", true, compileStrings, true],
  ["StringEqualsIgnoreCase", false, compileStringsIgnoringCase, true],
  ["StringNotEqualsIgnoreCase", true, compileStringsIgnoringCase, true],
  ["StringLike", false, compileStringPatterns, true],
  ["StringNotLike", true, compileStringPatterns, true],
  ["NumericEquals", false, numbers(equal), false],
  ["NumericNotEquals", true, numbers(equal), false],
  ["NumericLessThan", false, numbers(less), false],
  ["NumericLessThanEquals", false, numbers(atMost), false],
  ["NumericGreaterThan", false, numbers(greater), false],
  ["NumericGreaterThanEquals", false, numbers(atLeast), false],
  ["DateEquals", false, dates(equal), false],
  ["DateNotEquals", true, dates(equal), false],
  ["DateLessThan", false, dates(less), false],
  ["DateLessThanEquals", false, dates(atMost), false],
  ["DateGreaterThan", false, dates(greater), false],
  ["DateGreaterThanEquals", false, dates(atLeast), false],
  ["Bool", false, compileBooleans, true],
  ["BinaryEquals", false, compileBinaries, false],
  ["IpAddress", false, compileAddresses, false],
  ["NotIpAddress", true, compileAddresses, false],
  ["ArnEquals", false, compileArns, true],
  ["ArnLike", false, compileArns, true],
  ["ArnNotEquals", true, compileArns, true],
  ["ArnNotLike", true, compileArns, true],
];

/** By lower-case name: IAM reads operators without regard to case. */
export const comparisonOperators: ReadonlyMap<string, ComparisonOperator> = new Map(
  TABLE.map(([name, negated, compile, takesVariables]) => [
    name.toLowerCase(),
    { name, negated, compile, takesVariables },
  ]),
);
