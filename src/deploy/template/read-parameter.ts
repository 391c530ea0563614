import { compilePattern } from "./pattern-matcher.ts";
import {
  readBoolean,
  readNumber,
  readText,
  readTextList,
  requireKnownKeys,
  requireMap,
  requireText,
} from "./sections.ts";
import type { ParameterDeclaration } from "./template.ts";
import { TemplateError } from "./template-error.ts";
import type { Path, Value } from "./value.ts";
import { words } from "./words.ts";

const KEYS = words(
  "Type Default AllowedValues AllowedPattern MinLength MaxLength MinValue MaxValue NoEcho Description",
  "ConstraintDescription",
);

/** `AWS::SSM::Parameter::Value<…>`: the value names a parameter of SSM, whose value is what templates see. */
const SSM_TYPE =
  /^AWS::SSM::Parameter::Value<(String|CommaDelimitedList|List<String>|AWS::[\w:]+|List<AWS::[\w:]+>)>$/;
const PLAIN_TYPES: ReadonlySet<string> = new Set(
  words("String Number CommaDelimitedList List<Number> List<String> AWS::SSM::Parameter::Name"),
);

/** Whether the parameter's value is the name of an SSM parameter that holds the value proper. */
export const isSsmValue = (type: string): boolean => SSM_TYPE.test(type);

/** Whether templates see the parameter as a list. */
export function isListType(type: string): boolean {
  const inner = SSM_TYPE.exec(type)?.[1] ?? type;
  return inner === "CommaDelimitedList" || inner.startsWith("List<");
}

/**
 * Reads one entry of `Parameters`. AWS-specific types (`AWS::EC2::VPC::Id`) are refused: their values would have to be
 * checked against the account, and an unchecked value is not what the template's author asked for.
 */
export function readParameterDeclaration(name: string, value: Value, path: Path): ParameterDeclaration {
  const map = requireMap(value, path);
  requireKnownKeys(map, KEYS, path);
  const at = (key: string): Path => [...path, key];
  const type = requireText(map["Type"], at("Type"));
  if (!PLAIN_TYPES.has(type) && !SSM_TYPE.test(type)) {
    throw new TemplateError(
      `Template format error: Parameter type ${type} is unknown or not supported`,
      at("Type"),
    );
  }
  const optional = {
    defaultValue: readDefault(map["Default"], at("Default")),
    allowedValues: readTextList(map["AllowedValues"], at("AllowedValues")),
    allowedPattern: readPattern(map["AllowedPattern"], at("AllowedPattern")),
    minLength: readNumber(map["MinLength"], at("MinLength")),
    maxLength: readNumber(map["MaxLength"], at("MaxLength")),
    minValue: readNumber(map["MinValue"], at("MinValue")),
    maxValue: readNumber(map["MaxValue"], at("MaxValue")),
    description: readText(map["Description"], at("Description")),
    constraintDescription: readText(map["ConstraintDescription"], at("ConstraintDescription")),
  };
  const present = Object.fromEntries(Object.entries(optional).filter(([, entry]) => entry !== undefined));
  return { name, type, noEcho: readBoolean(map["NoEcho"], at("NoEcho")), ...present };
}

/** A list may stand for the comma-separated text that a list parameter takes. */
function readDefault(value: Value | undefined, path: Path): string | undefined {
  return Array.isArray(value) ? readTextList(value, path)?.join(",") : readText(value, path);
}

function readPattern(value: Value | undefined, path: Path): string | undefined {
  const pattern = readText(value, path);
  if (pattern === undefined) return undefined;
  try {
    compilePattern(pattern);
    return pattern;
  } catch {
    throw new TemplateError("Template format error: AllowedPattern is not a regular expression", path);
  }
}
