import { parseTemplateText } from "../deploy/template/parse-text.ts";
import { isMap, type Path, type Value } from "../deploy/template/value.ts";

/** Keys shorter than this stand in many a sentence by chance: `Ref`, `Key`. */
const KEY_CHARS_MIN = 4;

/** Finds the place in a template that a resource's failure is about, as its author wrote it. */
export class TemplateLines {
  readonly #source: ReturnType<typeof parseTemplateText>;

  /** @param text The template. Throws TemplateError where it is none. */
  constructor(text: string) {
    this.#source = parseTemplateText(text);
  }

  /** `line 12, column 7`: of the property that the reason names, else of the resource; empty for what is not in it. */
  find(logicalId: string, reason: string): string {
    const resources = this.#source.value["Resources"] ?? null;
    if (!isMap(resources)) return "";
    const id = declaredId(logicalId, Object.keys(resources));
    if (id === undefined) return "";
    const words = new Set(reason.toLowerCase().match(/[a-z0-9]+/g));
    const named = keysIn(resources[id]!, ["Resources", id])
      .filter(({ key }) => key.length >= KEY_CHARS_MIN && words.has(key.toLowerCase()))
      .sort((a, b) => b.key.length - a.key.length)[0];
    return this.#source.locate(named?.path ?? ["Resources", id]);
  }
}

/** The resource itself, or the one of a transform that it was made for: `OrdersRole` for `Orders`. */
function declaredId(logicalId: string, declared: readonly string[]): string | undefined {
  if (declared.includes(logicalId)) return logicalId;
  return declared.filter((id) => logicalId.startsWith(id)).sort((a, b) => b.length - a.length)[0];
}

interface PlacedKey {
  readonly key: string;
  readonly path: Path;
}

function keysIn(value: Value, path: Path): readonly PlacedKey[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => keysIn(item, [...path, index]));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    { key, path: [...path, key] },
    ...keysIn(member, [...path, key]),
  ]);
}
