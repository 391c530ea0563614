import { RegexSyntaxError } from "./syntax.ts";

/** A cursor over a pattern's characters (code points). */
export class PatternReader {
  readonly #characters: readonly string[];
  #position = 0;

  constructor(pattern: string) {
    this.#characters = [...pattern];
  }

  get atEnd(): boolean {
    return this.#position >= this.#characters.length;
  }

  /** The next character without taking it; empty at the end. */
  peek(ahead = 0): string {
    return this.#characters[this.#position + ahead] ?? "";
  }

  next(): string {
    return this.#characters[this.#position++] ?? "";
  }

  /** Takes `text` if it comes next; whether it did. */
  take(text: string): boolean {
    const matches = [...text].every((character, ahead) => this.peek(ahead) === character);
    if (matches) this.#position += [...text].length;
    return matches;
  }

  /** Takes as many characters as match `allowed`, at most `max`. */
  takeWhile(allowed: RegExp, max = Number.POSITIVE_INFINITY): string {
    let taken = "";
    while (taken.length < max && !this.atEnd && allowed.test(this.peek())) taken += this.next();
    return taken;
  }

  /** Runs `attempt`; where it gives undefined, nothing was taken. */
  tryTake<T>(attempt: () => T | undefined): T | undefined {
    const start = this.#position;
    const result = attempt();
    if (result === undefined) this.#position = start;
    return result;
  }

  fail(reason: string): never {
    throw new RegexSyntaxError(`${reason} (at character ${this.#position + 1})`);
  }
}
