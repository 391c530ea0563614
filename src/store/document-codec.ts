import { assertThat } from "../base/assert.ts";
import { DocumentTooLargeError, documentBytesMax, type ResourceKey } from "./resource-store.ts";

/** Longest id of a document, in characters. */
const idCharsMax = 2048;
/** Longest of the other parts of a key, in characters. */
const keyPartCharsMax = 128;

/** Marks a bug when `key` is not one that every engine can hold and tell apart from all others. */
export function assertKey(key: ResourceKey): void {
  for (const part of [key.accountId, key.region, key.service, key.type]) {
    assertThat(
      part.length > 0 && part.length <= keyPartCharsMax,
      "A part of a resource key is empty or too long",
    );
  }
  assertThat(key.id.length > 0 && key.id.length <= idCharsMax, "A resource id is empty or too long");
  // Lone surrogates all become U+FFFD in UTF-8: two ids would turn into one.
  assertThat(key.id.isWellFormed(), "A resource id holds a lone surrogate");
}

/**
 * The document as JSON text: what is stored shares nothing with what the caller holds. Members that are undefined are
 * left out. Anything else that JSON would lose or change (a Map, a Date, NaN, bytes) is a bug of the caller: it would
 * be stored as something else than it was.
 */
export function encodeDocument(value: object): string {
  const text = JSON.stringify(value, assertJsonMember);
  if (Buffer.byteLength(text) > documentBytesMax) {
    throw new DocumentTooLargeError(`A document of more than ${documentBytesMax} bytes`);
  }
  return text;
}

/** A fresh copy of what {@link encodeDocument} encoded. */
export const decodeDocument = <T>(text: string): T => JSON.parse(text) as T;

/** A replacer for JSON.stringify. `this` holds the member before `toJSON` changed it. */
function assertJsonMember(this: unknown, name: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[name];
  assertThat(isJsonMember(original, Array.isArray(this)), `A document's member "${name}" is not JSON`);
  return value;
}

function isJsonMember(value: unknown, inArray: boolean): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "undefined":
      return !inArray;
    case "object":
      return value === null || Array.isArray(value) || isPlainObject(value);
    default:
      return false;
  }
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
