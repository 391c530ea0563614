import { type Context, createContext, Script } from "node:vm";

/** Time that all patterns of one template may take together, in milliseconds. */
const PATTERNS_TIME_MS = 500;

const MATCH_ALL = new Script("values.every((value) => pattern.test(value))");

/** Compiles `AllowedPattern`: the whole value must match, as with Java's `matches`. Throws on what is no pattern. */
export function compilePattern(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, /\\p\{/i.test(pattern) ? "u" : "");
}

/**
 * Matches the values of one template's parameters. A pattern can need exponential time, and a template brings hundreds
 * of patterns for lists of thousands of values: once their time together is up, nothing matches any more.
 */
export class PatternMatcher {
  readonly #sandbox: { pattern?: RegExp; values?: readonly string[] } = {};
  readonly #context: Context = createContext(this.#sandbox);
  #leftMs = PATTERNS_TIME_MS;

  /** Whether every value matches in time. */
  matchesAll(pattern: string, values: readonly string[]): boolean {
    const timeout = Math.floor(this.#leftMs);
    if (timeout < 1) return false;
    Object.assign(this.#sandbox, { pattern: compilePattern(pattern), values });
    const startedAtMs = performance.now();
    try {
      return MATCH_ALL.runInContext(this.#context, { timeout }) === true;
    } catch {
      return false;
    } finally {
      this.#leftMs -= performance.now() - startedAtMs;
    }
  }
}
