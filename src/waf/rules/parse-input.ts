import type { FieldToMatch, PreParseTextTransformation, TextTransformation } from "@aws-sdk/client-wafv2";
import type { PreParseName } from "../fields/field.ts";
import { TRANSFORMATIONS, type TransformationName } from "../transformations/transformations.ts";
import { ensure, integerWithin, oneOf, required } from "./invalid-parameter.ts";
import type { TextInput } from "./model.ts";
import { parseField } from "./parse-field.ts";

/** Most transformations of one statement. Source: AWS WAF quotas. */
const TRANSFORMATIONS_MAX = 10;

const TRANSFORMATION_NAMES = Object.keys(TRANSFORMATIONS) as TransformationName[];
const PRE_PARSE_NAMES: readonly PreParseName[] = [
  "NONE",
  "URL_DECODE",
  "URL_DECODE_UNI",
  "REPLACE_SEMICOLONS_WITH_AMPERSANDS",
  "COMBINE_DUPLICATE_QUERY_ARGS_BY_COMMA",
];

/** The members that every statement on text has. */
interface TextStatement {
  readonly FieldToMatch?: FieldToMatch | undefined;
  readonly TextTransformations?: readonly TextTransformation[] | undefined;
  readonly PreParseTextTransformations?: readonly PreParseTextTransformation[] | undefined;
}

/** The component and the transformations of a statement. Throws InvalidParameterError. */
export function parseInput(wire: TextStatement): TextInput {
  const steps = parsePreParse(wire.PreParseTextTransformations ?? []);
  const field = parseField(required(wire.FieldToMatch, "FIELD_TO_MATCH", "FieldToMatch"), steps);
  return { field, transformations: parseTransformations(wire.TextTransformations) };
}

/** Transformations in the order of their priorities. */
export function parseTransformations(
  wire: readonly TextTransformation[] | undefined,
): readonly TransformationName[] {
  const list = wire ?? [];
  ensure(
    list.length > 0,
    "TEXT_TRANSFORMATION",
    "TextTransformations",
    "At least one text transformation is required.",
  );
  return inPriorityOrder(list, TRANSFORMATION_NAMES, "TEXT_TRANSFORMATION").filter((name) => name !== "NONE");
}

function parsePreParse(wire: readonly PreParseTextTransformation[]): readonly PreParseName[] {
  return inPriorityOrder(wire, PRE_PARSE_NAMES, "PRE_PARSE_TEXT_TRANSFORMATION").filter(
    (name) => name !== "NONE",
  );
}

function inPriorityOrder<T extends string>(
  list: readonly { readonly Priority: number | undefined; readonly Type: T | undefined }[],
  allowed: readonly T[],
  field: "TEXT_TRANSFORMATION" | "PRE_PARSE_TEXT_TRANSFORMATION",
): T[] {
  ensure(
    list.length <= TRANSFORMATIONS_MAX,
    field,
    String(list.length),
    `At most ${TRANSFORMATIONS_MAX} transformations are allowed.`,
  );
  const parsed = list.map(({ Priority, Type }) => ({
    priority: integerWithin(Priority, [0, Number.MAX_SAFE_INTEGER], field, "Priority"),
    name: oneOf(Type, allowed, field, "Type"),
  }));
  const priorities = new Set(parsed.map(({ priority }) => priority));
  ensure(priorities.size === parsed.length, field, "Priority", "Priorities must all be different.");
  return parsed.toSorted((a, b) => a.priority - b.priority).map(({ name }) => name);
}
