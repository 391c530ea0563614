import type { ParameterExceptionField } from "@aws-sdk/client-wafv2";

/** A setting that cannot be enforced, with the members of AWS's WAFInvalidParameterException. */
export class InvalidParameterError extends Error {
  override readonly name = "InvalidParameterError";
  readonly field: ParameterExceptionField;
  /** The member at fault, or its value. */
  readonly parameter: string;
  readonly reason: string;

  constructor(field: ParameterExceptionField, parameter: string, reason: string) {
    super(`Error reason: ${reason}, field: ${field}, parameter: ${parameter}`);
    this.field = field;
    this.parameter = parameter;
    this.reason = reason;
  }
}

/** Throws unless `condition` holds. */
export function ensure(
  condition: unknown,
  field: ParameterExceptionField,
  parameter: string,
  reason: string,
): asserts condition {
  if (!condition) throw new InvalidParameterError(field, parameter, reason);
}

/** The member, which must be there. */
export function required<T>(value: T | undefined, field: ParameterExceptionField, parameter: string): T {
  ensure(
    value !== undefined && value !== null,
    field,
    parameter,
    "A required field is missing from the parameter.",
  );
  return value;
}

/** The name of the one member that is set. */
export function exactlyOne<T extends object>(
  value: T | undefined,
  field: ParameterExceptionField,
  parameter: string,
): keyof T & string {
  const set = Object.entries(value ?? {}).filter(([, member]) => member !== undefined && member !== null);
  ensure(
    set.length === 1,
    field,
    parameter,
    "You have used none or multiple values for a field that requires exactly one value.",
  );
  return set[0]![0] as keyof T & string;
}

/** The value, which must be one of those listed. */
export function oneOf<T extends string>(
  value: string | undefined,
  allowed: readonly T[],
  field: ParameterExceptionField,
  parameter: string,
): T {
  ensure(
    allowed.includes(value as T),
    field,
    parameter,
    `The value must be one of ${allowed.join(", ")}; it is ${value}.`,
  );
  return value as T;
}

/** The whole number, which must lie between two. */
export function integerWithin(
  value: number | undefined,
  [min, max]: readonly [min: number, max: number],
  field: ParameterExceptionField,
  parameter: string,
): number {
  ensure(
    Number.isInteger(value) && value! >= min && value! <= max,
    field,
    parameter,
    `The value must be a whole number from ${min} to ${max}; it is ${value}.`,
  );
  return value!;
}
