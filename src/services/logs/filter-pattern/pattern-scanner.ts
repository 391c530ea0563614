import { compileRegex } from "./bounded-regex.ts";
import { FilterPatternError } from "./filter-pattern-error.ts";

/** What a comparison or a term names. */
export type PatternValue =
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean }
  | { readonly kind: "regex"; readonly matches: (text: string) => boolean };

/** Most regular expressions of one pattern. Source: CloudWatch Logs User Guide, "Filter pattern syntax", Quotas. */
const regexesMax = 2;

/** Reads a filter pattern from left to right. What it cannot read is a {@link FilterPatternError}. */
export class PatternScanner {
  readonly #source: string;
  #position = 0;
  #regexes = 0;

  constructor(source: string) {
    this.#source = source;
  }

  get atEnd(): boolean {
    return this.#position >= this.#source.length;
  }

  /** Takes what `expression` matches at this place. It must be sticky. */
  take(expression: RegExp): string | undefined {
    expression.lastIndex = this.#position;
    const found = expression.exec(this.#source)?.[0];
    this.#position += found?.length ?? 0;
    return found;
  }

  /** Takes `token` and the space around it, if it is next. */
  takeToken(token: string): boolean {
    const before = this.#position;
    this.skipSpace();
    if (!this.#source.startsWith(token, this.#position)) {
      this.#position = before;
      return false;
    }
    this.#position += token.length;
    this.skipSpace();
    return true;
  }

  requireToken(token: string): void {
    if (!this.takeToken(token)) throw this.refusal(`${token} expected`);
  }

  skipSpace(): void {
    this.take(/\s*/y);
  }

  /** A phrase in quotes, a regular expression between `%`, or a bare word that ends before whatever `bare` leaves. */
  value(bare: RegExp): PatternValue {
    const quoted = this.take(/"(?:[^"\\]|\\.)*"/sy);
    if (quoted !== undefined) {
      return { kind: "text", text: quoted.slice(1, -1).replace(/\\(["\\])/g, "$1"), quoted: true };
    }
    const regex = this.take(/%(?:[^%\\]|\\.)*%/sy);
    if (regex !== undefined) {
      if (++this.#regexes > regexesMax)
        throw new FilterPatternError(`More than ${regexesMax} regular expressions`);
      return { kind: "regex", matches: compileRegex(regex.slice(1, -1)) };
    }
    const word = this.take(bare);
    if (!word) throw this.refusal("a value expected");
    return { kind: "text", text: word, quoted: false };
  }

  /** A refusal that names the place: characters from the pattern's start, counted from 1. */
  refusal(why: string): FilterPatternError {
    return new FilterPatternError(`${why} at character ${this.#position + 1}`);
  }
}
