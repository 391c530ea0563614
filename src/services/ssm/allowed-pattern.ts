import { createContext, Script } from "node:vm";
import { AwsError } from "../../aws/aws-error.ts";

/** Longest time that a pattern may take over one value, in milliseconds. A pattern can need exponential time. */
const MATCH_MS_MAX = 100;

const MATCH = new Script("new RegExp(pattern).test(value)");

/**
 * Throws unless the whole value fits the pattern, as PutParameter's AllowedPattern asks. The pattern comes from the
 * caller, so it runs under a time limit: one call cannot stop the server.
 */
export function checkAllowedPattern(pattern: string, value: string): void {
  let matches: unknown;
  try {
    const whole = `^(?:${pattern})$`;
    matches = MATCH.runInContext(createContext({ pattern: whole, value }), { timeout: MATCH_MS_MAX });
  } catch {
    throw new AwsError("InvalidAllowedPatternException", `The regular expression ${pattern} cannot be used.`);
  }
  if (matches !== true) {
    throw new AwsError(
      "ParameterPatternMismatchException",
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
  }
}
