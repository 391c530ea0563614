import type { NormalizedSchema } from "@smithy/core/schema";
import type { Parameters } from "../parameters.ts";
import { membersOf, structureOf, traitsOf } from "../schema.ts";
import { textReader } from "./text-reader.ts";
import { checkDepth, DEPTH_MAX, safeKey, WireFault } from "./wire-fault.ts";

/** A form's parameters by the parts of their names: `Tags.member.1.Key=a` is four levels deep. */
export interface FormNode {
  text?: string;
  /** A Map, not an object: a part named `__proto__` is a key like any other. */
  readonly parts: Map<string, FormNode>;
}

/** Most parts of all names together. PutMetricData's largest documented call has some 420,000. */
const PARTS_MAX = 600_000;

/** Builds the tree. A parameter sent twice has no one value, so it is refused. */
export function formTree(parameters: Parameters): FormNode {
  const root: FormNode = { parts: new Map() };
  let parts = 0;
  for (const [name, values] of parameters) {
    const path = name.split(".", DEPTH_MAX + 1);
    checkDepth(path.length);
    parts += path.length;
    if (parts > PARTS_MAX) throw new WireFault("The parameters' names have too many parts.");
    let node = root;
    for (const part of path) {
      const next = node.parts.get(part) ?? { parts: new Map() };
      node.parts.set(part, next);
      node = next;
    }
    if (values.length > 1) throw new WireFault(`The parameter ${name} must not be repeated.`);
    node.text = values[0]!;
  }
  return root;
}

/** Reads a node of the tree as the schema has it. */
export type ReadForm = (node: FormNode, depth: number) => unknown;

/**
 * Builds readers of awsQuery and ec2Query input, once per structure. They differ in names (`ec2QueryName`,
 * capitalised) and in lists, which are always flat in EC2.
 */
class FormReaders {
  readonly #ec2: boolean;
  readonly #structures = new Map<unknown, ReadForm>();

  constructor(options: { readonly ec2: boolean }) {
    this.#ec2 = options.ec2;
  }

  /** The reader of a schema. */
  of(schema: NormalizedSchema): ReadForm {
    if (schema.isStructSchema()) return this.#structure(schema);
    if (schema.isListSchema()) return this.#list(schema);
    if (schema.isMapSchema()) return this.#map(schema);
    const read = textReader(schema, "date-time");
    return (node) => {
      if (node.text === undefined) throw new WireFault("Unexpected complex element.");
      return read(node.text);
    };
  }

  #structure(schema: NormalizedSchema): ReadForm {
    const identity = structureOf(schema);
    const known = this.#structures.get(identity);
    if (known) return known;
    let members: readonly { name: string; parts: readonly string[]; read: ReadForm }[] = [];
    const read: ReadForm = (node, depth) => {
      checkDepth(depth);
      requireParts(node);
      const result: Record<string, unknown> = {};
      for (const member of members) {
        const part = member.parts.find((name) => node.parts.has(name));
        if (part !== undefined) result[member.name] = member.read(node.parts.get(part)!, depth + 1);
      }
      return result;
    };
    this.#structures.set(identity, read);
    members = membersOf(schema).map(([name, member]) => ({
      name,
      parts: this.#partNames(name, member),
      read: this.of(member),
    }));
    return read;
  }

  /** Names that a member may go by, the proper one first. */
  #partNames(name: string, schema: NormalizedSchema): readonly string[] {
    const traits = traitsOf(schema);
    if (this.#ec2) return [traits.ec2QueryName ?? capitalised(traits.xmlName ?? name)];
    const proper = traits.xmlName ?? name;
    // botocore names a flat list after its elements.
    const alternative =
      traits.xmlFlattened && schema.isListSchema() ? traitsOf(schema.getValueSchema()).xmlName : undefined;
    return alternative === undefined ? [proper] : [proper, alternative];
  }

  #list(schema: NormalizedSchema): ReadForm {
    const element = schema.getValueSchema();
    const read = this.of(element);
    const flat = this.#ec2 || Boolean(traitsOf(schema).xmlFlattened);
    const elementName = traitsOf(element).xmlName ?? "member";
    return (node, depth) => {
      checkDepth(depth);
      requireParts(node);
      // People who write calls by hand leave the element's name out, or write `member` where the model differs.
      const named = flat ? node : (node.parts.get(elementName) ?? node.parts.get("member") ?? node);
      return numbered(named).map((item) => read(item, depth + 1));
    };
  }

  #map(schema: NormalizedSchema): ReadForm {
    const read = this.of(schema.getValueSchema());
    const flat = Boolean(traitsOf(schema).xmlFlattened);
    const keyName = traitsOf(schema.getKeySchema()).xmlName ?? "key";
    const valueName = traitsOf(schema.getValueSchema()).xmlName ?? "value";
    return (node, depth) => {
      checkDepth(depth);
      requireParts(node);
      const result: Record<string, unknown> = Object.create(null);
      for (const entry of numbered(flat ? node : node.parts.get("entry"))) {
        const key = entry.parts.get(keyName)?.text;
        const value = entry.parts.get(valueName);
        if (key === undefined || value === undefined)
          throw new WireFault("A map entry lacks its key or its value.");
        result[safeKey(key)] = read(value, depth + 1);
      }
      return result;
    };
  }
}

/** `Name=` stands for an empty list, map or structure; other text in its place is a mistake. */
function requireParts(node: FormNode): void {
  if (node.text !== undefined && node.text !== "")
    throw new WireFault("Unexpected complex element termination");
}

/** The children `1`, `2`, … in order of their numbers; gaps close up. */
function numbered(node: FormNode | undefined): readonly FormNode[] {
  if (!node) return [];
  return [...node.parts]
    .filter(([part]) => /^\d{1,6}$/.test(part))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}

const capitalised = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1);

/** Readers of awsQuery. */
export const queryReaders = new FormReaders({ ec2: false });
/** Readers of ec2Query. */
export const ec2Readers = new FormReaders({ ec2: true });
