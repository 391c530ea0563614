import { findAuthorPath } from "../deploy/template/author-path.ts";
import { parseTemplateText } from "../deploy/template/parse-text.ts";

/** Finds the place in a template that a resource's failure is about, as its author wrote it. */
export class TemplateLines {
  readonly #source: ReturnType<typeof parseTemplateText>;

  /** @param text The template. Throws TemplateError where it is none. */
  constructor(text: string) {
    this.#source = parseTemplateText(text);
  }

  /** `line 12, column 7`: of the property that the reason names, else of the resource; empty for what is not in it. */
  find(logicalId: string, reason: string): string {
    const path = findAuthorPath(this.#source.value, logicalId, reason);
    return path === undefined ? "" : this.#source.locate(path);
  }
}
