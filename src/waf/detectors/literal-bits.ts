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
  readonly #width: number;
  readonly #next: Uint16Array;
  readonly #bits: Uint32Array;
  readonly #wordBits: Uint32Array;
  readonly #wordLengths: Uint8Array;

  constructor(groups: readonly LiteralGroup[]) {
    this.#width = this.#assignColumns(groups.flatMap(({ literals }) => literals));
    const nodes = [newNode()];
    for (const { bit, literals, wholeWords } of groups) {
      for (const literal of literals) this.#add(nodes, literal.toLowerCase(), bit, wholeWords);
    }
    this.#next = this.#complete(nodes);
    this.#bits = Uint32Array.from(nodes, ({ bits }) => bits);
    this.#wordBits = Uint32Array.from(nodes, ({ wordBits }) => wordBits);
    this.#wordLengths = Uint8Array.from(nodes, ({ wordLength }) => wordLength);
  }

  /** The bits of every group of which the text holds a literal. */
  scan(text: string): number {
    const columns = this.#columns;
    const next = this.#next;
    const bits = this.#bits;
    const wordBits = this.#wordBits;
    const width = this.#width;
    let state = 0;
    let found = 0;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      const column = code < 256 ? columns[code]! : 0;
      state = next[state * width + column]!;
      if (state === 0) continue;
      found |= bits[state]!;
      const word = wordBits[state]!;
      // Asked only of evidence that is new: `for` holds `or`, and most words of prose hold one.
      if ((word & ~found) !== 0 && isWhole(text, index + 1 - this.#wordLengths[state]!, index + 1))
        found |= word;
    }
    return found;
  }

  /** Gives each character that occurs a column, both cases of a letter the same; returns how many columns there are. */
  #assignColumns(literals: readonly string[]): number {
    let width = 1;
    for (const char of literals.join("").toLowerCase()) {
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
    if (wholeWords && /^[a-z]/.test(literal)) {
      node.wordBits |= bit;
      node.wordLength = literal.length;
    } else node.bits |= bit;
  }

  /** Fills in where to go from each state on each character, breadth first, and what its suffixes bring. */
  #complete(nodes: readonly Node[]): Uint16Array {
    const next = new Uint16Array(nodes.length * this.#width);
    const queue = [0];
    for (const index of queue) {
      const node = nodes[index]!;
      const suffix = nodes[node.fail]!;
      node.bits |= suffix.bits;
      if (node.wordLength === 0)
        Object.assign(node, { wordBits: suffix.wordBits, wordLength: suffix.wordLength });
      for (let column = 0; column < this.#width; column += 1) {
        const child = node.next.get(column);
        const fallback = index === 0 ? 0 : next[node.fail * this.#width + column]!;
        next[index * this.#width + column] = child ?? fallback;
        if (child === undefined) continue;
        nodes[child]!.fail = fallback;
        queue.push(child);
      }
    }
    return next;
  }
}

/** Whether no letter stands right before `start` or right at `end`. */
const isWhole = (text: string, start: number, end: number): boolean =>
  !isLetter(text.charCodeAt(start - 1)) && !isLetter(text.charCodeAt(end));

const isLetter = (code: number): boolean => (code | 0x20) >= 97 && (code | 0x20) <= 122;
