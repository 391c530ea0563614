import { parseRegex } from "../regex/parse-regex.ts";
import type { ByteSet, RegexNode } from "../regex/syntax.ts";
import type { SqlShape } from "./sql-shapes.ts";

/** A set of kinds: 32 characters of ASCII a word, from the code 32, 64 and 96 on. */
interface KindSet {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/** Groups that look ahead or behind. None of ours holds another group. */
const LOOK_AROUND = /\(\?<?[=!](?:\\.|\[[^\]]*\]|[^\\[\]()])*\)/g;

const ANY_KIND = String.fromCharCode(...Array(128).keys());

/**
 * Sorts out the shapes that a fingerprint cannot have, so that few expressions are tried on it. A shape has
 * alternatives, and an alternative has clauses: sets of which every match has a kind. `U\(*E|W[sq]` has the clauses `U`
 * and `E`, or `W` and `sq`.
 */
export class ShapeGate {
  readonly #shapes: readonly SqlShape[];
  /** Of each alternative: its shape's index, where it ends here, and three words a clause, the least common set first. */
  readonly #alternatives: Int32Array;
  /** The kinds of all first clauses: a fingerprint that has none of them has no shape. */
  readonly #telling: KindSet;

  constructor(shapes: readonly SqlShape[]) {
    this.#shapes = shapes;
    const words: number[] = [];
    let telling = "";
    for (const [index, { pattern }] of shapes.entries()) {
      for (const clauses of alternativesOf(pattern.source)) {
        telling += clauses[0] ?? ANY_KIND;
        words.push(index, words.length + 2 + 3 * clauses.length);
        for (const { low, middle, high } of clauses.map(kindsOf)) words.push(low, middle, high);
      }
    }
    this.#alternatives = Int32Array.from(words);
    this.#telling = kindsOf(telling);
  }

  /** The shapes that the fingerprint may have, in their order. */
  candidates(fingerprint: string): readonly SqlShape[] {
    const { low, middle, high } = kindsOf(fingerprint);
    const telling = this.#telling;
    if (((low & telling.low) | (middle & telling.middle) | (high & telling.high)) === 0) return [];
    const found: SqlShape[] = [];
    const words = this.#alternatives;
    let at = 0;
    while (at < words.length) {
      const shape = this.#shapes[words[at]!]!;
      const end = words[at + 1]!;
      at += 2;
      while (at < end && ((words[at]! & low) | (words[at + 1]! & middle) | (words[at + 2]! & high)) !== 0)
        at += 3;
      if (at === end && found.at(-1) !== shape) found.push(shape);
      at = end;
    }
    return found;
  }
}

function kindsOf(fingerprint: string): KindSet {
  let low = 0;
  let middle = 0;
  let high = 0;
  for (let index = 0; index < fingerprint.length; index += 1) {
    const code = fingerprint.charCodeAt(index);
    // A shift counts modulo 32.
    if (code < 64) low |= 1 << code;
    else if (code < 96) middle |= 1 << code;
    else high |= 1 << code;
  }
  return { low, middle, high };
}

/** Of each alternative of a pattern the clauses, each as the characters of its set. */
function alternativesOf(source: string): readonly (readonly string[])[] {
  // Without its conditions on what stands around it a pattern matches more, never less.
  const node = parseRegex(source.replace(LOOK_AROUND, ""));
  const options = node.kind === "choice" ? node.options : [node];
  return options.map((option) =>
    clausesOf(option)
      .map(membersOf)
      .toSorted((a, b) => commonness(a) - commonness(b)),
  );
}

/** Kinds that prose and code are full of. */
const COMMON = "nw1spfF'\"(),;";

/** The least common set is looked at first, since it is the one that a fingerprint most likely lacks. */
const commonness = (kinds: string): number =>
  [...kinds].reduce((sum, kind) => sum + (COMMON.includes(kind) ? COMMON.length : 1), 0);

/** Sets of which every match has a member. */
function clausesOf(node: RegexNode): readonly ByteSet[] {
  switch (node.kind) {
    case "bytes":
      return [node.set];
    case "sequence":
      return node.items.flatMap(clausesOf);
    case "repeat":
      return node.min > 0 ? clausesOf(node.item) : [];
    case "choice":
      return anyOf(node.options.map(clausesOf));
    case "empty":
    case "assertion":
      return [];
  }
}

/** One set for all options: a member of the smallest of each. */
function anyOf(options: readonly (readonly ByteSet[])[]): readonly ByteSet[] {
  if (options.some((clauses) => clauses.length === 0)) return [];
  const smallest = options.map((clauses) =>
    clauses.reduce((best, set) => (commonness(membersOf(set)) < commonness(membersOf(best)) ? set : best)),
  );
  return [smallest[0]!.map((_, byte) => (smallest.some((set) => set[byte] === 1) ? 1 : 0))];
}

const membersOf = (set: ByteSet): string =>
  [...set.keys()]
    .filter((byte) => byte < 128 && set[byte] === 1)
    .map((byte) => String.fromCharCode(byte))
    .join("");
