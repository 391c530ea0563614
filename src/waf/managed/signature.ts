import { LiteralAutomaton } from "../compile/literal-automaton.ts";
import type { DetectorMatch } from "../detector.ts";
import type { InspectedValue } from "../detectors/inputs.ts";

/** Most characters of a value that a match repeats. */
const PIECE_LENGTH_MAX = 96;

/** A pattern that some attack cannot do without. */
export interface Signature {
  readonly name: string;
  /** A text that holds none of these is not searched. Case is ignored. */
  readonly literals: readonly string[];
  /** Must take linear time. */
  readonly pattern: RegExp;
  /** Undoes what hides the pattern, where decoding as such does not. */
  readonly prepare?: (text: string) => string;
}

/**
 * Many signatures with one automaton over all their literals: a value is scanned once, and only signatures of which it
 * holds a literal are searched for.
 */
export class SignatureSet {
  readonly #automaton: LiteralAutomaton;
  readonly #owners: readonly Signature[];
  readonly #hits: Uint8Array;
  /** Which signatures each value may hold. */
  readonly #candidates = new WeakMap<InspectedValue, ReadonlySet<Signature>>();

  constructor(signatures: readonly Signature[]) {
    const literals = signatures.flatMap((signature) =>
      signature.literals.map((literal) => ({ signature, literal })),
    );
    this.#automaton = new LiteralAutomaton(literals.map(({ literal }) => literal));
    this.#owners = literals.map(({ signature }) => signature);
    this.#hits = new Uint8Array(literals.length);
  }

  /** What of the signature a form of the value holds. */
  find(signature: Signature, form: string, value: InspectedValue): DetectorMatch | undefined {
    let candidates = this.#candidates.get(value);
    if (candidates === undefined) {
      candidates = this.#scan(value);
      this.#candidates.set(value, candidates);
    }
    if (!candidates.has(signature)) return undefined;
    const found = signature.pattern.exec(signature.prepare ? signature.prepare(form) : form);
    return found
      ? { kind: "SIGNATURE", matchedData: [found[0].slice(0, PIECE_LENGTH_MAX)], detail: signature.name }
      : undefined;
  }

  #scan(value: InspectedValue): ReadonlySet<Signature> {
    this.#hits.fill(0);
    for (const form of value.forms) this.#automaton.scan(form, this.#hits);
    const candidates = new Set<Signature>();
    for (const [index, owner] of this.#owners.entries()) {
      if (this.#hits[index] === 1) candidates.add(owner);
    }
    return candidates.size === 0 ? NONE : candidates;
  }
}

const NONE: ReadonlySet<Signature> = new Set();
