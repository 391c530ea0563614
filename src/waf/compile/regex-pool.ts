import { LinearRegex } from "../regex/linear-regex.ts";

/**
 * Most instructions of all regular expressions of a web ACL, with those of its rule groups, and of a rule group: room
 * for 2,500 ordinary expressions of twenty, or 25 of the largest.
 */
export const REGEX_INSTRUCTIONS_MAX = 50_000;

/** The regular expressions of a web ACL are too large together: they would need too much memory and time. */
export class RegexesTooLargeError extends Error {
  override readonly name = "RegexesTooLargeError";

  constructor() {
    super(
      `The regular expressions are too large together: with their counted repetitions written out they have more than ${REGEX_INSTRUCTIONS_MAX} steps`,
    );
  }
}

/** The regular expressions of one web ACL, each compiled once however many rules use it. */
export class RegexPool {
  readonly #byPattern = new Map<string, LinearRegex>();
  #instructions = 0;

  /** Throws RegexSyntaxError and RegexesTooLargeError. */
  regex(pattern: string): LinearRegex {
    const known = this.#byPattern.get(pattern);
    if (known) return known;
    const regex = new LinearRegex(pattern);
    this.#instructions += regex.instructionCount;
    if (this.#instructions > REGEX_INSTRUCTIONS_MAX) throw new RegexesTooLargeError();
    this.#byPattern.set(pattern, regex);
    return regex;
  }
}
