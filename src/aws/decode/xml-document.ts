import { checkDepth, WireFault } from "./wire-fault.ts";

/** One element of an XML document, names as written, prefixes included. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The element's own text, entities resolved; not its children's. */
  readonly text: string;
  /** Texts and children in their order; comments and processing instructions left out. */
  readonly content: readonly (XmlElement | string)[];
}

/** Most elements in one document. DeleteObjects, the largest call, has 1000 keys with a few elements each. */
const ELEMENTS_MAX = 200_000;

const NAME = /[A-Za-z_][\w.:-]*/y;
const SPACE = /[ \t\r\n]*/y;
const CHARACTER_ENTITIES: Readonly<Record<string, string | undefined>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/**
 * Parses a document: elements, attributes, text, CDATA, comments and processing instructions. Document types are
 * refused, and with them every entity but the five of XML itself and character references: none is ever expanded
 * from a definition. Throws {@link WireFault}. `<a b="c">d</a>` gives name `a`, attribute `b`, text `d`.
 */
export function parseXml(text: string): XmlElement {
  const parser = new XmlParser(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  parser.skipMisc();
  const root = parser.element(0);
  parser.skipMisc();
  if (!parser.atEnd) throw malformed();
  return root;
}

const malformed = (): WireFault => new WireFault("The XML is not well-formed.");

class XmlParser {
  readonly #text: string;
  #at = 0;
  #elements = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  /** Skips what may stand around the root: space, comments, processing instructions. */
  skipMisc(): void {
    for (;;) {
      this.#match(SPACE);
      if (this.#next("<!--")) this.#skipPast("-->");
      else if (this.#next("<?")) this.#skipPast("?>");
      else return;
    }
  }

  element(depth: number): XmlElement {
    checkDepth(depth);
    if (++this.#elements > ELEMENTS_MAX) throw new WireFault("The XML has too many elements.");
    this.#expect("<");
    const name = this.#name();
    const attributes = this.#attributes();
    if (this.#next("/>")) {
      this.#at += 2;
      return { name, attributes, children: [], text: "", content: [] };
    }
    this.#expect(">");
    const content = this.#content(depth);
    this.#expect(`</${name}`);
    this.#match(SPACE);
    this.#expect(">");
    const children = content.filter((part) => typeof part !== "string");
    const text = content.filter((part) => typeof part === "string").join("");
    return { name, attributes, children, text, content };
  }

  #attributes(): ReadonlyMap<string, string> {
    const attributes = new Map<string, string>();
    for (;;) {
      const space = this.#match(SPACE);
      if (this.#next("/>") || this.#next(">")) return attributes;
      if (space === "") throw malformed();
      const name = this.#name();
      this.#match(SPACE);
      this.#expect("=");
      this.#match(SPACE);
      const quote = this.#text[this.#at];
      if ((quote !== '"' && quote !== "'") || attributes.has(name)) throw malformed();
      this.#at += 1;
      const value = this.#textTo(quote);
      this.#at += 1;
      if (value.includes("<")) throw malformed();
      attributes.set(name, resolveEntities(value));
    }
  }

  #content(depth: number): readonly (XmlElement | string)[] {
    const content: (XmlElement | string)[] = [];
    for (;;) {
      const text = resolveEntities(this.#textTo("<"));
      if (text !== "") content.push(text);
      if (this.#next("</")) return content;
      if (this.#next("<!--")) {
        this.#skipPast("-->");
      } else if (this.#next("<![CDATA[")) {
        this.#at += "<![CDATA[".length;
        content.push(this.#textTo("]]>"));
        this.#at += "]]>".length;
      } else if (this.#next("<?")) {
        this.#skipPast("?>");
      } else {
        content.push(this.element(depth + 1));
      }
    }
  }

  #name(): string {
    const name = this.#match(NAME);
    if (name === "") throw malformed();
    return name;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #next(token: string): boolean {
    return this.#text.startsWith(token, this.#at);
  }

  #expect(token: string): void {
    if (!this.#next(token)) throw malformed();
    this.#at += token.length;
  }

  #textTo(stop: string): string {
    const end = this.#text.indexOf(stop, this.#at);
    if (end < 0) throw malformed();
    const text = this.#text.slice(this.#at, end);
    this.#at = end;
    return text;
  }

  #skipPast(stop: string): void {
    this.#textTo(stop);
    this.#at += stop.length;
  }
}

function resolveEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&([^;&]{0,12});?/g, (whole, name: string) => {
    const resolved = whole.endsWith(";") ? resolveEntity(name) : undefined;
    if (resolved === undefined) throw malformed();
    return resolved;
  });
}

function resolveEntity(name: string): string | undefined {
  const reference = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name);
  if (!reference) return Object.hasOwn(CHARACTER_ENTITIES, name) ? CHARACTER_ENTITIES[name] : undefined;
  const point = reference[1] === undefined ? Number(reference[2]) : Number.parseInt(reference[1], 16);
  const surrogate = point >= 0xd800 && point <= 0xdfff;
  return point > 0 && point <= 0x10ffff && !surrogate ? String.fromCodePoint(point) : undefined;
}
