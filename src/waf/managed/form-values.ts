import { decodeFormField } from "../detectors/decode.ts";
import type { Pair } from "../pairs.ts";
import { PLAIN_NAME } from "./inspected-value.ts";
import type { ValueCollector } from "./value-collector.ts";

/** The names that are not plain, the values, and what several values of one name make together. */
export function addPairs(collector: ValueCollector, pairs: readonly Pair[]): void {
  const texts = new Map<string, string>();
  for (const [rawName, rawText] of pairs) {
    const name = decodeFormField(rawName);
    const text = decodeFormField(rawText);
    if (!PLAIN_NAME.test(name)) collector.add(name, name);
    collector.addWithJson(name, text);
    const before = texts.get(name);
    texts.set(name, before === undefined ? text : `${before},${text}`);
  }
  // Some frameworks join arguments of one name, so an attack may come in pieces.
  if (texts.size < pairs.length) {
    for (const [name, text] of texts) collector.add(name, text);
  }
}
