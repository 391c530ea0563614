import { assertThat } from "../base/assert.ts";
import { WireFault } from "./decode/wire-fault.ts";
import { invalidInput, undecodable, type Violation } from "./input-errors.ts";
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
  const operation = model.operations.get(operationName);
  assertThat(operation, `${model.entry.id} has no operation ${operationName}.`);
  const site = { entry: model.entry, protocol: model.entry.protocols[0] };
  let violations: readonly Violation[];
  try {
    violations = checksOf(model).violationsOf(operation, input);
  } catch (error) {
    throw error instanceof WireFault ? undecodable(site, error.message) : error;
  }
  if (violations.length > 0) throw invalidInput(site, violations.slice(0, VIOLATIONS_MAX));
}

function checksOf(model: ServiceModel): InputChecks {
  const known = checksByModel.get(model);
  if (known) return known;
  const made = new InputChecks(model.constraints);
  checksByModel.set(model, made);
  return made;
}
