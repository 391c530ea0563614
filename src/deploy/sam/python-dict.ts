import type { Value } from "../template/value.ts";

/**
 * SAM names an API's deployment after a hash of the text that Python 2.7 printed of its definition, so that stacks
 * made years ago keep their names. Two things of Python 2.7 show in that text: the order of a dict's keys, which
 * comes from their hashes and the history of the dict, and whether a string came from the template (`u'GET'`) or from
 * SAM itself (`'aws_proxy'`). Sources: CPython 2.7 Objects/dictobject.c and stringobject.c.
 */

/** A string that SAM itself put in; a plain JavaScript string came from the template. */
export class SamText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A part of an API definition while SAM works on it. */
export type Doc = null | boolean | number | string | SamText | Doc[] | PythonDict;

interface Entry {
  readonly key: string | SamText;
  readonly hash: bigint;
  value: Doc;
}

const SMALLEST_TABLE = 8;
const DUMMY = Symbol("deleted key");
type Slot = string | typeof DUMMY | undefined;

/** A dict whose keys come in Python 2.7's order. */
export class PythonDict {
  readonly #entries = new Map<string, Entry>();
  #slots: Slot[] = new Array<Slot>(SMALLEST_TABLE).fill(undefined);
  /** Slots that hold or held a key. */
  #fill = 0;
  /** Whether a copy would have its keys in the same slots. */
  #isSettled = false;

  get size(): number {
    return this.#entries.size;
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  get(name: string): Doc | undefined {
    return this.#entries.get(name)?.value;
  }

  /** The dict under `name`; undefined when there is something else or nothing. */
  dict(name: string): PythonDict | undefined {
    const value = this.get(name);
    return value instanceof PythonDict ? value : undefined;
  }

  /** Sets a key of the template's own, or of SAM's when given as {@link SamText}. An existing key keeps its origin. */
  set(key: string | SamText, value: Doc): this {
    const name = nameOf(key);
    const entry = this.#entries.get(name);
    if (entry) entry.value = value;
    else {
      this.#entries.set(name, { key, value, hash: pythonHash(name) });
      this.#isSettled = false;
      this.#add(name, this.#entries.size);
    }
    return this;
  }

  delete(name: string): void {
    if (!this.#entries.delete(name)) return;
    this.#slots[this.#slots.indexOf(name)] = DUMMY;
    this.#isSettled = false;
  }

  /**
   * Gives the keys the order that they have in a copy, which Python makes by adding them anew in the order they have.
   */
  reorderAsCopy(): void {
    if (this.#isSettled) return;
    const before = this.#slots;
    const names = this.#names();
    this.#slots = new Array<Slot>(SMALLEST_TABLE).fill(undefined);
    this.#fill = 0;
    for (const [i, name] of names.entries()) this.#add(name, i + 1);
    this.#isSettled =
      before.length === this.#slots.length && before.every((slot, i) => slot === this.#slots[i]);
  }

  /** Keys and values in Python 2.7's order. */
  entries(): [string, Doc][] {
    return this.#names().map((name) => [name, this.#entries.get(name)!.value]);
  }

  /** The keys in order, with where they came from. */
  keys(): (string | SamText)[] {
    return this.#names().map((name) => this.#entries.get(name)!.key);
  }

  #names(): string[] {
    return this.#slots.filter((slot): slot is string => typeof slot === "string");
  }

  #add(name: string, size: number): void {
    this.#insert(name);
    if (this.#fill * 3 >= this.#slots.length * 2) this.#resize(size * 4);
  }

  #resize(request: number): void {
    let size = SMALLEST_TABLE;
    while (size <= request) size *= 2;
    const names = this.#names();
    this.#slots = new Array<Slot>(size).fill(undefined);
    this.#fill = 0;
    for (const name of names) this.#insert(name);
  }

  /** Open addressing as in `lookdict`: probe from the hash's low bits, perturbed by its high bits. */
  #insert(name: string): void {
    const { hash } = this.#entries.get(name)!;
    const mask = BigInt(this.#slots.length - 1);
    let walker = hash & mask;
    let perturb = hash;
    let index = Number(walker);
    while (typeof this.#slots[index] === "string") {
      walker = (walker << 2n) + walker + perturb + 1n;
      index = Number(walker & mask);
      perturb >>= 5n;
    }
    if (this.#slots[index] === undefined) this.#fill++;
    this.#slots[index] = name;
  }
}

const nameOf = (key: string | SamText): string => (typeof key === "string" ? key : key.text);

/** The hash of a string on a 64-bit Python 2.7, as an unsigned number. */
function pythonHash(text: string): bigint {
  const points = [...text].map((character) => BigInt(character.codePointAt(0)!));
  if (points.length === 0) return 0n;
  const hash = points.reduce(
    (sum, point) => BigInt.asUintN(64, (1_000_003n * sum) ^ point),
    points[0]! << 7n,
  );
  return hash ^ BigInt(points.length);
}

/** The template's own data as SAM works on it. */
export function docFrom(value: Value): Doc {
  if (Array.isArray(value)) return value.map(docFrom);
  if (typeof value !== "object" || value === null) return value;
  const dict = new PythonDict();
  for (const [key, item] of Object.entries(value)) dict.set(key, docFrom(item));
  return dict;
}

/** SAM's own data: every key and string is marked as SAM's. */
export function samDoc(value: Value): Doc {
  if (Array.isArray(value)) return value.map(samDoc);
  if (typeof value === "string") return new SamText(value);
  if (typeof value !== "object" || value === null) return value;
  const dict = new PythonDict();
  for (const [key, item] of Object.entries(value)) dict.set(new SamText(key), samDoc(item));
  return dict;
}

/** Plain JSON again. */
export function valueFrom(doc: Doc): Value {
  if (doc instanceof SamText) return doc.text;
  if (Array.isArray(doc)) return doc.map(valueFrom);
  if (doc instanceof PythonDict)
    return Object.fromEntries(doc.entries().map(([key, item]) => [key, valueFrom(item)]));
  return doc;
}

/**
 * What Python's `copy.deepcopy` does to the order of keys, in place: SAM copies a definition around every change, and
 * keys that had collided may then change places.
 */
export function reorderAsCopy(doc: Doc): void {
  if (Array.isArray(doc)) for (const item of doc) reorderAsCopy(item);
  if (!(doc instanceof PythonDict)) return;
  doc.reorderAsCopy();
  for (const [, value] of doc.entries()) reorderAsCopy(value);
}
