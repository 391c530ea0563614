import { AwsError } from "../../aws/aws-error.ts";
import { PatternMatcher } from "./pattern-matcher.ts";
import { isListType, isSsmValue } from "./read-parameter.ts";
import type { ParameterDeclaration, Template } from "./template.ts";

/** Largest value of a parameter, in bytes. Source: CloudFormation quotas. */
const VALUE_BYTES_MAX = 4096;

/** What templates see of a parameter. */
export type ParameterValue = string | readonly string[];

/** One parameter as the caller gave it, or as the stack has it. */
export interface ParameterInput {
  readonly key: string;
  readonly value?: string;
  /** Take the value that the stack has. */
  readonly usePreviousValue?: boolean;
}

/** The parameters of a stack operation. */
export interface ResolvedParameters {
  /** As given, after defaults: for an SSM parameter type the name. Kept with the stack. */
  readonly given: ReadonlyMap<string, string>;
  /** Values of SSM parameter types, by parameter. */
  readonly ssmValues: ReadonlyMap<string, string>;
  readonly values: ReadonlyMap<string, ParameterValue>;
}

/** Reads the value of an SSM parameter as the caller. */
export type SsmReader = (name: string) => Promise<string>;

/**
 * Settles every declared parameter: the caller's value, else the stack's where asked for, else the default.
 * Throws `ValidationError` for missing, unknown or unacceptable values.
 */
export async function resolveParameters(
  template: Template,
  inputs: readonly ParameterInput[],
  previous: ReadonlyMap<string, string>,
  readSsm: SsmReader,
): Promise<ResolvedParameters> {
  const given = settle(template, inputs, previous);
  const ssmValues = new Map<string, string>();
  const values = new Map<string, ParameterValue>();
  const patterns = new PatternMatcher();
  for (const [name, text] of given) {
    const declaration = template.parameters.get(name)!;
    const isSsm = isSsmValue(declaration.type);
    // What a declaration says of an SSM parameter type, it says of the name.
    checkValue(
      declaration,
      isListType(declaration.type) && !isSsm ? splitList(text) : [text],
      text,
      patterns,
    );
    const value = isSsm ? await readSsm(text) : text;
    if (isSsm) ssmValues.set(name, value);
    values.set(name, isListType(declaration.type) ? splitList(value) : value);
  }
  return { given, ssmValues, values };
}

const splitList = (text: string): string[] => (text === "" ? [] : text.split(",").map((item) => item.trim()));

function settle(
  template: Template,
  inputs: readonly ParameterInput[],
  previous: ReadonlyMap<string, string>,
): Map<string, string> {
  const byKey = new Map(inputs.map((input) => [input.key, input]));
  const unknown = [...byKey.keys()].filter((key) => !template.parameters.has(key));
  if (unknown.length > 0) {
    throw validationError(`Parameters: [${unknown.join(", ")}] do not exist in the template`);
  }
  const given = new Map<string, string>();
  const missing: string[] = [];
  for (const declaration of template.parameters.values()) {
    const input = byKey.get(declaration.name);
    const value = input?.usePreviousValue
      ? (previous.get(declaration.name) ?? declaration.defaultValue)
      : (input?.value ?? declaration.defaultValue);
    if (value === undefined) missing.push(declaration.name);
    else given.set(declaration.name, value);
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(", ")}] must have values`);
  return given;
}

/** @param items The values in `text`: one, unless the parameter is a list. */
function checkValue(
  declaration: ParameterDeclaration,
  items: readonly string[],
  text: string,
  patterns: PatternMatcher,
): void {
  const { name } = declaration;
  const refuse = (reason: string): never => {
    throw validationError(
      declaration.constraintDescription
        ? `Parameter ${name} failed to satisfy constraint: ${declaration.constraintDescription}`
        : reason,
    );
  };
  if (Buffer.byteLength(text) > VALUE_BYTES_MAX)
    refuse(`Parameter ${name} is longer than ${VALUE_BYTES_MAX} bytes`);
  const { allowedValues, allowedPattern } = declaration;
  if (allowedValues && !items.every((item) => allowedValues.includes(item))) {
    refuse(`Parameter '${name}' must be one of AllowedValues`);
  }
  if (allowedPattern !== undefined && !patterns.matchesAll(allowedPattern, items)) {
    refuse(`Parameter '${name}' must match pattern ${allowedPattern}`);
  }
  if (text.length < (declaration.minLength ?? 0)) {
    refuse(`Parameter '${name}' must contain at least ${declaration.minLength} characters`);
  }
  if (text.length > (declaration.maxLength ?? Number.POSITIVE_INFINITY)) {
    refuse(`Parameter '${name}' must contain at most ${declaration.maxLength} characters`);
  }
  if (declaration.type.includes("Number")) for (const item of items) checkNumber(declaration, item, refuse);
}

function checkNumber(
  declaration: ParameterDeclaration,
  item: string,
  refuse: (reason: string) => never,
): void {
  const number = item.trim() === "" ? Number.NaN : Number(item);
  if (!Number.isFinite(number)) refuse(`Parameter '${declaration.name}' must be a number`);
  if (number < (declaration.minValue ?? Number.NEGATIVE_INFINITY)) {
    refuse(`Parameter '${declaration.name}' must be a number not less than ${declaration.minValue}`);
  }
  if (number > (declaration.maxValue ?? Number.POSITIVE_INFINITY)) {
    refuse(`Parameter '${declaration.name}' must be a number not greater than ${declaration.maxValue}`);
  }
}

const validationError = (message: string): AwsError => new AwsError("ValidationError", message);
