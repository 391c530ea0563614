import { compileDelimitedPattern } from "./delimited-pattern.ts";
import { FilterPatternError } from "./filter-pattern-error.ts";
import { compileJsonPattern } from "./json-pattern.ts";
import { compileTerms } from "./terms-pattern.ts";

/** Longest pattern, in characters. Source: CloudWatch Logs API Reference, FilterLogEvents. */
const patternCharsMax = 1024;

/**
 * Compiles a filter pattern to a test of an event's message. An empty pattern takes every event. Throws
 * {@link FilterPatternError}, and nothing else, on a text that is no pattern. A test takes time in proportion to the
 * message, whatever the pattern.
 */
export function compileFilterPattern(pattern: string): (message: string) => boolean {
  if (pattern.length > patternCharsMax) {
    throw new FilterPatternError(`A pattern has more than ${patternCharsMax} characters`);
  }
  const source = pattern.trim();
  if (source.startsWith("{")) return compileJsonPattern(source);
  if (source.startsWith("[")) return compileDelimitedPattern(source);
  return compileTerms(source);
}
