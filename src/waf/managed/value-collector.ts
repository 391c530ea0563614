import { InspectedValue, type ValueName } from "./inspected-value.ts";
import { nestedJson } from "./json-values.ts";
import { isWorthReading, VALUE_GATE } from "./value-gate.ts";

/**
 * Collects the values of a part of a request that is read in several ways. Each text counts once, since readings find
 * much of the same, and none that no managed rule could see anything in.
 */
export class ValueCollector {
  readonly values: InspectedValue[] = [];
  readonly #texts = new Set<string>();

  add(name: ValueName, text: string): void {
    if (text === "") return;
    const evidence = VALUE_GATE.scan(text);
    if (isWorthReading(evidence) && this.#isNew(text))
      this.values.push(new InspectedValue(name, text, evidence));
  }

  /** Adds a value, and those in it if it is JSON. */
  addWithJson(name: string, text: string): void {
    this.add(name, text);
    this.addAll(nestedJson(name, text, 1));
  }

  addAll(values: readonly InspectedValue[]): void {
    for (const value of values) if (this.#isNew(value.forms[0]!)) this.values.push(value);
  }

  #isNew(text: string): boolean {
    if (this.#texts.has(text)) return false;
    this.#texts.add(text);
    return true;
  }
}
