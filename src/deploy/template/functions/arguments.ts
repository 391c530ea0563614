import type { NO_VALUE } from "../scope.ts";
import type { Value } from "../value.ts";
import type { FunctionCall } from "./intrinsic-function.ts";

/** Readers of intrinsic functions' arguments, which throw what the function takes when they were given something else. */

/** The argument as a list of a length between `itemsMin` and `itemsMax`, its items not evaluated. */
export function requireItems(call: FunctionCall, itemsMin: number, itemsMax: number, takes: string): Value[] {
  const { argument } = call;
  if (Array.isArray(argument) && argument.length >= itemsMin && argument.length <= itemsMax) return argument;
  throw call.fail(`every ${call.path.at(-1)} object requires ${takes}`);
}

/** Evaluates a part of the argument to text; numbers and booleans are written out. */
export function textOf(call: FunctionCall, value: Value, ...steps: (string | number)[]): string {
  const text = findText(call.evaluate(value, ...steps));
  if (text === undefined) throw call.fail(`${call.path.at(-1)} takes text here, not an object or a list`);
  return text;
}

/** A scalar as text. */
export function findText(value: Value | typeof NO_VALUE): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** Evaluates a part of the argument to a list. */
export function listOf(call: FunctionCall, value: Value, ...steps: (string | number)[]): Value[] {
  const list = call.evaluate(value, ...steps);
  if (!Array.isArray(list)) throw call.fail(`${call.path.at(-1)} takes a list here`);
  return list;
}

/** Evaluates a part of the argument to a whole number between two bounds. */
export function wholeNumberOf(
  call: FunctionCall,
  value: Value,
  min: number,
  max: number,
  step: number,
): number {
  const number = Number(textOf(call, value, step));
  if (!Number.isInteger(number) || number < min || number > max) {
    throw call.fail(`${call.path.at(-1)} takes a whole number from ${min} to ${max} here`);
  }
  return number;
}
