import { assertNever } from "../../base/assert.ts";
import type { BinaryOperator } from "./ast.ts";
import { VtlError } from "./cursor.ts";
import { callMethod } from "./methods.ts";
import { boundText, isEqual, requireNumber, toText, type Value, VtlMap } from "./values.ts";

/** Most iterations of one `#foreach`. Source: API Gateway quotas. */
export const ITERATIONS_MAX = 1_000;

/** `$foreach` inside a loop. */
export const loopState = (index: number, length: number): VtlMap =>
  new VtlMap([
    ["index", index],
    ["count", index + 1],
    ["hasNext", index + 1 < length],
    ["first", index === 0],
    ["last", index + 1 === length],
  ]);

/** `value.name` */
export function propertyOf(value: Value, name: string): Value {
  if (value instanceof VtlMap) return value.get(name);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return value.get?.(name);
}

/** `value[index]` */
export function elementOf(value: Value, index: Value): Value {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? callMethod(value, "get", [index]) : propertyOf(value, toText(index));
}

/** `[from..to]`, upwards or downwards. */
export function rangeOf(from: Value, to: Value): Value[] {
  const first = requireNumber(from);
  const last = requireNumber(to);
  const length = Math.abs(last - first) + 1;
  if (!Number.isInteger(length) || length > ITERATIONS_MAX)
    throw new VtlError("a range is longer than 1,000");
  const step = last < first ? -1 : 1;
  return Array.from({ length }, (_, index) => first + step * index);
}

/** Applies an operator that needs both its sides. */
export function operate(operator: Exclude<BinaryOperator, "&&" | "||">, left: Value, right: Value): Value {
  if (operator === "==") return isEqual(left, right);
  if (operator === "!=") return !isEqual(left, right);
  if (operator === "+" && (typeof left !== "number" || typeof right !== "number")) {
    return boundText(toText(left) + toText(right));
  }
  return calculate(operator, requireNumber(left), requireNumber(right));
}

function calculate(
  operator: Exclude<BinaryOperator, "&&" | "||" | "==" | "!=">,
  a: number,
  b: number,
): Value {
  switch (operator) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      // Java divides whole numbers to whole numbers; nothing comes of dividing by zero.
      if (b === 0) return null;
      return Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b;
    case "%":
      return b === 0 ? null : a % b;
    default:
      return assertNever(operator);
  }
}
