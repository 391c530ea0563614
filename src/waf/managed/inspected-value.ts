import { decodeForms } from "../detectors/decode.ts";
import { EVIDENCE } from "../detectors/evidence.ts";
import { SIGNATURE_SET } from "./signatures.ts";
import { VALUE_GATE } from "./value-gate.ts";

/** The signatures of a value that has one form and none. */
const NONE: readonly number[] = [0];

/** A name, or what can tell it when it is asked for. */
export type ValueName = string | { toString(): string };

/** One value that a client sent, in every form it may take. */
export class InspectedValue {
  readonly forms: readonly string[];
  /** What each form holds, for the gates of detectors. */
  readonly evidence: readonly number[];
  /** The bits of the signatures that each form may hold. */
  readonly signatures: readonly number[];
  readonly #name: ValueName;

  /**
   * @param evidence What the gate says of the text.
   */
  constructor(name: ValueName, text: string, evidence: number = VALUE_GATE.scan(text)) {
    this.#name = name;
    this.forms = (evidence & EVIDENCE.encoding) === 0 ? [text] : decodeForms(text);
    const all = [evidence];
    for (let index = 1; index < this.forms.length; index += 1) all.push(VALUE_GATE.scan(this.forms[index]!));
    this.evidence = all;
    this.signatures = (evidence & EVIDENCE.signature) === 0 && all.length === 1 ? NONE : this.#scanned();
  }

  #scanned(): readonly number[] {
    return this.forms.map((form, index) =>
      (this.evidence[index]! & EVIDENCE.signature) === 0 ? 0 : SIGNATURE_SET.scan(form),
    );
  }

  /** The argument's, cookie's or header's name, or a JSON pointer. */
  get name(): string {
    return String(this.#name);
  }
}

/** A name is as much the client's as a value, but only an odd one can do harm. */
export const PLAIN_NAME = /^[\w.[\]-]*$/;
