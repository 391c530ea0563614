import { type Evaluated, NO_VALUE } from "../scope.ts";
import { sameValue, type Value } from "../value.ts";
import { findText, listOf, requireItems, textOf } from "./arguments.ts";
import type { FunctionCall, IntrinsicFunction } from "./intrinsic-function.ts";

/** Source: CloudFormation User Guide, "Condition functions" and "Rule-specific intrinsic functions". */
export const logicFunctions: Readonly<Record<string, IntrinsicFunction>> = {
  Condition: (call) => call.scope.condition(textOf(call, call.argument)),

  "Fn::If": (call) => {
    const [name, whenTrue, whenFalse] = requireItems(call, 3, 3, "a condition's name and two values");
    if (typeof name !== "string") throw call.fail("Fn::If takes a condition's name first");
    return call.scope.condition(name) ? call.evaluate(whenTrue!, 1) : call.evaluate(whenFalse!, 2);
  },

  "Fn::Equals": (call) => {
    const [left, right] = requireItems(call, 2, 2, "a list of two values");
    return sameValue(comparable(call.evaluate(left!, 0)), comparable(call.evaluate(right!, 1)));
  },

  "Fn::And": (call) => operands(call, 2, 10).every((operand, i) => booleanOf(call, operand, i)),
  "Fn::Or": (call) => operands(call, 2, 10).some((operand, i) => booleanOf(call, operand, i)),
  "Fn::Not": (call) => !booleanOf(call, operands(call, 1, 1)[0]!, 0),

  "Fn::Contains": (call) => {
    const [list, value] = requireItems(call, 2, 2, "a list of texts and one text");
    const wanted = textOf(call, value!, 1);
    return listOf(call, list!, 0).some((item) => findText(item) === wanted);
  },

  "Fn::EachMemberEquals": (call) => {
    const [list, value] = requireItems(call, 2, 2, "a list of texts and one text");
    const wanted = textOf(call, value!, 1);
    return listOf(call, list!, 0).every((item) => findText(item) === wanted);
  },

  "Fn::EachMemberIn": (call) => {
    const [list, allowed] = requireItems(call, 2, 2, "two lists of texts");
    const texts = listOf(call, allowed!, 1).map(findText);
    return listOf(call, list!, 0).every((item) => texts.includes(findText(item)));
  },
};

const operands = (call: FunctionCall, min: number, max: number): Value[] =>
  requireItems(
    call,
    min,
    max,
    min === max ? "a list of one condition" : `a list of ${min} to ${max} conditions`,
  );

function booleanOf(call: FunctionCall, operand: Value, step: number): boolean {
  const value = call.evaluate(operand, step);
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw call.fail(`${call.path.at(-1)} takes conditions`);
}

/** Parameters are text, so `true` equals `"true"` and 1 equals `"1"`. */
const comparable = (value: Evaluated): Value => (value === NO_VALUE ? null : (findText(value) ?? value));
