import { WireFault } from "./wire-fault.ts";
import { parseXml, type XmlElement } from "./xml-document.ts";

/** An element whose prefixes are resolved. */
export interface NamespacedElement {
  /** As it was written. */
  readonly source: XmlElement;
  /** The namespaces in force, by prefix; that of names without one by the empty text. */
  readonly prefixes: ReadonlyMap<string, string>;
  /** Empty where there is none. */
  readonly namespace: string;
  /** Without prefix. */
  readonly name: string;
  /** Those without prefix: they belong to their element. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly NamespacedElement[];
  /** The element's own text, entities resolved; not its children's. */
  readonly text: string;
}

type Prefixes = NamespacedElement["prefixes"];

const KNOWN: Prefixes = new Map([
  ["", ""],
  ["xml", "http://www.w3.org/XML/1998/namespace"],
]);

/**
 * Parses a document whose names mean something by their namespaces, as SAML's do. As strict as {@link parseXml}: no
 * document type, no entity of one. Throws {@link WireFault}. `<a:b xmlns:a="urn:a"/>` gives namespace `urn:a`, name `b`.
 */
export const parseNamespacedXml = (text: string): NamespacedElement => resolve(parseXml(text), KNOWN);

function resolve(element: XmlElement, outer: Prefixes): NamespacedElement {
  const prefixes = new Map(outer);
  const attributes = new Map<string, string>();
  for (const [name, value] of element.attributes) {
    if (name === "xmlns") prefixes.set("", value);
    else if (name.startsWith("xmlns:")) prefixes.set(name.slice("xmlns:".length), value);
    else if (!name.includes(":")) attributes.set(name, value);
  }
  const parts = element.name.split(":");
  const [prefix, name] = parts.length === 1 ? ["", parts[0]!] : (parts as [string, string]);
  const namespace = prefixes.get(prefix);
  if (parts.length > 2 || namespace === undefined) throw new WireFault("The XML uses an unknown prefix.");
  const children = element.children.map((child) => resolve(child, prefixes));
  return { source: element, prefixes, namespace, name, attributes, children, text: element.text };
}

/** The children of a name. */
export const childrenNamed = (
  { children }: NamespacedElement,
  namespace: string,
  name: string,
): readonly NamespacedElement[] =>
  children.filter((child) => child.namespace === namespace && child.name === name);

/** The element and everything below it, in the order of the document. */
export function* descendants(element: NamespacedElement): Generator<NamespacedElement> {
  yield element;
  for (const child of element.children) yield* descendants(child);
}
