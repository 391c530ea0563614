import { asciiLower } from "../byte-string.ts";

/** Only so many bytes of a literal are looked for: what is found is checked precisely anyway. */
const LITERAL_BYTES_MAX = 12;
/** Most states: they are numbered in 16 bits. */
const STATES_MAX = 65_535;

/**
 * Finds which of many literals occur in a text, ignoring case, in one pass: the automaton of Aho and Corasick with a
 * complete table of transitions over the bytes that the literals use.
 */
export class LiteralAutomaton {
  /** The column of each byte; 0 for bytes in no literal. */
  readonly #columns = new Uint8Array(256);
  readonly #width: number;
  readonly #table: Uint16Array;
  /** The literals that end in each state. */
  readonly #ends: readonly (readonly number[])[];

  /** Whether so many literals fit one automaton. */
  static fits(literals: readonly string[]): boolean {
    return literals.length * LITERAL_BYTES_MAX < STATES_MAX;
  }

  /** @param literals Byte strings of at least one byte. */
  constructor(literals: readonly string[]) {
    const folded = literals.map((literal) => asciiLower(literal.slice(0, LITERAL_BYTES_MAX)));
    this.#width = this.#assignColumns(folded);
    const statesMax = folded.reduce((sum, literal) => sum + literal.length, 1);
    this.#table = new Uint16Array(statesMax * this.#width);
    const ends: number[][] = Array.from({ length: statesMax }, () => []);
    this.#buildTrie(folded, ends);
    this.#addFailures(ends);
    this.#ends = ends;
  }

  /** Sets `hits[i]` to 1 for each literal `i` that the text may contain. */
  scan(text: string, hits: Uint8Array): void {
    const columns = this.#columns;
    const table = this.#table;
    const width = this.#width;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      state = table[state * width + columns[text.charCodeAt(i) & 0xff]!]!;
      if (state !== 0) {
        for (const literal of this.#ends[state]!) hits[literal] = 1;
      }
    }
  }

  /** Gives each byte that occurs a column, both cases of a letter the same; returns how many columns there are. */
  #assignColumns(literals: readonly string[]): number {
    let width = 1;
    for (const literal of literals) {
      for (let i = 0; i < literal.length; i++) {
        const byte = literal.charCodeAt(i) & 0xff;
        if (this.#columns[byte] !== 0) continue;
        this.#columns[byte] = width;
        if (byte >= 97 && byte <= 122) this.#columns[byte - 32] = width;
        width++;
      }
    }
    return width;
  }

  #buildTrie(literals: readonly string[], ends: number[][]): void {
    let states = 1;
    for (const [index, literal] of literals.entries()) {
      let state = 0;
      for (let i = 0; i < literal.length; i++) {
        const cell = state * this.#width + this.#columns[literal.charCodeAt(i) & 0xff]!;
        if (this.#table[cell] === 0) this.#table[cell] = states++;
        state = this.#table[cell]!;
      }
      ends[state]!.push(index);
    }
  }

  /** Breadth first, each state takes over the transitions and ends of the longest suffix that is a state too. */
  #addFailures(ends: number[][]): void {
    const failures = new Map<number, number>();
    const queue = [0];
    for (let head = 0; head < queue.length; head++) {
      const state = queue[head]!;
      const failure = failures.get(state) ?? 0;
      if (state !== 0) ends[state]!.push(...ends[failure]!);
      for (let column = 0; column < this.#width; column++) {
        const cell = state * this.#width + column;
        const child = this.#table[cell]!;
        const fallback = state === 0 ? 0 : this.#table[failure * this.#width + column]!;
        if (child === 0) this.#table[cell] = fallback;
        else {
          failures.set(child, fallback);
          queue.push(child);
        }
      }
    }
  }
}
