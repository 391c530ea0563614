import { assertThat } from "../base/assert.ts";
import type { AwsError } from "./aws-error.ts";
import { WireFault } from "./decode/wire-fault.ts";
import { type CallSite, invalidInput, undecodable, type Violation } from "./input-errors.ts";
import type { ServiceModel } from "./model.ts";
import { InputChecks } from "./validation/input-checks.ts";

/** Most violations that one refusal lists. */
const VIOLATIONS_MAX = 10;

const checksByModel = new WeakMap<ServiceModel, InputChecks>();

/**
 * Checks an operation's input against the model: types, required members, and every length, range, pattern and enum
 * of the constraint overlay. Input need not have come over the wire: nothing is taken for granted of it. Throws
 * `AwsError` as the service words it, listing up to ten violations.
 */
export function validateInput(model: ServiceModel, operationName: string, input: object): void {
  const violations = violationsOf(model, operationName, input);
  if (violations.length > 0) throw invalidInput(siteOf(model), violations.slice(0, VIOLATIONS_MAX));
}

/** How an input breaks the model, each way with the error that the service would answer for it alone. */
export const findViolations = (
  model: ServiceModel,
  operationName: string,
  input: object,
): readonly { readonly violation: Violation; readonly error: AwsError }[] =>
  violationsOf(model, operationName, input).map((violation) => ({
    violation,
    error: invalidInput(siteOf(model), [violation]),
  }));

/** Throws `AwsError` for a value of the wrong type. */
function violationsOf(model: ServiceModel, operationName: string, input: object): readonly Violation[] {
  const operation = model.operations.get(operationName);
  assertThat(operation, `${model.entry.id} has no operation ${operationName}.`);
  try {
    return checksOf(model).violationsOf(operation, input);
  } catch (error) {
    throw error instanceof WireFault ? undecodable(siteOf(model), error.message) : error;
  }
}

const siteOf = ({ entry }: ServiceModel): CallSite => ({ entry, protocol: entry.protocols[0] });

function checksOf(model: ServiceModel): InputChecks {
  const known = checksByModel.get(model);
  if (known) return known;
  const made = new InputChecks(model.constraints);
  checksByModel.set(model, made);
  return made;
}
