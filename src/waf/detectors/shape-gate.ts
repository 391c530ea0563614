import { parseRegex } from "../regex/parse-regex.ts";
import type { ByteSet, RegexNode } from "../regex/syntax.ts";
import type { SqlShape } from "./sql-shapes.ts";

/**
 * Which kinds of tokens a fingerprint must have for a shape to match it, as alternatives of clauses: the shape can
 * match where, of some alternative, each clause names a kind that is there. `U\(*E|W[sq]` gives `[[U, E], [W, s q]]`.
 */
type Needs = readonly (readonly KindSet[])[];

/** A set of kinds: 32 characters of ASCII a word, from the code 32, 64 and 96 on. */
interface KindSet {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/** Groups that look ahead or behind. None of ours holds another group. */
const LOOK_AROUND = /\(\?<?[=!](?:\\.|\[[^\]]*\]|[^\\[\]()])*\)/g;

/** Sorts out the shapes that a fingerprint cannot have, so that few expressions are tried on it. */
export class ShapeGate {
  readonly #gated: readonly { readonly shape: SqlShape; readonly needs: Needs }[];

  constructor(shapes: readonly SqlShape[]) {
    this.#gated = shapes.map((shape) => ({ shape, needs: needsOf(shape.pattern.source) }));
  }

  /** The shapes that the fingerprint may have, in their order. */
  candidates(fingerprint: string): readonly SqlShape[] {
    const kinds = kindsOf(fingerprint);
    const found: SqlShape[] = [];
    for (const { shape, needs } of this.#gated) if (holdsSome(kinds, needs)) found.push(shape);
    return found;
  }
}

const holdsSome = (kinds: KindSet, needs: Needs): boolean => {
  for (const clauses of needs) if (holdsAll(kinds, clauses)) return true;
  return false;
};

function holdsAll(kinds: KindSet, clauses: readonly KindSet[]): boolean {
  for (const { low, middle, high } of clauses) {
    if (((low & kinds.low) | (middle & kinds.middle) | (high & kinds.high)) === 0) return false;
  }
  return true;
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

function needsOf(source: string): Needs {
  // Without its conditions on what stands around it a pattern matches more, never less.
  const node = parseRegex(source.replace(LOOK_AROUND, ""));
  const options = node.kind === "choice" ? node.options : [node];
  return options.map((option) =>
    clausesOf(option)
      .toSorted((a, b) => membersOf(a).length - membersOf(b).length)
      .map((set) => kindsOf(membersOf(set))),
  );
}

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
    clauses.reduce((best, set) => (membersOf(set).length < membersOf(best).length ? set : best)),
  );
  return [smallest[0]!.map((_, byte) => (smallest.some((set) => set[byte] === 1) ? 1 : 0))];
}

const membersOf = (set: ByteSet): string =>
  [...set.keys()]
    .filter((byte) => byte < 128 && set[byte] === 1)
    .map((byte) => String.fromCharCode(byte))
    .join("");
