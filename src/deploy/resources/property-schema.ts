import { TemplateError } from "../template/template-error.ts";
import { findIntrinsic, isMap, type Path, type Value, type ValueMap } from "../template/value.ts";

/** The shape of one property of a resource type, and the TypeScript type `T` that it reads to. */
export interface PropertySchema<T = unknown> {
  readonly shape: Shape;
  readonly required: boolean;
  /** Never present: carries the type. */
  readonly reads?: T;
}

type Shape =
  | { readonly kind: "text" | "integer" | "number" | "boolean" | "json" }
  | { readonly kind: "list" | "map"; readonly of: PropertySchema }
  | { readonly kind: "object"; readonly members: Members };

/** Property schemas by name. */
export type Members = Readonly<Record<string, PropertySchema>>;

/** A required property: its schema says so in its type too. */
export interface RequiredSchema<T> extends PropertySchema<T> {
  readonly required: true;
}

type Reads<S> = S extends PropertySchema<infer T> ? T : never;

/** The TypeScript type of an object with these members. */
export type ObjectOf<M extends Members> = {
  readonly [K in keyof M as M[K] extends RequiredSchema<unknown> ? K : never]: Reads<M[K]>;
} & { readonly [K in keyof M as M[K] extends RequiredSchema<unknown> ? never : K]?: Reads<M[K]> };

const optional = <T>(shape: Shape): PropertySchema<T> => ({ shape, required: false });

export const text = optional<string>({ kind: "text" });
export const integer = optional<number>({ kind: "integer" });
export const number = optional<number>({ kind: "number" });
export const boolean = optional<boolean>({ kind: "boolean" });
/** Any JSON: policy documents, OpenAPI definitions. */
export const json = optional<Value>({ kind: "json" });
export const listOf = <T>(of: PropertySchema<T>): PropertySchema<T[]> => optional({ kind: "list", of });
export const mapOf = <T>(of: PropertySchema<T>): PropertySchema<Record<string, T>> =>
  optional({ kind: "map", of });
export const object = <M extends Members>(members: M): PropertySchema<ObjectOf<M>> =>
  optional({ kind: "object", members });
export const required = <T>(schema: PropertySchema<T>): RequiredSchema<T> => ({ ...schema, required: true });

/** A CloudFormation tag list. */
export const tags = listOf(object({ Key: required(text), Value: required(text) }));

/** How strictly {@link readProperty} reads: `static` lets what an intrinsic function will give pass unread. */
export type ReadMode = "static" | "final";

/**
 * Reads a value as its schema says: `"128"` as the integer 128, `true` as the text `"true"`. Throws
 * {@link TemplateError} for an unknown property, a missing one or one of another type, with its place.
 */
function readProperty(schema: PropertySchema, value: Value, path: Path, mode: ReadMode): Value {
  const intrinsic = mode === "static" ? findIntrinsic(value) : undefined;
  if (intrinsic) {
    readBranches(schema, intrinsic.name, intrinsic.argument, path);
    return value;
  }
  const { shape } = schema;
  switch (shape.kind) {
    case "json":
      return value;
    case "list":
      // CloudFormation takes a single item where a list is asked for.
      return (Array.isArray(value) ? value : [value]).map((item, i) =>
        readProperty(shape.of, item, [...path, i], mode),
      );
    case "map":
      return mapEntries(requireObject(value, path), (item, key) =>
        readProperty(shape.of, item, [...path, key], mode),
      );
    case "object":
      return readObject(shape.members, requireObject(value, path), path, mode);
    default:
      return readScalar(shape.kind, value, path);
  }
}

/** Reads an object's members; `null` counts as absent. */
export function readObject(members: Members, value: ValueMap, path: Path, mode: ReadMode): ValueMap {
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(members, key)) continue;
    throw new TemplateError(`Encountered unsupported property ${key}`, [...path, key]);
  }
  const present = Object.entries(value).filter(([, item]) => item !== null);
  const names = new Set(present.map(([key]) => key));
  for (const [key, member] of Object.entries(members)) {
    if (member.required && !names.has(key)) throw new TemplateError(`Property ${key} cannot be empty.`, path);
  }
  return Object.fromEntries(
    present.map(([key, item]) => [key, readProperty(members[key]!, item, [...path, key], mode)]),
  );
}

/** Both branches of an `Fn::If` must fit. */
function readBranches(schema: PropertySchema, name: string, argument: Value, path: Path): void {
  if (name !== "Fn::If" || !Array.isArray(argument)) return;
  for (const step of [1, 2]) readProperty(schema, argument[step] ?? null, [...path, name, step], "static");
}

function readScalar(kind: "text" | "integer" | "number" | "boolean", value: Value, path: Path): Value {
  if (typeof value === "object") throw wrongType(kind, path);
  if (kind === "text") return String(value);
  if (kind === "boolean") {
    if (value === true || value === "true") return true;
    if (value === false || value === "false") return false;
    throw wrongType(kind, path);
  }
  const number = typeof value === "boolean" || value === "" ? Number.NaN : Number(value);
  if (!(kind === "integer" ? Number.isInteger(number) : Number.isFinite(number))) throw wrongType(kind, path);
  return number;
}

const wrongType = (kind: string, path: Path): TemplateError =>
  new TemplateError(`Value of property ${path.at(-1)} must be of type ${kind}`, path);

function requireObject(value: Value, path: Path): ValueMap {
  if (isMap(value)) return value;
  throw wrongType("object", path);
}

const mapEntries = (map: ValueMap, change: (value: Value, key: string) => Value): ValueMap =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
