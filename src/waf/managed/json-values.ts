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

/** What a JSON text holds, and whether it could be read to its end, so that nothing else is in it. */
export interface JsonReading {
  readonly values: readonly InspectedValue[];
  readonly isWhole: boolean;
}

/** The keys and values of a JSON text. Of one that only lenient parsers read also what stands between its quotes. */
export const readJsonValues = (text: string, bytes: Uint8Array): JsonReading =>
  readValues("", text, 1, bytes);

function readValues(name: Name, text: string, depth: number, bytes: Uint8Array): JsonReading {
  const reader = new JsonValues(name, text, depth, bytes);
  if (scanJson(text, bytes, reader)) return { values: reader.values, isWhole: true };
  const lines = readLines(name, text, depth);
  if (lines !== undefined) return { values: lines, isWhole: true };
  addPieces(reader.values, name, text, depth);
  return { values: reader.values, isWhole: false };
}

/** The values of a text that is a JSON document on each line. */
function readLines(name: Name, text: string, depth: number): readonly InspectedValue[] | undefined {
  const lines = text.split("\n");
  if (lines.length === 1) return undefined;
  const values: InspectedValue[] = [];
  for (const line of lines) {
    if (line.trim() === "") continue;
    const bytes = Buffer.from(line, "latin1");
    const reader = new JsonValues(name, line, depth, bytes);
    if (!scanJson(line, bytes, reader)) return undefined;
    values.push(...reader.values);
  }
  return values;
}

/** A string in single quotes, where JSON has one in double quotes. */
const SINGLE_QUOTED = /[[{,:]\s*'/;

/** What stands between two quotes of a kind, inside of strings or outside. */
const PIECES = [/(?:[^"\\]+|\\[\s\S]?)+/g, /(?:[^'\\]+|\\[\s\S]?)+/g] as const;

/**
 * Comments, names without quotes, single quotes, values such as NaN, several documents: parsers take what the standard
 * does not know, and where strings begin is then anyone's guess. So every piece between quotes is a value.
 */
function addPieces(values: InspectedValue[], name: Name, text: string, depth: number): void {
  for (const pattern of SINGLE_QUOTED.test(text) ? PIECES : PIECES.slice(0, 1)) {
    for (const [raw] of text.matchAll(pattern)) {
      const piece = unescapeJson(raw);
      const evidence = VALUE_GATE.scan(piece);
      if (piece === text || !isWorthReading(evidence)) continue;
      values.push(new InspectedValue(name, piece, evidence), ...nestedJson(name, piece, depth + 2));
    }
  }
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

/** The values in a value that is JSON itself, or looks like it. */
export function nestedJson(name: Name, text: string, depth: number): readonly InspectedValue[] {
  if (depth > JSON_DEPTH_MAX || !NESTED.test(text)) return [];
  return readValues(name, text, depth, Buffer.from(text, "latin1")).values;
}

function isPlainName(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (PLAIN_BYTES[bytes[index]!] === 0) return false;
  return true;
}
