import type { XmlElement } from "../../../aws/decode/xml-document.ts";
import type { NamespacedElement } from "../../../aws/decode/xml-namespaces.ts";

type Prefixes = ReadonlyMap<string, string>;

/** What the canonical form depends on besides the element. */
export interface CanonicalOptions {
  /** Prefixes that are declared wherever they are in force, used or not: `InclusiveNamespaces`. `#default` for none. */
  readonly inclusivePrefixes?: readonly string[];
  /** An element that is left out: the enveloped signature. */
  readonly without?: XmlElement;
}

/**
 * The exclusive canonical form of an element, without comments: what a signature covers.
 * Source: Exclusive XML Canonicalization 1.0 (W3C, 2002), section 3.
 */
export function canonicalXml(element: NamespacedElement, options: CanonicalOptions = {}): string {
  const { inclusivePrefixes = [], without } = options;
  const inclusive = inclusivePrefixes.map((prefix) => (prefix === "#default" ? "" : prefix));
  return write(element.source, element.prefixes, new Map(), { inclusive, without });
}

interface Writing {
  readonly inclusive: readonly string[];
  readonly without: XmlElement | undefined;
}

/** `declared`: what the written ancestors have said of prefixes. */
function write(element: XmlElement, outer: Prefixes, declared: Prefixes, writing: Writing): string {
  const { name } = element;
  const { inForce, attributes } = readNames(element, outer);
  const used = [name, ...attributes.map((attribute) => attribute.name).filter(isPrefixed)].map(prefixOf);
  const inclusive = writing.inclusive.filter((prefix) => inForce.has(prefix));
  const declarations = [...new Set([...used, ...inclusive])]
    .filter((prefix) => prefix !== "xml" && (declared.get(prefix) ?? "") !== (inForce.get(prefix) ?? ""))
    .sort(compare)
    .map((prefix) => [prefix, inForce.get(prefix) ?? ""] as const);
  const saidNow = new Map([...declared, ...declarations]);
  const written = [
    ...declarations.map(([prefix, uri]) => ` xmlns${prefix && ":"}${prefix}="${escapeAttribute(uri)}"`),
    ...attributes.map((attribute) => ` ${attribute.name}="${escapeAttribute(attribute.value)}"`),
  ];
  const content = element.content
    .filter((part) => part !== writing.without)
    .map((part) => (typeof part === "string" ? escapeText(part) : write(part, inForce, saidNow, writing)));
  return `<${name}${written.join("")}>${content.join("")}</${name}>`;
}

/** The namespaces in force at an element; its attributes that are no declarations, by namespace and then by name. */
function readNames(element: XmlElement, outer: Prefixes) {
  const inForce = new Map(outer);
  const attributes: { readonly name: string; readonly value: string }[] = [];
  for (const [name, value] of element.attributes) {
    if (name === "xmlns") inForce.set("", value);
    else if (name.startsWith("xmlns:")) inForce.set(name.slice("xmlns:".length), value);
    else attributes.push({ name, value });
  }
  const namespaceOf = (name: string): string => (isPrefixed(name) ? (inForce.get(prefixOf(name)) ?? "") : "");
  attributes.sort(
    (a, b) =>
      compare(namespaceOf(a.name), namespaceOf(b.name)) || compare(localName(a.name), localName(b.name)),
  );
  return { inForce, attributes };
}

const isPrefixed = (name: string): boolean => name.includes(":");
const prefixOf = (name: string): string => name.slice(0, Math.max(0, name.indexOf(":")));
const localName = (name: string): string => name.slice(name.indexOf(":") + 1);

/** By code points, as UTF-8 bytes order. */
const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const TEXT: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;" };
const ATTRIBUTE: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  '"': "&quot;",
  "\t": "&#x9;",
  "\n": "&#xA;",
  "\r": "&#xD;",
};

const escapeText = (text: string): string => text.replace(/[&<>\r]/g, (character) => TEXT[character]!);
const escapeAttribute = (text: string): string =>
  text.replace(/[&<"\t\n\r]/g, (character) => ATTRIBUTE[character]!);
