import { FilterPatternError } from "./filter-pattern-error.ts";
import { PatternScanner, type PatternValue } from "./pattern-scanner.ts";

type Test = (message: string) => boolean;

/**
 * Compiles a pattern of terms: all of them must be in the event, none of those after `-`, or one of those after `?`.
 * `ERROR "not found" -DEBUG` gives a test for events with `ERROR` and `not found` and without `DEBUG`.
 * Source: CloudWatch Logs User Guide, "Using filter patterns to match terms in unstructured log events".
 */
export function compileTerms(source: string): Test {
  const scanner = new PatternScanner(source);
  const required: Test[] = [];
  const excluded: Test[] = [];
  const optional: Test[] = [];
  scanner.skipSpace();
  while (!scanner.atEnd) {
    const sign = scanner.take(/[?-]/y);
    const list = sign === "?" ? optional : sign === "-" ? excluded : required;
    list.push(termTest(scanner.value(/[^\s"%]+/y)));
    if (scanner.take(/\s+/y) === undefined && !scanner.atEnd) throw scanner.refusal("a space expected");
  }
  if (optional.length > 0 && required.length + excluded.length > 0) {
    // AWS ignores the terms with a question mark then. A search that leaves out what it was asked for misleads.
    throw new FilterPatternError("Terms with ? cannot be combined with other terms");
  }
  if (optional.length > 0) return (message) => optional.some((test) => test(message));
  return (message) => required.every((test) => test(message)) && !excluded.some((test) => test(message));
}

function termTest(value: PatternValue): Test {
  if (value.kind === "regex") return value.matches;
  const { text, quoted } = value;
  if (!quoted && !/^[\p{L}\p{N}_]+$/u.test(text)) {
    throw new FilterPatternError(`Invalid character(s) in term '${text}': put it in double quotes`);
  }
  return (message) => message.includes(text);
}
