import { asciiLower, scratchBytes } from "../byte-string.ts";

/** Only so many bytes of a literal are looked for: what is found is checked precisely anyway. */
const LITERAL_BYTES_MAX = 12;
/** Most states: each takes a row of at most a kilobyte. */
const STATES_MAX = 16_384;

/**
 * Finds which of many literals occur in a text, ignoring case, in one pass: the automaton of Aho and Corasick with a
 * complete table of transitions over the bytes that the literals use.
 */
export class LiteralAutomaton {
  /** The column of each byte; 0 for bytes in no literal. */
  readonly #columns = new Uint8Array(256);
  readonly #width: number;
  /** Where each state's row leads by column: the beginning of another row. */
  readonly #table: Uint32Array;
  /** At the beginning of a row: whether a literal ends in the state. */
  readonly #isEnd: Uint8Array;
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
    this.#table = new Uint32Array(statesMax * this.#width);
    const ends: number[][] = Array.from({ length: statesMax }, () => []);
    this.#buildTrie(folded, ends);
    this.#addFailures(ends);
    this.#ends = ends;
    this.#isEnd = new Uint8Array(this.#table.length);
    for (const [state, literals] of ends.entries()) {
      if (literals.length > 0) this.#isEnd[state * this.#width] = 1;
    }
  }

  /** Sets `hits[i]` to 1 for each literal `i` that the text may contain; whether there was any. */
  scan(text: string, hits: Uint8Array): boolean {
    const columns = this.#columns;
    const table = this.#table;
    const isEnd = this.#isEnd;
    let row = 0;
    let hasHit = false;
    const bytes = scratchBytes(text);
    for (let i = 0; i < text.length; i++) {
      row = table[row + columns[bytes[i]!]!]!;
      if (isEnd[row] === 1) {
        this.#hit(row, hits);
        hasHit = true;
      }
    }
    return hasHit;
  }

  #hit(row: number, hits: Uint8Array): void {
    for (const literal of this.#ends[row / this.#width]!) hits[literal] = 1;
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
      let row = 0;
      for (let i = 0; i < literal.length; i++) {
        const cell = row + this.#columns[literal.charCodeAt(i) & 0xff]!;
        if (this.#table[cell] === 0) this.#table[cell] = states++ * this.#width;
        row = this.#table[cell]!;
      }
      ends[row / this.#width]!.push(index);
    }
  }

  /** Breadth first, each state takes over the transitions and ends of the longest suffix that is a state too. */
  #addFailures(ends: number[][]): void {
    const failures = new Map<number, number>();
    const queue = [0];
    for (let head = 0; head < queue.length; head++) {
      const row = queue[head]!;
      const failure = failures.get(row) ?? 0;
      if (row !== 0) ends[row / this.#width]!.push(...ends[failure / this.#width]!);
      for (let column = 0; column < this.#width; column++) {
        const child = this.#table[row + column]!;
        const fallback = row === 0 ? 0 : this.#table[failure + column]!;
        if (child === 0) this.#table[row + column] = fallback;
        else {
          failures.set(child, fallback);
          queue.push(child);
        }
      }
    }
  }
}
