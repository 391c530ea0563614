import type {
  ByteMatchStatement,
  RegexMatchStatement,
  RegexPatternSetReferenceStatement,
  SizeConstraintStatement,
  SqliMatchStatement,
  XssMatchStatement,
} from "@aws-sdk/client-wafv2";
import { fromBytes } from "../byte-string.ts";
import { LinearRegex } from "../regex/linear-regex.ts";
import { RegexSyntaxError } from "../regex/syntax.ts";
import { ensure, InvalidParameterError, integerWithin, oneOf, required } from "./invalid-parameter.ts";
import type { Position, Statement, TextInput } from "./model.ts";
import { parseInput } from "./parse-input.ts";

/** Longest search string, in bytes. Source: ByteMatchStatement. */
const SEARCH_BYTES_MAX = 200;
/** Largest size that can be compared with, in bytes. Source: SizeConstraintStatement. */
const SIZE_BYTES_MAX = 21_474_836_480;

const POSITIONS: readonly Position[] = ["EXACTLY", "STARTS_WITH", "ENDS_WITH", "CONTAINS", "CONTAINS_WORD"];

export function parseByteMatch(wire: ByteMatchStatement): Statement {
  const field = "BYTE_MATCH_STATEMENT";
  const searchString = fromBytes(required(wire.SearchString, field, "SearchString"));
  const position = oneOf(wire.PositionalConstraint, POSITIONS, field, "PositionalConstraint");
  ensure(
    searchString.length >= 1 && searchString.length <= SEARCH_BYTES_MAX,
    field,
    "SearchString",
    `A search string must have 1 to ${SEARCH_BYTES_MAX} bytes.`,
  );
  ensure(
    position !== "CONTAINS_WORD" || /^\w+$/.test(searchString),
    field,
    "SearchString",
    "A word must consist of letters, digits and underscores.",
  );
  const input = parseInput(wire);
  ensure(
    !isFingerprint(input) || position === "EXACTLY",
    field,
    "PositionalConstraint",
    "A fingerprint can be compared with EXACTLY only.",
  );
  return { kind: "byteMatch", input, searchString, position };
}

export function parseSqliMatch(wire: SqliMatchStatement): Statement {
  const sensitivity = oneOf(
    wire.SensitivityLevel ?? "LOW",
    ["LOW", "HIGH"],
    "SQLI_MATCH_STATEMENT",
    "SensitivityLevel",
  );
  return { kind: "sqliMatch", input: parseOrdinaryInput(wire), sensitivity };
}

export const parseXssMatch = (wire: XssMatchStatement): Statement => ({
  kind: "xssMatch",
  input: parseOrdinaryInput(wire),
});

export function parseSizeConstraint(wire: SizeConstraintStatement): Statement {
  const field = "SIZE_CONSTRAINT_STATEMENT";
  return {
    kind: "sizeConstraint",
    input: parseOrdinaryInput(wire),
    comparison: oneOf(
      wire.ComparisonOperator,
      ["EQ", "NE", "LE", "LT", "GE", "GT"],
      field,
      "ComparisonOperator",
    ),
    sizeBytes: integerWithin(wire.Size, [0, SIZE_BYTES_MAX], field, "Size"),
  };
}

export function parseRegexMatch(wire: RegexMatchStatement): Statement {
  const pattern = required(wire.RegexString, "STATEMENT", "RegexString");
  checkPattern(pattern, "RegexString");
  return { kind: "regexMatch", input: parseOrdinaryInput(wire), pattern };
}

export const parseRegexPatternSet = (wire: RegexPatternSetReferenceStatement): Statement => ({
  kind: "regexPatternSet",
  input: parseOrdinaryInput(wire),
  arn: required(wire.ARN, "REGEX_PATTERN_REFERENCE_STATEMENT", "ARN"),
});

/** Throws InvalidParameterError, with the reason, unless the expression can run in linear time. */
export function checkPattern(pattern: string, parameter: string): void {
  try {
    new LinearRegex(pattern);
  } catch (error) {
    if (!(error instanceof RegexSyntaxError)) throw error;
    throw new InvalidParameterError("REGEX_PATTERN_SET", parameter, error.message);
  }
}

/** The input of a statement that cannot look at fingerprints. */
function parseOrdinaryInput(wire: Parameters<typeof parseInput>[0]): TextInput {
  const input = parseInput(wire);
  ensure(
    !isFingerprint(input),
    "FIELD_TO_MATCH",
    input.field.kind,
    "Fingerprints can be inspected by a byte match statement only.",
  );
  return input;
}

const isFingerprint = ({ field }: TextInput): boolean =>
  field.kind === "ja3Fingerprint" || field.kind === "ja4Fingerprint";
