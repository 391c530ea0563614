/** One attribute of a tag, its name in lower case. A value that was not given is empty. */
export interface HtmlAttribute {
  readonly name: string;
  readonly value: string;
}

/** What the reader meets in markup. */
export type HtmlToken =
  | {
      readonly kind: "tag";
      readonly name: string;
      readonly attributes: readonly HtmlAttribute[];
      readonly source: string;
    }
  | { readonly kind: "comment" | "declaration"; readonly source: string };

/** Most attributes kept of one tag; the rest is read as one more value, so nothing escapes by number. */
const ATTRIBUTES_MAX = 128;

const NAME_END = /[\s/>]/g;
const SEPARATOR = /[\s/\0"'`]/;

function find(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match === null ? text.length : match.index;
}

/**
 * Reads tags, comments and declarations of a text as a browser would, each character once. What is left open at the
 * end counts as closed there: the page around the text may close it.
 */
export function* readHtml(text: string): Generator<HtmlToken> {
  let index = text.indexOf("<");
  while (index >= 0 && index < text.length) {
    const next = text.charCodeAt(index + 1) | 0x20;
    if (next >= 97 && next <= 122) {
      const tag = readTag(text, index + 1);
      yield { kind: "tag", ...tag, source: text.slice(index, tag.end) };
      index = text.indexOf("<", tag.end);
      continue;
    }
    const other = readMarkupDeclaration(text, index);
    if (other) yield other.token;
    index = text.indexOf("<", other ? other.end : index + 1);
  }
}

function readMarkupDeclaration(text: string, start: number): { token: HtmlToken; end: number } | undefined {
  const opener = text[start + 1];
  if (opener !== "!" && opener !== "?" && opener !== "%") return undefined;
  // What CDATA holds is text to XML, and markup to HTML.
  if (text.startsWith("<![CDATA[", start))
    return { token: { kind: "declaration", source: "<![CDATA[" }, end: start + 9 };
  const isComment = text.startsWith("<!--", start);
  const close = isComment ? text.indexOf("--", start + 4) : text.indexOf(">", start + 2);
  // A browser ends a comment at `-->`, `--!>` and at once at `<!-->`.
  const early = isComment && /^-?>/.test(text.slice(start + 4, start + 6)) ? start + 4 : close;
  const end = early < 0 ? text.length : early + 1;
  return { token: { kind: isComment ? "comment" : "declaration", source: text.slice(start, end) }, end };
}

interface Tag {
  readonly name: string;
  readonly attributes: readonly HtmlAttribute[];
  readonly end: number;
}

function readTag(text: string, start: number): Tag {
  const nameEnd = find(NAME_END, text, start);
  const name = text
    .slice(start, Math.min(nameEnd, start + 64))
    .replaceAll("\0", "")
    .toLowerCase();
  const { attributes, end } = readAttributes(text, nameEnd);
  return { name, attributes, end };
}

/** Reads attributes from `start` to the `>` that ends their tag, or to the end of the text. */
export function readAttributes(text: string, start: number): { attributes: HtmlAttribute[]; end: number } {
  const attributes: HtmlAttribute[] = [];
  let index = start;
  while (index < text.length) {
    const char = text[index]!;
    if (char === ">") return { attributes, end: index + 1 };
    if (SEPARATOR.test(char)) index += 1;
    else if (attributes.length === ATTRIBUTES_MAX) {
      attributes.push({ name: "…", value: text.slice(index) });
      return { attributes, end: text.length };
    } else {
      const [attribute, end] = readAttribute(text, index);
      attributes.push(attribute);
      index = end;
    }
  }
  return { attributes, end: text.length };
}

const ATTRIBUTE_NAME_END = /[\s/>=]/g;
const UNQUOTED_END = /[\s>]/g;
const NOT_SPACE = /[^\s\0]/g;

function readAttribute(text: string, start: number): [HtmlAttribute, number] {
  // A name may begin with `=`.
  const nameEnd = find(ATTRIBUTE_NAME_END, text, start + 1);
  const name = text
    .slice(start, Math.min(nameEnd, start + 64))
    .replaceAll("\0", "")
    .toLowerCase();
  const equals = find(NOT_SPACE, text, nameEnd);
  if (text[equals] !== "=") return [{ name, value: "" }, nameEnd];
  const valueStart = find(NOT_SPACE, text, equals + 1);
  const quote = text[valueStart];
  if (quote === '"' || quote === "'" || quote === "`") {
    const close = text.indexOf(quote, valueStart + 1);
    const end = close < 0 ? text.length : close;
    return [{ name, value: text.slice(valueStart + 1, end) }, Math.min(end + 1, text.length)];
  }
  const end = find(UNQUOTED_END, text, valueStart);
  return [{ name, value: text.slice(valueStart, end) }, end];
}
