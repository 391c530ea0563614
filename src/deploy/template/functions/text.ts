import { requireBounded, TEXT_LENGTH_MAX } from "../bounds.ts";
import type { TemplateError } from "../template-error.ts";
import { isMap, type Value } from "../value.ts";
import { findText, listOf, requireItems, textOf } from "./arguments.ts";
import type { FunctionCall, IntrinsicFunction } from "./intrinsic-function.ts";
import { lookUpAttribute, lookUpRef } from "./lookup.ts";

/** Functions that make text. Source: CloudFormation User Guide, "Intrinsic function reference". */
export const textFunctions: Readonly<Record<string, IntrinsicFunction>> = {
  "Fn::Base64": (call) => Buffer.from(textOf(call, call.argument)).toString("base64"),

  "Fn::Join": (call) => {
    const [delimiter, list] = requireItems(
      call,
      2,
      2,
      "two parameters, (1) a string delimiter and (2) a list of strings to be joined",
    );
    if (typeof delimiter !== "string") throw call.fail("Fn::Join takes a delimiter first");
    const texts = listOf(call, list!, 1).map(findText);
    if (texts.includes(undefined)) throw call.fail("Fn::Join joins texts only");
    const length = texts.reduce((sum, text) => sum + text!.length + delimiter.length, 0);
    if (length > TEXT_LENGTH_MAX) throw tooLong(call);
    return texts.join(delimiter);
  },

  "Fn::Split": (call) => {
    const [delimiter, text] = requireItems(
      call,
      2,
      2,
      "two parameters, (1) a string delimiter and (2) a string to be split",
    );
    if (typeof delimiter !== "string" || delimiter === "")
      throw call.fail("Fn::Split takes a delimiter first");
    return textOf(call, text!, 1).split(delimiter);
  },

  "Fn::Sub": (call) => {
    const { argument } = call;
    if (typeof argument === "string") return substitute(call, argument, {});
    const [template, variables] = requireItems(call, 2, 2, "a text, or a text and its variables");
    if (typeof template !== "string" || !isMap(variables))
      throw call.fail("Fn::Sub takes a text and its variables");
    const texts = Object.entries(variables).map(
      ([name, value]) => [name, textOf(call, value, 1, name)] as const,
    );
    return substitute(call, template, Object.fromEntries(texts));
  },

  "Fn::ToJsonString": (call) => {
    const value = call.evaluate(call.argument);
    if (!isMap(value as Value) && !Array.isArray(value))
      throw call.fail("Fn::ToJsonString takes an object or a list");
    requireBounded(value as Value, call.path);
    return JSON.stringify(value);
  },
};

const tooLong = (call: FunctionCall): TemplateError =>
  call.fail(`${call.path.at(-1)} gives more than ${TEXT_LENGTH_MAX} characters`);

/** `${Name}`, `${Name.Attribute}`, and `${!Literal}`, which stands for `${Literal}`. */
const VARIABLE = /\$\{(!?)([^}]*)\}/g;

function substitute(
  call: FunctionCall,
  template: string,
  variables: Readonly<Record<string, string>>,
): string {
  let length = template.length;
  return template.replace(VARIABLE, (_, literal: string, inside: string) => {
    if (literal) return `\${${inside}}`;
    const name = inside.trim();
    const text = Object.hasOwn(variables, name) ? variables[name]! : lookUpText(call, name);
    // Counted as it grows: the whole may be far longer than what fits in memory.
    length += text.length;
    if (length > TEXT_LENGTH_MAX) throw tooLong(call);
    return text;
  });
}

function lookUpText(call: FunctionCall, name: string): string {
  const dot = name.indexOf(".");
  const value =
    dot < 0 ? lookUpRef(call, name) : lookUpAttribute(call, name.slice(0, dot), name.slice(dot + 1));
  const text = findText(value) ?? (Array.isArray(value) ? value.map(findText).join(",") : undefined);
  if (text === undefined) throw call.fail(`\${${name}} in Fn::Sub is no text`);
  return text;
}

/** The names that an `Fn::Sub` text looks up outside its own variables. */
export function substitutedNames(template: string): string[] {
  return [...template.matchAll(VARIABLE)].filter((match) => !match[1]).map((match) => match[2]!.trim());
}
