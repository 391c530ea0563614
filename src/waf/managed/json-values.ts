import { type JsonElement, readJson, unescapeJson } from "../fields/json-elements.ts";
import { type JsonSink, scanJson } from "../fields/json-scanner.ts";
import { InspectedValue, PLAIN_NAME } from "./inspected-value.ts";
import { isWorthReading, VALUE_GATE } from "./value-gate.ts";

/** JSON within strings of JSON is read to this depth. */
const JSON_DEPTH_MAX = 4;

/** As PLAIN_NAME, of bytes. */
const PLAIN_BYTES = Uint8Array.from({ length: 256 }, (_, byte) =>
  PLAIN_NAME.test(String.fromCharCode(byte)) ? 1 : 0,
);

const NESTED = /^\s*[{[]/;

type Name = string | JsonName;

/** The keys and values of a JSON text; the text as a whole too where it cannot be read to its end. */
export function jsonValues(text: string, bytes: Uint8Array): readonly InspectedValue[] {
  const reader = new JsonValues("", text, 1, bytes);
  if (!scanJson(text, bytes, reader)) reader.values.push(new InspectedValue("", text));
  return reader.values;
}

/**
 * Collects the keys and values of a JSON text. A plain key is no value, nor is a value that no managed rule could see
 * anything in: most are numbers and words, and of those not even a string is made.
 */
class JsonValues implements JsonSink {
  readonly values: InspectedValue[] = [];
  readonly #name: Name;
  readonly #text: string;
  readonly #depth: number;
  readonly #bytes: Uint8Array;
  readonly #pointers: Pointers;
  /** How many keys and values there were. */
  #count = 0;

  constructor(name: Name, text: string, depth: number, bytes: Uint8Array) {
    this.#name = name;
    this.#text = text;
    this.#depth = depth;
    this.#bytes = bytes;
    this.#pointers = new Pointers(text);
  }

  enter(): void {}
  leave(): void {}

  key(start: number, end: number, isEscaped: boolean): void {
    this.#count++;
    if (!isPlainName(this.#bytes, start, end)) this.#read(start, end, isEscaped, true);
  }

  value(start: number, end: number, isEscaped: boolean): void {
    this.#count++;
    this.#read(start, end, isEscaped, false);
  }

  #read(start: number, end: number, isEscaped: boolean, isKey: boolean): void {
    if (!isEscaped && !isWorthReading(VALUE_GATE.scanBytes(this.#bytes, start, end))) return;
    const raw = this.#text.slice(start, end);
    const text = isEscaped ? unescapeJson(raw) : raw;
    if (isKey && PLAIN_NAME.test(text)) return;
    const name = new JsonName(this.#name, this.#pointers, this.#count - 1);
    this.values.push(new InspectedValue(name, text), ...nestedJson(name, text, this.#depth + 1));
  }
}

/** The pointers of all keys and values of a text, read once and when the first is asked for. */
class Pointers {
  readonly #text: string;
  #elements: readonly JsonElement[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  at(index: number): string {
    this.#elements ??= readJson(this.#text).elements;
    return this.#elements[index]!.pointer;
  }
}

/** A JSON pointer that is read when it is asked for: only a value that matches needs one. */
class JsonName {
  readonly #prefix: Name;
  readonly #pointers: Pointers;
  readonly #index: number;

  /** @param index The number of the key or value among all in the text. */
  constructor(prefix: Name, pointers: Pointers, index: number) {
    this.#prefix = prefix;
    this.#pointers = pointers;
    this.#index = index;
  }

  toString(): string {
    return `${this.#prefix}${this.#pointers.at(this.#index)}`;
  }
}

export function nestedJson(name: Name, text: string, depth: number): readonly InspectedValue[] {
  if (depth > JSON_DEPTH_MAX || !NESTED.test(text)) return [];
  const bytes = Buffer.from(text, "latin1");
  const reader = new JsonValues(name, text, depth, bytes);
  return scanJson(text, bytes, reader) ? reader.values : [];
}

function isPlainName(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (PLAIN_BYTES[bytes[index]!] === 0) return false;
  return true;
}
