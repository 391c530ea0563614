import { encodeUtf8 } from "../byte-string.ts";

/** A key or a value of a JSON text, decoded into a byte string. */
export interface JsonElement {
  readonly isKey: boolean;
  readonly text: string;
  /** The JSON pointer of the value, or of the object that holds the key. Example: `/dogs/0`. */
  readonly pointer: string;
}

export interface JsonReading {
  readonly elements: readonly JsonElement[];
  /** False where reading stopped at an error; `elements` is what came before. */
  readonly valid: boolean;
}

/** JSON pointers split into their steps. */
export type JsonPaths = readonly (readonly string[])[];

const DEPTH_MAX = 256;
/** Many parsers skip it, so it must not hide what follows. */
const BYTE_ORDER_MARK = "\xef\xbb\xbf";
const BARE_VALUE = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;
const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** Of each byte: 1 if it separates tokens, 2 if it begins or ends one of its own, 0 if it is part of a bare value. */
const BYTE_KINDS = new Uint8Array(256);
for (const byte of Buffer.from(" \t\n\r,:")) BYTE_KINDS[byte] = 1;
for (const byte of Buffer.from('{}[]"')) BYTE_KINDS[byte] = 2;

/** Where the scanner is: an object or array, and the included paths that lead through it. */
interface Container {
  readonly isArray: boolean;
  readonly pointer: string;
  readonly depth: number;
  /** Everything in here is included. */
  readonly included: boolean;
  /** Included paths that agree with the way here. */
  readonly candidates: JsonPaths;
  index: number;
  key: string | undefined;
}

/**
 * Reads a JSON text as leniently as AWS WAF: commas and colons may be missing or repeated. `{"a":["b"]}` gives the key
 * `a` and the value `b` at `/a/0`. With `paths`, only values at or below them and keys below them are given.
 * Unlike AWS WAF it goes on after a duplicate key: the backend may use either.
 */
export function readJson(text: string, paths?: JsonPaths): JsonReading {
  return new JsonScanner(text, paths).scan();
}

class JsonScanner {
  readonly #text: string;
  readonly #paths: JsonPaths | undefined;
  readonly #elements: JsonElement[] = [];
  readonly #open: Container[] = [];
  #position = 0;

  constructor(text: string, paths: JsonPaths | undefined) {
    this.#text = text;
    this.#paths = paths;
  }

  scan(): JsonReading {
    if (this.#text.startsWith(BYTE_ORDER_MARK)) this.#position = BYTE_ORDER_MARK.length;
    let valid = true;
    let rootSeen = false;
    while (valid && this.#skipSeparators()) {
      if (rootSeen && this.#open.length === 0) valid = false;
      else {
        valid = this.#token(rootSeen);
        rootSeen = true;
      }
    }
    return { elements: this.#elements, valid: valid && rootSeen && this.#open.length === 0 };
  }

  /** Moves to the next token; whether there is one. */
  #skipSeparators(): boolean {
    while (this.#kindAt(this.#position) === 1) this.#position++;
    return this.#position < this.#text.length;
  }

  /** Past the end it is neither 0 nor 1. */
  #kindAt(index: number): number {
    return index < this.#text.length ? BYTE_KINDS[this.#text.charCodeAt(index) & 0xff]! : 2;
  }

  /** Takes one token; false where it cannot stand here. */
  #token(rootSeen: boolean): boolean {
    const character = this.#text[this.#position]!;
    if (character === "{" || character === "[") return this.#enter(character === "[");
    if (character === "}" || character === "]") return this.#leave(character === "]");
    const text = character === '"' ? this.#string() : this.#bare();
    const complete = text !== undefined;
    const container = this.#open.at(-1);
    const scalar = text ?? this.#unescape(this.#text.slice(this.#position + 1));
    if (container && !container.isArray && container.key === undefined) {
      this.#addKey(container, scalar);
      return complete && character === '"';
    }
    this.#addValue(container, scalar);
    const isBareValid = character === '"' || BARE_VALUE.test(scalar);
    // The root of a document is an object or an array.
    return complete && isBareValid && rootSeen;
  }

  #enter(isArray: boolean): boolean {
    if (this.#open.length === DEPTH_MAX) return false;
    this.#position++;
    const parent = this.#open.at(-1);
    if (parent && !parent.isArray && parent.key === undefined) return false;
    const step = parent && takeStep(parent);
    const depth = parent ? parent.depth + 1 : 0;
    const candidates = parent
      ? parent.candidates.filter((path) => path[parent.depth] === step)
      : (this.#paths ?? []);
    this.#open.push({
      isArray,
      pointer: parent ? `${parent.pointer}/${step}` : "",
      depth,
      included: !this.#paths || parent?.included === true || candidates.some((path) => path.length === depth),
      candidates,
      index: 0,
      key: undefined,
    });
    return true;
  }

  #leave(isArray: boolean): boolean {
    this.#position++;
    const container = this.#open.pop();
    return container !== undefined && container.isArray === isArray && container.key === undefined;
  }

  #addKey(container: Container, key: string): void {
    container.key = key;
    if (container.included) this.#elements.push({ isKey: true, text: key, pointer: container.pointer });
  }

  #addValue(container: Container | undefined, text: string): void {
    if (!container) {
      this.#elements.push({ isKey: false, text, pointer: "" });
      return;
    }
    const step = takeStep(container);
    const included =
      container.included ||
      container.candidates.some(
        (path) => path.length === container.depth + 1 && path[container.depth] === step,
      );
    if (included) this.#elements.push({ isKey: false, text, pointer: `${container.pointer}/${step}` });
  }

  /** Takes a string; undefined where its end is missing, and then nothing is taken. */
  #string(): string | undefined {
    const start = this.#position + 1;
    let end = this.#text.indexOf('"', start);
    while (end >= 0 && this.#isEscaped(start, end)) end = this.#text.indexOf('"', end + 1);
    if (end < 0) return undefined;
    const raw = this.#text.slice(start, end);
    this.#position = end + 1;
    return this.#unescape(raw);
  }

  /** Whether an odd number of backslashes comes before `index`, of a string that begins at `start`. */
  #isEscaped(start: number, index: number): boolean {
    let before = index;
    while (before > start && this.#text[before - 1] === "\\") before--;
    return (index - before) % 2 === 1;
  }

  #unescape(raw: string): string {
    if (!raw.includes("\\")) return raw;
    return raw.replace(/((?:\\u[0-9a-fA-F]{4})+)|\\([\s\S]?)/g, (_, codes?: string, letter?: string) => {
      if (codes === undefined) return ESCAPES[letter!] ?? letter!;
      const units = codes.match(/[0-9a-fA-F]{4}/g)!.map((unit) => Number.parseInt(unit, 16));
      return encodeUtf8(String.fromCharCode(...units));
    });
  }

  /** Takes a number, a literal, or whatever stands in its place. */
  #bare(): string {
    const start = this.#position;
    while (this.#kindAt(this.#position) === 0) this.#position++;
    return this.#text.slice(start, this.#position);
  }
}

/** The key or index of the next value in a container. */
function takeStep(container: Container): string {
  if (container.isArray) return String(container.index++);
  const key = container.key!;
  container.key = undefined;
  return key;
}
