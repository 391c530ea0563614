import type { Field } from "../fields/field.ts";
import { type FieldReading, type FieldValue, readField } from "../fields/read-field.ts";
import type { TextInput } from "../rules/model.ts";
import { TRANSFORMATIONS } from "../transformations/transformations.ts";
import type { Inspection } from "./inspection.ts";
import { LiteralAutomaton } from "./literal-automaton.ts";

/** With fewer literals than this, looking for each by itself is as fast. */
const GATED_LITERALS_MIN = 4;

/**
 * A component after a chain of transformations. All statements of a web ACL that inspect the same thing share one
 * source, and chains share their beginnings, so every value is computed once per request.
 */
export class ValueSource {
  readonly input: TextInput;
  readonly #number: number;
  readonly #parent: ValueSource | undefined;
  readonly #literals: string[] = [];
  #automaton: LiteralAutomaton | undefined;

  /** @param parent The source of the same component without the last transformation. */
  constructor(number: number, input: TextInput, parent?: ValueSource) {
    this.#number = number;
    this.input = input;
    this.#parent = parent;
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
    const last = this.input.transformations.at(-1);
    if (!this.#parent || !last) {
      const reading = readField(inspection.request, this.input.field);
      if (reading.oversize) inspection.oversize.add(reading.oversize);
      return reading;
    }
    const { values, verdict } = this.#parent.read(inspection);
    const transform = TRANSFORMATIONS[last];
    const apply = (value: FieldValue): FieldValue => {
      const text = transform(value.text);
      return text === value.text ? value : { name: value.name, text };
    };
    return { values: values.map(apply), verdict };
  }
}

/** The sources of one web ACL. */
export class ValueSources {
  readonly #byKey = new Map<string, ValueSource>();
  #asked = new Set<ValueSource>();

  get size(): number {
    return this.#byKey.size;
  }

  /** The source of a component and a chain of transformations. */
  of({ field, transformations }: TextInput): ValueSource {
    let key = fieldKey(field);
    let source = this.#getOrAdd(key, { field, transformations: [] });
    for (const [index, name] of transformations.entries()) {
      key += `|${name}`;
      source = this.#getOrAdd(key, { field, transformations: transformations.slice(0, index + 1) }, source);
    }
    this.#asked.add(source);
    return source;
  }

  /** The sources asked for since this was last called. */
  takeAsked(): readonly ValueSource[] {
    const asked = [...this.#asked];
    this.#asked = new Set();
    return asked;
  }

  /** Called once when all statements are compiled. */
  seal(): void {
    for (const source of this.#byKey.values()) source.seal();
  }

  #getOrAdd(key: string, input: TextInput, parent?: ValueSource): ValueSource {
    let source = this.#byKey.get(key);
    if (!source) {
      source = new ValueSource(this.#byKey.size, input, parent);
      this.#byKey.set(key, source);
    }
    return source;
  }
}

/** Equal for components that read the same. */
const fieldKey = (field: Field): string =>
  JSON.stringify(field, (_, value) => (value instanceof Set ? [...value].toSorted() : value));
