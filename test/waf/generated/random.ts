/** One generated text. Texts of one `core` share what makes them an attack, and are tuned on or held out together. */
export interface GeneratedText {
  readonly core: string;
  readonly text: string;
}

/** A seeded source of choices: the same seed gives the same texts on every machine. */
export class Choices {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An integer from 0 to `below` − 1. Mulberry32, by Tommy Ettinger, in the public domain. */
  integer(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }

  one<T>(items: readonly T[]): T {
    return items[this.integer(items.length)]!;
  }
}

/** The lines of a text, without those that are empty. */
export const linesOf = (text: string): readonly string[] =>
  text.split("\n").filter((line) => line.trim() !== "");

/** Percent-encodes characters of a byte string that `which` matches. */
export const percentEncode = (text: string, which: RegExp = /[^\w.~-]/g): string =>
  text.replace(which, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
