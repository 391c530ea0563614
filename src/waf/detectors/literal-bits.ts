import { asciiLower, scratchBytes } from "../byte-string.ts";

/** Literals that stand for one bit of evidence. */
export interface LiteralGroup {
  readonly bit: number;
  /** Of characters below 256; case is ignored. */
  readonly literals: readonly string[];
  /** Whether literals of letters only count where no other letter touches them. */
  readonly wholeWords: boolean;
}

interface Node {
  readonly next: Map<number, number>;
  /** Evidence that ends here. */
  bits: number;
  /** Evidence that ends here if it is a whole word, and the word's length. */
  wordBits: number;
  wordLength: number;
  fail: number;
}

const newNode = (): Node => ({ next: new Map(), bits: 0, wordBits: 0, wordLength: 0, fail: 0 });

/**
 * Which of many literals a text holds, as bits, in one pass over one table: the automaton of Aho and Corasick. Unlike
 * the engine's own automaton it answers per group, which is all that a gate needs.
 */
export class LiteralBits {
  /** The column of each character; 0 for characters in no literal. */
  readonly #columns = new Uint8Array(256);
  /** A row of the table has 2 to this power cells. */
  readonly #shift: number;
  readonly #next: Uint16Array;
  /** States from here on end some literal. */
  readonly #firstTelling: number;
  readonly #start: number;
  readonly #bits: Uint32Array;
  readonly #wordBits: Uint32Array;
  readonly #wordLengths: Uint8Array;

  constructor(groups: readonly LiteralGroup[]) {
    const width = this.#assignColumns(groups.flatMap(({ literals }) => literals));
    this.#shift = Math.ceil(Math.log2(width));
    const nodes = [newNode()];
    for (const { bit, literals, wholeWords } of groups) {
      for (const literal of literals) this.#add(nodes, asciiLower(literal), bit, wholeWords);
    }
    const next = this.#complete(nodes);
    const isTelling = ({ bits, wordBits }: Node): boolean => (bits | wordBits) !== 0;
    const order = [...nodes.keys()].sort(
      (a, b) => Number(isTelling(nodes[a]!)) - Number(isTelling(nodes[b]!)),
    );
    this.#next = reorder(next, order, 1 << this.#shift);
    this.#start = order.indexOf(0);
    this.#firstTelling = order.findIndex((index) => isTelling(nodes[index]!));
    this.#bits = Uint32Array.from(order, (index) => nodes[index]!.bits);
    this.#wordBits = Uint32Array.from(order, (index) => nodes[index]!.wordBits);
    this.#wordLengths = Uint8Array.from(order, (index) => nodes[index]!.wordLength);
  }

  /** The bits of every group of which the text holds a literal. Of characters past 255 the low byte counts. */
  scan(text: string): number {
    return this.scanBytes(scratchBytes(text), 0, text.length);
  }

  /** The bits of every group of which the bytes from `start` to `end` hold a literal. */
  scanBytes(bytes: Uint8Array, start: number, end: number): number {
    const columns = this.#columns;
    const next = this.#next;
    const shift = this.#shift;
    const firstTelling = this.#firstTelling;
    let state = this.#start;
    let found = 0;
    for (let index = start; index < end; index += 1) {
      state = next[(state << shift) | columns[bytes[index]!]!]!;
      if (state < firstTelling) continue;
      found |= this.#bits[state]!;
      const word = this.#wordBits[state]!;
      // Asked only of evidence that is new: `for` holds `or`, and most words of prose hold one.
      if ((word & ~found) !== 0) {
        const before = index - this.#wordLengths[state]!;
        const isWhole =
          (before < start || !isLetter(bytes[before]!)) && (index + 1 >= end || !isLetter(bytes[index + 1]!));
        if (isWhole) found |= word;
      }
    }
    return found;
  }

  /** Gives each character that occurs a column, both cases of a letter the same; returns how many columns there are. */
  #assignColumns(literals: readonly string[]): number {
    let width = 1;
    for (const char of asciiLower(literals.join(""))) {
      const code = char.charCodeAt(0);
      if (this.#columns[code] !== 0) continue;
      this.#columns[code] = width;
      if (isLetter(code)) this.#columns[code - 32] = width;
      width += 1;
    }
    return width;
  }

  #add(nodes: Node[], literal: string, bit: number, wholeWords: boolean): void {
    let index = 0;
    for (const char of literal) {
      const column = this.#columns[char.charCodeAt(0)]!;
      let child = nodes[index]!.next.get(column);
      if (child === undefined) {
        child = nodes.push(newNode()) - 1;
        nodes[index]!.next.set(column, child);
      }
      index = child;
    }
    const node = nodes[index]!;
    // `xp_` and the like go on with letters.
    if (wholeWords && /^[a-z].*[a-z]$/.test(literal)) {
      node.wordBits |= bit;
      node.wordLength = literal.length;
    } else node.bits |= bit;
  }

  /** Fills in where to go from each state on each character, breadth first, and what its suffixes bring. */
  #complete(nodes: readonly Node[]): Uint16Array {
    const width = 1 << this.#shift;
    const next = new Uint16Array(nodes.length * width);
    const queue = [0];
    for (const index of queue) {
      const node = nodes[index]!;
      const suffix = nodes[node.fail]!;
      node.bits |= suffix.bits;
      if (node.wordLength === 0)
        Object.assign(node, { wordBits: suffix.wordBits, wordLength: suffix.wordLength });
      for (let column = 0; column < width; column += 1) {
        const child = node.next.get(column);
        const fallback = index === 0 ? 0 : next[node.fail * width + column]!;
        next[index * width + column] = child ?? fallback;
        if (child === undefined) continue;
        nodes[child]!.fail = fallback;
        queue.push(child);
      }
    }
    return next;
  }
}

/** The table with its states in another order. `order[i]` is the old number of state `i`. */
function reorder(next: Uint16Array, order: readonly number[], width: number): Uint16Array {
  const numbers = new Uint16Array(order.length);
  for (const [number, old] of order.entries()) numbers[old] = number;
  return Uint16Array.from(
    next,
    (_, cell) => numbers[next[order[Math.floor(cell / width)]! * width + (cell % width)]!]!,
  );
}

const isLetter = (code: number): boolean => (code | 0x20) >= 97 && (code | 0x20) <= 122;
