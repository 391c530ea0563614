import type { NormalizedSchema } from "@smithy/core/schema";
import { membersOf, traitsOf } from "../../src/aws/schema.ts";

/** A source of pseudo-random choices. The same seed gives the same values. */
export class Choices {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A number from 0 up to, not including, 1. The generator is the C standard's own example. */
  next(): number {
    this.#state = (Math.imul(this.#state, 1103515245) + 12345) & 0x7fffffff;
    return this.#state / 0x80000000;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)]!;
  }
}

/** Where a value travels decides which texts are fair. */
type Place = "body" | "label" | "header" | "query";

const TEXTS: Readonly<Record<Place, readonly string[]>> = {
  body: ["plain", "sp ace", "a&b<c>\"d'", "é😀", "x+y=z%20", "line\nbreak", "0", "true"],
  label: ["plain", "sp ace", "a&b", "é", "x+y=z%25", "p:q@r"],
  header: ["plain", "a-b_c", "x y"],
  query: ["plain", "sp ace", "a&b<c>", "é😀", "x+y=z%20", "0"],
};

/** A value of the schema; undefined where the schema asks for nothing that can be sent. */
export function generate(schema: NormalizedSchema, choices: Choices, direction: "input" | "output"): unknown {
  return value(schema, { choices, direction, depth: 0, place: "body" });
}

interface Context {
  readonly choices: Choices;
  readonly direction: "input" | "output";
  readonly depth: number;
  readonly place: Place;
}

function value(schema: NormalizedSchema, context: Context): unknown {
  if (schema.isStructSchema()) return structure(schema, context);
  if (schema.isListSchema()) return list(schema, context);
  if (schema.isMapSchema()) return map(schema, context);
  const { choices, place } = context;
  if (schema.isBlobSchema()) return new Uint8Array([1, 2, 255, Math.floor(choices.next() * 255)]);
  if (schema.isTimestampSchema())
    return new Date(1_700_000_000_000 + Math.floor(choices.next() * 1e6) * 1000);
  if (schema.isBooleanSchema()) return choices.next() < 0.5;
  if (schema.isNumericSchema()) return Math.floor(choices.next() * 1000) + 1;
  if (schema.isDocumentSchema()) return { a: [1, "x", true] };
  return traitsOf(schema).xmlAttribute ? "attribute" : choices.pick(TEXTS[place]);
}

function structure(schema: NormalizedSchema, context: Context): unknown {
  const { choices, direction, depth } = context;
  const union = schema.isUnionSchema();
  if (depth > 4) return union || direction === "input" ? undefined : {};
  const all = membersOf(schema).filter(([, member]) => !(member.isStreaming() && member.isStructSchema()));
  const result: Record<string, unknown> = {};
  for (const [name, member] of union ? [choices.pick(all)] : all) {
    if (depth > 2 && !union && choices.next() < 0.4) continue;
    const traits = traitsOf(member);
    const made = traits.httpResponseCode
      ? 200
      : value(member, { ...context, depth: depth + 1, place: placeOf(member, context) });
    if (made !== undefined) result[name] = made;
  }
  const empty = Object.keys(result).length === 0;
  return empty && depth > 0 && (direction === "input" || union) ? undefined : result;
}

function placeOf(schema: NormalizedSchema, context: Context): Place {
  const traits = traitsOf(schema);
  if (traits.httpHeader !== undefined || traits.httpPrefixHeaders !== undefined) return "header";
  // On a response, labels and query members are body members.
  if (context.direction === "output") return context.place;
  if (traits.httpLabel) return "label";
  return traits.httpQuery !== undefined || traits.httpQueryParams ? "query" : context.place;
}

function list(schema: NormalizedSchema, context: Context): unknown {
  if (context.depth > 5) return undefined;
  const element = schema.getValueSchema();
  const inner = { ...context, depth: context.depth + 1 };
  const items = [value(element, inner), value(element, inner)].filter((item) => item !== undefined);
  return items.length > 0 ? items : undefined;
}

function map(schema: NormalizedSchema, context: Context): unknown {
  if (context.depth > 5) return undefined;
  const inner = { ...context, depth: context.depth + 1 };
  const keys = context.place === "header" ? ["k1", "k2"] : ["k1", "k 2"];
  const entries = keys.map((key) => [key, value(schema.getValueSchema(), inner)] as const);
  const present = entries.filter(([, made]) => made !== undefined);
  return present.length > 0 ? Object.fromEntries(present) : undefined;
}

/** Values as one can compare them: dates and bytes as text, members in order, nothing that means absence. */
export function comparable(item: unknown): unknown {
  if (item instanceof Uint8Array) return `bytes:${Buffer.from(item).toString("hex")}`;
  if (item instanceof Date) return item.toISOString();
  if (item instanceof String) return String(item);
  if (Array.isArray(item)) return item.map(comparable);
  if (typeof item !== "object" || item === null) return item;
  const entries = Object.entries(item)
    .filter(([name, member]) => member !== undefined && member !== null && name !== "$metadata")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, comparable(member)]));
}
