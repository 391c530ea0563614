import { badRequest } from "../api-errors.ts";

/** Deepest nesting of a schema; a validator compiles it recursively. */
const DEPTH_MAX = 64;

/** How another model of the same API is named: `https://apigateway.amazonaws.com/restapis/{id}/models/{name}`. */
const MODEL_REFERENCE = /^https:\/\/apigateway\.amazonaws\.com\/restapis\/[a-z0-9]+\/models\/([a-zA-Z0-9]+)$/;
const LOCAL_REFERENCE = /^#(?:\/[^#]*)?$/;

type Kind = (value: unknown) => boolean;
const isText: Kind = (value) => typeof value === "string";
const isNumber: Kind = (value) => typeof value === "number" && Number.isFinite(value);
const isCount: Kind = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isBoolean: Kind = (value) => typeof value === "boolean";
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isTexts: Kind = (value) => Array.isArray(value) && value.length > 0 && value.every(isText);

const TYPES = ["array", "boolean", "integer", "null", "number", "object", "string"];
const isType: Kind = (value) =>
  [value].flat().length > 0 && [value].flat().every((one) => TYPES.includes(one as string));

/** JSON Schema draft 4: each keyword that is no schema itself, and the values it takes. */
const VALUES: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["type", isType],
  ["enum", (value) => Array.isArray(value) && value.length > 0],
  ["required", isTexts],
  ["multipleOf", (value) => isNumber(value) && (value as number) > 0],
  ["maximum", isNumber],
  ["minimum", isNumber],
  ["exclusiveMaximum", isBoolean],
  ["exclusiveMinimum", isBoolean],
  ["maxLength", isCount],
  ["minLength", isCount],
  ["pattern", isText],
  ["maxItems", isCount],
  ["minItems", isCount],
  ["uniqueItems", isBoolean],
  ["maxProperties", isCount],
  ["minProperties", isCount],
  ["title", isText],
  ["description", isText],
  ["format", isText],
  ["id", isText],
  ["$schema", isText],
]);

/** Keywords whose value is one schema, a list of schemas, or a map of schemas. */
const SCHEMAS = new Set(["items", "additionalItems", "additionalProperties", "not"]);
const SCHEMA_LISTS = new Set(["allOf", "anyOf", "oneOf"]);
const SCHEMA_MAPS = new Set(["properties", "patternProperties", "definitions", "dependencies"]);

/**
 * Checks that a model's schema is a sound draft 4 document and returns the names of the models that it refers to.
 * `{"type":"array","items":{"$ref":"https://apigateway.amazonaws.com/restapis/a1/models/Pet"}}` gives `["Pet"]`.
 * Throws BadRequest naming the place that is wrong.
 */
export function checkSchema(text: string): string[] {
  if (text.trim() === "")
    throw badRequest("Model schema must have at least 1 property or array items defined");
  return checkNode(parseSchema(text), "#", 0);
}

function parseSchema(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("#", "is not valid JSON");
  }
}

/** Checks one schema, and those within it; returns the models that they refer to. */
function checkNode(node: unknown, place: string, depth: number): string[] {
  if (depth > DEPTH_MAX) throw invalid(place, `is nested deeper than ${DEPTH_MAX} levels`);
  if (!isObject(node)) throw invalid(place, "must be an object");
  return Object.entries(node).flatMap(([keyword, value]) => {
    const here = `${place}/${keyword}`;
    if (keyword === "$ref") return checkReference(value, here);
    if (SCHEMAS.has(keyword)) return checkSchemas(keyword, value, here, depth + 1);
    if (SCHEMA_LISTS.has(keyword)) return checkList(value, here, depth + 1);
    if (SCHEMA_MAPS.has(keyword)) return checkMap(value, here, depth + 1);
    if (VALUES.get(keyword)?.(value) === false) {
      throw invalid(here, "has a value that JSON Schema draft 4 does not allow");
    }
    return [];
  });
}

function checkSchemas(keyword: string, value: unknown, place: string, depth: number): string[] {
  if (keyword.startsWith("additional") && isBoolean(value)) return [];
  if (keyword === "items" && Array.isArray(value)) return checkList(value, place, depth);
  return checkNode(value, place, depth);
}

function checkList(value: unknown, place: string, depth: number): string[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid(place, "must be a list of schemas");
  return value.flatMap((schema, index) => checkNode(schema, `${place}/${index}`, depth));
}

/** A map of schemas; a property's dependencies may also be a list of names. */
function checkMap(value: unknown, place: string, depth: number): string[] {
  if (!isObject(value)) throw invalid(place, "must be an object of schemas");
  const named = place.endsWith("/dependencies");
  return Object.entries(value).flatMap(([name, schema]) =>
    named && isTexts(schema) ? [] : checkNode(schema, `${place}/${name}`, depth),
  );
}

function checkReference(value: unknown, place: string): string[] {
  const name = typeof value === "string" ? MODEL_REFERENCE.exec(value)?.[1] : undefined;
  if (name !== undefined) return [name];
  if (typeof value === "string" && LOCAL_REFERENCE.test(value)) return [];
  throw invalid(place, "must name a model of this API or a place in this schema");
}

const invalid = (place: string, fault: string) =>
  badRequest(
    `Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified. ${place} ${fault}]`,
  );
