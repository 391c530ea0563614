import type { NormalizedSchema } from "@smithy/core/schema";
import { membersOf, structureOf, traitsOf } from "../schema.ts";
import { textReader } from "./text-reader.ts";
import { checkDepth, safeKey, WireFault } from "./wire-fault.ts";
import type { XmlElement } from "./xml-document.ts";

/**
 * Reads the elements that stand for one member: one, or for a flat list or map each of its elements.
 */
type ReadElements = (elements: readonly XmlElement[], depth: number) => unknown;

/** Reads the content of one element. */
type ReadElement = (element: XmlElement, depth: number) => unknown;

/** Builds readers of restXml documents, once per structure. */
class XmlReaders {
  readonly #structures = new Map<unknown, ReadElement>();

  /** The reader of a document whose root stands for the structure. */
  document(schema: NormalizedSchema): (root: XmlElement) => unknown {
    const read = this.#structure(schema);
    return (root) => read(root, 0);
  }

  #member(schema: NormalizedSchema): ReadElements {
    const traits = traitsOf(schema);
    if (schema.isListSchema()) {
      const read = this.#value(schema.getValueSchema());
      const name = traitsOf(schema.getValueSchema()).xmlName ?? "member";
      const items = traits.xmlFlattened
        ? (elements: readonly XmlElement[]) => elements
        : (elements: readonly XmlElement[]) => only(elements).children.filter((child) => child.name === name);
      return (elements, depth) => items(elements).map((item) => read(item, depth + 1));
    }
    if (schema.isMapSchema()) return this.#map(schema);
    const read = this.#value(schema);
    return (elements, depth) => read(only(elements), depth);
  }

  #value(schema: NormalizedSchema): ReadElement {
    if (schema.isStructSchema()) return this.#structure(schema);
    if (schema.isListSchema() || schema.isMapSchema()) {
      const read = this.#member(schema);
      return (element, depth) => read([element], depth);
    }
    const read = textReader(schema, "date-time");
    return (element) => {
      if (element.children.length > 0) throw new WireFault("An element holds others where text is expected.");
      return read(element.text);
    };
  }

  #structure(schema: NormalizedSchema): ReadElement {
    const identity = structureOf(schema);
    const known = this.#structures.get(identity);
    if (known) return known;
    let members: readonly { name: string; xmlName: string; read: ReadElements }[] = [];
    let attributes: readonly { name: string; xmlName: string; read: (text: string) => unknown }[] = [];
    const read: ReadElement = (element, depth) => {
      checkDepth(depth);
      const result: Record<string, unknown> = {};
      const childrenByName = groupByName(element.children);
      for (const { name, xmlName, read } of members) {
        const found = childrenByName.get(xmlName);
        if (found) result[name] = read(found, depth + 1);
      }
      for (const { name, xmlName, read } of attributes) {
        const text = element.attributes.get(xmlName);
        if (text !== undefined) result[name] = read(text);
      }
      return result;
    };
    this.#structures.set(identity, read);
    const all = membersOf(schema).map(([name, member]) => ({
      name,
      member,
      xmlName: traitsOf(member).xmlName ?? name,
    }));
    members = all
      .filter(({ member }) => !traitsOf(member).xmlAttribute)
      .map(({ name, member, xmlName }) => ({ name, xmlName, read: this.#member(member) }));
    attributes = all
      .filter(({ member }) => traitsOf(member).xmlAttribute)
      .map(({ name, member, xmlName }) => ({ name, xmlName, read: textReader(member, "date-time") }));
    return read;
  }

  #map(schema: NormalizedSchema): ReadElements {
    const read = this.#value(schema.getValueSchema());
    const flat = Boolean(traitsOf(schema).xmlFlattened);
    const keyName = traitsOf(schema.getKeySchema()).xmlName ?? "key";
    const valueName = traitsOf(schema.getValueSchema()).xmlName ?? "value";
    return (elements, depth) => {
      const entries = flat ? elements : only(elements).children.filter((child) => child.name === "entry");
      const result: Record<string, unknown> = Object.create(null);
      for (const entry of entries) {
        const children = groupByName(entry.children);
        const key = only(children.get(keyName) ?? []).text;
        result[safeKey(key)] = read(only(children.get(valueName) ?? []), depth + 1);
      }
      return result;
    };
  }
}

/** The one element that a member must have. Two would be read differently by two readers. */
function only(elements: readonly XmlElement[]): XmlElement {
  const [element, another] = elements;
  if (!element || another) throw new WireFault("An element is missing or repeated.");
  return element;
}

function groupByName(elements: readonly XmlElement[]): ReadonlyMap<string, readonly XmlElement[]> {
  const groups = new Map<string, XmlElement[]>();
  for (const element of elements) {
    const group = groups.get(element.name);
    if (group) group.push(element);
    else groups.set(element.name, [element]);
  }
  return groups;
}

/** Readers of restXml. */
export const xmlReaders = new XmlReaders();
