import type { Field } from "../fields/field.ts";
import { type FieldReading, type FieldValue, readField } from "../fields/read-field.ts";
import type { TextInput } from "../rules/model.ts";
import { TRANSFORMATIONS, type Transformation } from "../transformations/transformations.ts";
import type { Inspection } from "./inspection.ts";
import { LiteralAutomaton } from "./literal-automaton.ts";

/** With fewer literals than this, looking for each by itself is as fast. */
const GATED_LITERALS_MIN = 4;

/**
 * A component after a chain of transformations. All statements of a web ACL that inspect the same thing share one
 * source, and chains share their beginnings, so every value is computed once per request.
 */
export class ValueSource {
  readonly field: Field;
  readonly #number: number;
  readonly #parent: ValueSource | undefined;
  readonly #transformation: Transformation | undefined;
  readonly #literals: string[] = [];
  #automaton: LiteralAutomaton | undefined;

  constructor(number: number, field: Field, parent?: ValueSource, transformation?: Transformation) {
    this.#number = number;
    this.field = field;
    this.#parent = parent;
    this.#transformation = transformation;
  }

  read(inspection: Inspection): FieldReading {
    let reading = inspection.readings[this.#number];
    if (reading === undefined) {
      reading = this.#compute(inspection);
      inspection.readings[this.#number] = reading;
    }
    return reading;
  }

  /**
   * Adds a literal to the one pass that looks for all literals of this source. The result tells whether a request's
   * values may contain it in any case; if not, they certainly do not.
   */
  gate(literal: string): (inspection: Inspection) => boolean {
    const index = this.#literals.push(literal) - 1;
    return (inspection) => {
      const hits = this.#hits(inspection);
      return hits === undefined || hits[index] === 1;
    };
  }

  /** Called once when all statements are compiled. */
  seal(): void {
    const isWorthIt = this.#literals.length >= GATED_LITERALS_MIN;
    if (isWorthIt && LiteralAutomaton.fits(this.#literals))
      this.#automaton = new LiteralAutomaton(this.#literals);
  }

  #hits(inspection: Inspection): Uint8Array | undefined {
    if (this.#automaton === undefined) return undefined;
    let hits = inspection.literalHits[this.#number];
    if (hits === undefined) {
      hits = new Uint8Array(this.#literals.length);
      for (const { text } of this.read(inspection).values) this.#automaton.scan(text, hits);
      inspection.literalHits[this.#number] = hits;
    }
    return hits;
  }

  #compute(inspection: Inspection): FieldReading {
    if (!this.#parent || !this.#transformation) {
      const reading = readField(inspection.request, this.field);
      if (reading.oversize) inspection.oversize.add(reading.oversize);
      return reading;
    }
    const before = this.#parent.read(inspection);
    const transform = this.#transformation;
    const apply = (value: FieldValue): FieldValue => {
      const text = transform(value.text);
      return text === value.text ? value : { name: value.name, text };
    };
    return { values: before.values.map(apply), verdict: before.verdict };
  }
}

/** The sources of one web ACL. */
export class ValueSources {
  readonly #byKey = new Map<string, ValueSource>();

  get size(): number {
    return this.#byKey.size;
  }

  /** The source of a component and a chain of transformations. */
  of({ field, transformations }: TextInput): ValueSource {
    let key = fieldKey(field);
    let source = this.#getOrAdd(key, (number) => new ValueSource(number, field));
    for (const name of transformations) {
      key += `|${name}`;
      const parent = source;
      source = this.#getOrAdd(key, (number) => new ValueSource(number, field, parent, TRANSFORMATIONS[name]));
    }
    return source;
  }

  seal(): void {
    for (const source of this.#byKey.values()) source.seal();
  }

  #getOrAdd(key: string, make: (number: number) => ValueSource): ValueSource {
    let source = this.#byKey.get(key);
    if (!source) {
      source = make(this.#byKey.size);
      this.#byKey.set(key, source);
    }
    return source;
  }
}

/** Equal for components that read the same. */
const fieldKey = (field: Field): string =>
  JSON.stringify(field, (_, value) => (value instanceof Set ? [...value].toSorted() : value));
