import type { NormalizedSchema } from "@smithy/core/schema";
import { assertThat } from "../../base/assert.ts";
import { membersOf, structureOf, traitsOf } from "../schema.ts";
import { checkDepth, safeKey, WireFault, wellFormed } from "./wire-fault.ts";

/** Reads a parsed JSON or CBOR value as the schema has it. `depth` counts the levels above. */
export type ReadValue = (value: unknown, depth: number) => unknown;

/** What sets JSON and CBOR apart once parsed. */
export interface ValueFormat {
  /** A member's name on the wire. */
  readonly memberName: (member: string, schema: NormalizedSchema) => string;
  readonly blob: (value: unknown) => Uint8Array;
  readonly timestamp: (schema: NormalizedSchema) => (value: unknown) => Date;
}

/**
 * Builds readers from schemas, once per structure and format. A reader takes a wire value to the operation's input:
 * known members only, types checked, `null` members as if absent. It throws {@link WireFault} on anything else.
 */
export class ValueReaders {
  readonly #format: ValueFormat;
  readonly #structures = new Map<unknown, ReadValue>();

  constructor(format: ValueFormat) {
    this.#format = format;
  }

  /** The reader of a schema. */
  of(schema: NormalizedSchema): ReadValue {
    if (schema.isStructSchema()) return this.#structure(schema);
    if (schema.isListSchema()) return this.#list(schema);
    if (schema.isMapSchema()) return this.#map(schema);
    if (schema.isDocumentSchema()) return readDocument;
    if (schema.isStringSchema()) return readString;
    if (schema.isBooleanSchema()) return readBoolean;
    if (schema.isNumericSchema()) return readNumber;
    if (schema.isBlobSchema()) return this.#format.blob;
    assertThat(schema.isTimestampSchema(), `No wire form for ${schema.getName(true)}.`);
    return this.#format.timestamp(schema);
  }

  #structure(schema: NormalizedSchema): ReadValue {
    const identity = structureOf(schema);
    const known = this.#structures.get(identity);
    if (known) return known;
    // Entered before its members are built: a recursive structure finds itself here.
    let members: readonly { name: string; wireName: string; read: ReadValue }[] = [];
    const read: ReadValue = (value, depth) => {
      const object = requireObject(value, depth);
      const result: Record<string, unknown> = {};
      for (const member of members) {
        const found = Object.hasOwn(object, member.wireName) ? object[member.wireName] : undefined;
        if (found !== undefined && found !== null) result[member.name] = member.read(found, depth + 1);
      }
      return result;
    };
    this.#structures.set(identity, read);
    members = membersOf(schema).map(([name, member]) => ({
      name,
      wireName: this.#format.memberName(name, member),
      read: this.of(member),
    }));
    return read;
  }

  #list(schema: NormalizedSchema): ReadValue {
    const read = this.of(schema.getValueSchema());
    const sparse = Boolean(traitsOf(schema).sparse);
    return (value, depth) => {
      checkDepth(depth);
      if (!Array.isArray(value)) throw new WireFault(`${tokenOf(value)} cannot be converted to List`);
      return value.map((element) => readElement(element, read, depth, sparse));
    };
  }

  #map(schema: NormalizedSchema): ReadValue {
    const read = this.of(schema.getValueSchema());
    const sparse = Boolean(traitsOf(schema).sparse);
    return (value, depth) => {
      const object = requireObject(value, depth);
      // Without a prototype, so that looking up a caller's key never finds Object's own members.
      const result: Record<string, unknown> = Object.create(null);
      for (const key of Object.keys(object)) {
        result[safeKey(key)] = readElement(object[key], read, depth, sparse);
      }
      return result;
    };
  }
}

function readElement(value: unknown, read: ReadValue, depth: number, sparse: boolean): unknown {
  if (value !== null && value !== undefined) return read(value, depth + 1);
  if (sparse) return null;
  throw new WireFault("NULL_VALUE found where a value is needed");
}

function requireObject(value: unknown, depth: number): Record<string, unknown> {
  checkDepth(depth);
  const plain = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!plain || value instanceof Uint8Array || value instanceof Date) {
    throw new WireFault(
      Array.isArray(value)
        ? "Start of list found where not expected"
        : `${tokenOf(value)} cannot be converted to Structure`,
    );
  }
  return value as Record<string, unknown>;
}

function readString(value: unknown): string {
  if (typeof value !== "string") throw mismatch(value, "String");
  return wellFormed(value);
}

function readBoolean(value: unknown): boolean {
  if (typeof value !== "boolean") throw mismatch(value, "Boolean");
  return value;
}

function readNumber(value: unknown): number {
  // JSON spells a number too big for a double as digits; parsed, it is infinite.
  if (typeof value !== "number" || !Number.isFinite(value)) throw mismatch(value, "Number");
  return value;
}

function readDocument(value: unknown, depth: number): unknown {
  checkDepth(depth);
  if (Array.isArray(value)) return value.map((element) => readDocument(element, depth + 1));
  if (typeof value === "string") return wellFormed(value);
  if (typeof value !== "object" || value === null) return value;
  const result: Record<string, unknown> = Object.create(null);
  for (const [key, member] of Object.entries(value)) result[safeKey(key)] = readDocument(member, depth + 1);
  return result;
}

/** The fault for a value of the wrong type, in the words of AWS's JSON services. */
export function mismatch(value: unknown, wanted: string): WireFault {
  if (Array.isArray(value)) return new WireFault("Start of list found where not expected");
  if (typeof value === "object" && value !== null)
    return new WireFault("Start of structure or map found where not expected");
  return new WireFault(`${tokenOf(value)} cannot be converted to ${wanted}`);
}

function tokenOf(value: unknown): string {
  if (value === true) return "TRUE_VALUE";
  if (value === false) return "FALSE_VALUE";
  if (typeof value === "number" || typeof value === "bigint") return "NUMBER_VALUE";
  return typeof value === "string" ? "STRING_VALUE" : "VALUE";
}
