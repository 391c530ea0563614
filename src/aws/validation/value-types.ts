import { Readable } from "node:stream";
import type { NormalizedSchema } from "@smithy/core/schema";
import { checkDepth, WireFault } from "../decode/wire-fault.ts";
import { type Place, pathOf } from "./place.ts";

/** Throws when a value is not of the schema's type. */
export type RequireType = (value: unknown, place: Place) => void;

/** The type check of a simple schema. */
export function simpleTypeCheck(schema: NormalizedSchema): RequireType {
  const [name, fits] = simpleTypeOf(schema);
  return (value, place) => {
    if (!fits(value)) throw wrongType(place, name);
  };
}

function simpleTypeOf(schema: NormalizedSchema): readonly [name: string, fits: (value: unknown) => boolean] {
  if (schema.isStringSchema()) return ["String", (value) => typeof value === "string"];
  if (schema.isBooleanSchema()) return ["Boolean", (value) => typeof value === "boolean"];
  if (schema.isNumericSchema()) return ["Number", Number.isFinite];
  if (schema.isTimestampSchema()) return ["Timestamp", isDate];
  if (!schema.isBlobSchema()) return ["Document", () => true];
  const streams = schema.isStreaming();
  return ["Blob", (value) => value instanceof Uint8Array || (streams && value instanceof Readable)];
}

const isDate = (value: unknown): boolean => value instanceof Date && !Number.isNaN(value.getTime());

/** The members of a structure, or the entries of a map. */
export function requireObject(value: unknown, place: Place): Record<string, unknown> {
  checkDepth(place.depth);
  const plain = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!plain || value instanceof Uint8Array || value instanceof Date) throw wrongType(place, "Structure");
  return value as Record<string, unknown>;
}

/** The elements of a list. */
export function requireList(value: unknown, place: Place): readonly unknown[] {
  checkDepth(place.depth);
  if (!Array.isArray(value)) throw wrongType(place, "List");
  return value;
}

/** Whether a member was left out. */
export const isAbsent = (value: unknown): boolean => value === undefined || value === null;

const wrongType = (place: Place, wanted: string): WireFault =>
  new WireFault(`The value at '${pathOf(place)}' cannot be converted to ${wanted}`);
