import { decodeEntities } from "../detectors/html-entities.ts";
import type { ValueCollector } from "./value-collector.ts";

/** Attributes of a tag. */
const ATTRIBUTE = /=\s{0,64}(?:"([^"]*)"|'([^']*)')/g;
/** A tag from its name on, to its end. What is in quotes does not end it. */
const TAG = /[^\s<>/"'=][^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*)*>/y;
/** A tag of what is not well-formed: quotes in it mean nothing, so that none is looked for to the end of the body. */
const LOOSE_TAG = /[^\s<>/"'=][^<>]*>/y;
/** An entity that a document defines by a text. */
const ENTITY = /<!ENTITY\s+([\w.:-]{1,64})\s+(?:"([^"]*)"|'([^']*)')/g;
/** Most rounds in which entities are put in for their names. */
const ENTITY_ROUNDS_MAX = 3;

/** A tag as the standard has it. */
const PROPER_TAG = /^[\w:.-]+(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*\/?>$/;

/**
 * Adds the texts, attributes and comments of a document as parsers of XML give them out. The result says whether it is
 * well-formed, so that there is nothing else in it.
 */
export const addXml = (collector: ValueCollector, body: string): boolean =>
  new XmlValues(collector, body).read();

interface OpenElement {
  readonly name: string;
  text: string;
  hasElements: boolean;
}

/**
 * Reads XML leniently: what is not well-formed ends nothing. A text counts as it stands; with the texts around it that
 * only comments, instructions and CDATA sections part from it; with all texts of its element; and, where texts and
 * elements are mixed, with all texts of the document: parsers give out each of these.
 */
class XmlValues {
  readonly #collector: ValueCollector;
  readonly #body: string;
  readonly #entities: ReadonlyMap<string, string>;
  /** How many more characters entities may add. */
  #entityCharactersLeft: number;
  /** The texts of each element that is open, and of the document. */
  readonly #open: OpenElement[] = [{ name: "", text: "", hasElements: false }];
  #isWellFormed = true;
  /** Whether some element holds texts and elements. */
  #isMixed = false;
  #tag = TAG;
  #run = "";
  #whole = "";

  constructor(collector: ValueCollector, body: string) {
    this.#collector = collector;
    this.#body = body;
    this.#entityCharactersLeft = body.length;
    this.#entities = new Map(
      body.includes("<!ENTITY")
        ? [...body.matchAll(ENTITY)].map(([, name, double, single]) => [name!, double ?? single!] as const)
        : [],
    );
  }

  read(): boolean {
    const body = this.#body;
    let index = 0;
    while (index < body.length) {
      const start = body.indexOf("<", index);
      const end = start < 0 ? body.length : start;
      this.#text(body.slice(index, end));
      index = start < 0 ? end : this.#markup(start);
    }
    this.#endRun();
    const isClosed = this.#open.length === 1 && this.#open[0]!.text.trim() === "";
    while (this.#open.length > 0) this.#close();
    if (this.#isMixed) this.#add(this.#whole);
    return this.#isWellFormed && isClosed;
  }

  /** Reads what begins with `<`; where it ends. */
  #markup(start: number): number {
    const body = this.#body;
    if (body.startsWith("<!--", start)) {
      const end = this.#past("-->", start + 4);
      this.#add(body.slice(start + 4, end - 3));
      return end;
    }
    if (body.startsWith("<?", start)) return this.#past("?>", start + 2);
    if (body.startsWith("<![CDATA[", start)) {
      const end = this.#past("]]>", start + 9);
      this.#text(body.slice(start + 9, body.startsWith("]]>", end - 3) ? end - 3 : end), true);
      return end;
    }
    if (body.startsWith("<!DOCTYPE", start)) return this.#pastDoctype(start);
    const isEnd = body[start + 1] === "/";
    const pattern = this.#tag;
    pattern.lastIndex = start + (isEnd ? 2 : 1);
    const tag = pattern.exec(body)?.[0];
    if (tag === undefined) {
      this.#isWellFormed = false;
      this.#tag = LOOSE_TAG;
      this.#text("<");
      return start + 1;
    }
    this.#readTag(tag, isEnd);
    return pattern.lastIndex;
  }

  #readTag(tag: string, isEnd: boolean): void {
    this.#endRun();
    const name = /^[^\s/>]*/.exec(tag)![0];
    this.#isWellFormed &&= isEnd ? this.#open.at(-1)!.name === name : PROPER_TAG.test(tag);
    if (isEnd) {
      if (this.#open.length > 1) this.#close();
      return;
    }
    for (const [, double, single] of tag.matchAll(ATTRIBUTE)) this.#add(decodeEntities(double ?? single!));
    this.#open.at(-1)!.hasElements = true;
    if (!tag.endsWith("/>")) this.#open.push({ name, text: "", hasElements: false });
  }

  #close(): void {
    const { text, hasElements } = this.#open.pop()!;
    this.#isMixed ||= hasElements && text.trim() !== "";
    this.#add(text);
  }

  #text(text: string, isLiteral = false): void {
    if (text === "") return;
    const decoded = isLiteral ? text : decodeEntities(text);
    this.#add(decoded);
    this.#run += decoded;
  }

  #endRun(): void {
    this.#add(this.#run);
    this.#open.at(-1)!.text += this.#run;
    this.#whole += this.#run;
    this.#run = "";
  }

  #past(end: string, from: number): number {
    const found = this.#body.indexOf(end, from);
    this.#isWellFormed &&= found >= 0;
    return found < 0 ? this.#body.length : found + end.length;
  }

  #pastDoctype(start: number): number {
    const bracket = /^[^[>]*\[/.exec(this.#body.slice(start, start + 1024));
    return bracket === null ? this.#past(">", start) : this.#past("]>", start + bracket[0].length);
  }

  #add(text: string): void {
    if (text.trim() === "") return;
    this.#collector.add("", text);
    if (this.#entities.size > 0 && text.includes("&")) this.#collector.add("", this.#expand(text));
  }

  #expand(text: string): string {
    let expanded = text;
    for (let round = 0; round < ENTITY_ROUNDS_MAX && expanded.includes("&"); round += 1) {
      expanded = expanded.replace(/&([\w.:-]{1,64});/g, (whole, name: string) => {
        const value = this.#entities.get(name);
        if (value === undefined || value.length > this.#entityCharactersLeft) return whole;
        this.#entityCharactersLeft -= value.length;
        return value;
      });
    }
    return expanded;
  }
}
