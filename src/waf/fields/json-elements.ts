import { encodeUtf8 } from "../byte-string.ts";
import { type JsonSink, scanJson } from "./json-scanner.ts";

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

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** Where the reader is: an object or array, and the included paths that lead through it. */
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
 * Reads a JSON text (see json-scanner.ts). `{"a":["b"]}` gives the key `a` and the value `b` at `/a/0`. With `paths`,
 * only values at or below them and keys below them are given.
 */
export function readJson(text: string, paths?: JsonPaths): JsonReading {
  const reader = new ElementReader(text, paths);
  const valid = scanJson(text, Buffer.from(text, "latin1"), reader);
  return { elements: reader.elements, valid };
}

/** What a string's source between its quotes stands for, as a byte string. */
export function unescapeJson(raw: string): string {
  if (!raw.includes("\\")) return raw;
  return raw.replace(/((?:\\u[0-9a-fA-F]{4})+)|\\([\s\S]?)/g, (_, codes?: string, letter?: string) => {
    if (codes === undefined) return ESCAPES[letter!] ?? letter!;
    const units = codes.match(/[0-9a-fA-F]{4}/g)!.map((unit) => Number.parseInt(unit, 16));
    return encodeUtf8(String.fromCharCode(...units));
  });
}

class ElementReader implements JsonSink {
  readonly elements: JsonElement[] = [];
  readonly #text: string;
  readonly #paths: JsonPaths | undefined;
  readonly #open: Container[] = [];

  constructor(text: string, paths: JsonPaths | undefined) {
    this.#text = text;
    this.#paths = paths;
  }

  enter(isArray: boolean): void {
    const parent = this.#open.at(-1);
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
  }

  leave(): void {
    this.#open.pop();
  }

  key(start: number, end: number, isEscaped: boolean): void {
    const container = this.#open.at(-1)!;
    container.key = this.#read(start, end, isEscaped);
    if (container.included)
      this.elements.push({ isKey: true, text: container.key, pointer: container.pointer });
  }

  value(start: number, end: number, isEscaped: boolean): void {
    const text = this.#read(start, end, isEscaped);
    const container = this.#open.at(-1);
    if (!container) {
      this.elements.push({ isKey: false, text, pointer: "" });
      return;
    }
    const step = takeStep(container);
    const included =
      container.included ||
      container.candidates.some(
        (path) => path.length === container.depth + 1 && path[container.depth] === step,
      );
    if (included) this.elements.push({ isKey: false, text, pointer: `${container.pointer}/${step}` });
  }

  #read(start: number, end: number, isEscaped: boolean): string {
    const raw = this.#text.slice(start, end);
    return isEscaped ? unescapeJson(raw) : raw;
  }
}

/** The key or index of the next value in a container. */
function takeStep(container: Container): string {
  if (container.isArray) return String(container.index++);
  const key = container.key!;
  container.key = undefined;
  return key;
}
