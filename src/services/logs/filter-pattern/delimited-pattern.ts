import { type Comparison, parseNumber, scanComparison } from "./comparison.ts";
import { FilterPatternError } from "./filter-pattern-error.ts";
import { PatternScanner } from "./pattern-scanner.ts";

/** Tests one field of an event. */
type FieldTest = (field: string) => boolean;

/** A bare value ends before a space, a comma, a bracket or an operator. */
const bareValue = /[^\s,[\]()&|"%<>=!]+/y;
/** Fields of one pattern. */
const fieldsMax = 256;
const nestingMax = 32;

/**
 * Compiles `[…]`, the pattern for events whose fields stand apart by spaces.
 * `[ip, user, ..., status = 4* || status = 500, bytes > 1000]`: an event has at least four fields, and the last two
 * fulfil the conditions.
 * Source: CloudWatch Logs User Guide, "Using filter patterns to match terms in space-delimited log events".
 */
export function compileDelimitedPattern(source: string): (message: string) => boolean {
  const scanner = new PatternScanner(source);
  const { before, after } = parseFields(scanner);
  if (!after)
    return (message) => {
      const fields = splitFields(message);
      return fields.length === before.length && before.every((test, index) => test(fields[index]!));
    };
  return (message) => {
    const fields = splitFields(message);
    if (fields.length < before.length + after.length) return false;
    const tail = fields.slice(fields.length - after.length);
    return (
      before.every((test, index) => test(fields[index]!)) && after.every((test, index) => test(tail[index]!))
    );
  };
}

/** The fields of the pattern; `after` holds those that follow an ellipsis, which stands for any number of fields. */
function parseFields(scanner: PatternScanner): { before: FieldTest[]; after: FieldTest[] | undefined } {
  const before: FieldTest[] = [];
  let after: FieldTest[] | undefined;
  scanner.requireToken("[");
  do {
    if (!scanner.takeToken("...")) (after ?? before).push(fieldTest(scanner));
    else if (after) throw scanner.refusal("only one ellipsis is possible");
    else after = [];
    if (before.length + (after?.length ?? 0) > fieldsMax) throw new FilterPatternError("Too many fields");
  } while (scanner.takeToken(","));
  scanner.requireToken("]");
  if (!scanner.atEnd) throw scanner.refusal("the end expected");
  return { before, after };
}

/** A name, or a condition on that name. A field without a name takes any value. */
function fieldTest(scanner: PatternScanner): FieldTest {
  const names = new Set<string>();
  const test = alternatives(scanner, names, 0);
  if (names.size > 1) throw scanner.refusal("a field's condition may name that field only");
  return test;
}

function alternatives(scanner: PatternScanner, names: Set<string>, depth: number): FieldTest {
  const tests = [conjunction(scanner, names, depth)];
  while (scanner.takeToken("||")) tests.push(conjunction(scanner, names, depth));
  return tests.length === 1 ? tests[0]! : (field) => tests.some((test) => test(field));
}

function conjunction(scanner: PatternScanner, names: Set<string>, depth: number): FieldTest {
  const tests = [primary(scanner, names, depth)];
  while (scanner.takeToken("&&")) tests.push(primary(scanner, names, depth));
  return tests.length === 1 ? tests[0]! : (field) => tests.every((test) => test(field));
}

function primary(scanner: PatternScanner, names: Set<string>, depth: number): FieldTest {
  if (depth > nestingMax) throw new FilterPatternError("Too many parentheses");
  if (scanner.takeToken("(")) {
    const inner = alternatives(scanner, names, depth + 1);
    scanner.requireToken(")");
    return inner;
  }
  const name = scanner.take(/[\p{L}\p{N}_.-]+/uy);
  if (name === undefined) return () => true;
  names.add(name);
  const comparison = scanComparison(scanner, bareValue);
  return comparison ? (field) => compareField(field, comparison) : () => true;
}

const compareField = (field: string, comparison: Comparison): boolean =>
  comparison({ text: field, number: parseNumber(field) });

/**
 * The fields of an event: `a [b c] "d e"` has the fields `a`, `b c` and `d e`. A bracket or quote that is not closed is
 * a character like others.
 */
function splitFields(message: string): string[] {
  const fields: string[] = [];
  // Where the last closing bracket and quote are: past them nothing is searched, so long events take no longer.
  const last = { "]": message.lastIndexOf("]"), '"': message.lastIndexOf('"') };
  const word = /\S+/g;
  for (let found = word.exec(message); found; found = word.exec(message)) {
    const closing = found[0].startsWith("[") ? "]" : '"';
    const start = found.index + 1;
    if ((closing === '"' && !found[0].startsWith('"')) || last[closing] < start) {
      fields.push(found[0]);
      continue;
    }
    const end = message.indexOf(closing, start);
    fields.push(message.slice(start, end));
    word.lastIndex = end + 1;
  }
  return fields;
}
