import type { DetectorMatch } from "../detector.ts";
import { LiteralBits } from "../detectors/literal-bits.ts";

/** Most characters of a value that a match repeats. */
const PIECE_LENGTH_MAX = 96;

/** What some attack cannot do without. */
export interface Signature {
  readonly name: string;
  /** A text that holds none of these is not searched. Case is ignored. */
  readonly literals: readonly string[];
  /** The piece of the text that gives it away. Must take linear time. */
  readonly find: (text: string) => string | undefined;
}

/** The literals of a signature, from one text. */
export const list = (literals: string): readonly string[] => literals.split(" ");

/** What a pattern of linear time finds, in the text as it is or after `prepare`, which undoes what hides it. */
export const matching =
  (pattern: RegExp, prepare: (text: string) => string = asIs): Signature["find"] =>
  (text) =>
    pattern.exec(prepare(text))?.[0];

const asIs = (text: string): string => text;

/**
 * Many signatures with one automaton over all their literals: a text is scanned once, and only signatures of which it
 * holds a literal are searched for. At most 31, a bit each.
 */
export class SignatureSet {
  readonly #gate: LiteralBits;
  readonly #bits: ReadonlyMap<Signature, number>;

  constructor(signatures: readonly Signature[]) {
    this.#bits = new Map(signatures.map((signature, index) => [signature, 1 << index]));
    this.#gate = new LiteralBits(
      signatures.map(({ literals }, index) => ({ bit: 1 << index, literals, wholeWords: false })),
    );
  }

  /** The bits of all signatures that the text may hold. */
  scan(text: string): number {
    return this.#gate.scan(text);
  }

  /** The signature's bit in what `scan` gives. */
  bitOf(signature: Signature): number {
    return this.#bits.get(signature)!;
  }
}

/** What of a signature a text holds. */
export function findSignature(signature: Signature, text: string): DetectorMatch | undefined {
  const found = signature.find(text);
  if (found === undefined) return undefined;
  return { kind: "SIGNATURE", matchedData: [found.slice(0, PIECE_LENGTH_MAX)], detail: signature.name };
}
