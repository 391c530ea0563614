import { AwsError } from "../aws/aws-error.ts";
import type { RefusedMember } from "../services/operation.ts";

/** Values that ask for nothing: absent, off, empty, or made of such: `{ SubnetIds: [] }`. */
function asksNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  if (value instanceof Uint8Array) return value.length === 0;
  return typeof value === "object" && isPlain(value) && Object.values(value).every(asksNothing);
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** Whether a value of a refused member asks for the effect that is not built. */
export const asksForUnbuilt = (value: unknown, accepts: readonly unknown[] = []): boolean =>
  !asksNothing(value) && !accepts.some((accepted) => accepted === value);

/** A value inside an input, and the way to it. */
export interface PlacedMember {
  readonly value: unknown;
  readonly path: readonly (string | number)[];
}

/** Every value at `member` (`Tags[].Key`) inside `input`. */
export function membersAt(input: unknown, member: string): readonly PlacedMember[] {
  return member
    .split(".")
    .reduce<readonly PlacedMember[]>(
      (found, step) => found.flatMap((each) => stepInto(each, step)),
      [{ value: input, path: [] }],
    );
}

function stepInto({ value, path }: PlacedMember, step: string): readonly PlacedMember[] {
  if (typeof value !== "object" || value === null) return [];
  const each = step.endsWith("[]");
  const name = each ? step.slice(0, -2) : step;
  const member = { value: (value as Record<string, unknown>)[name], path: [...path, name] };
  if (!each) return [member];
  if (!Array.isArray(member.value)) return [];
  return member.value.map((element: unknown, index) => ({ value: element, path: [...member.path, index] }));
}

/** A refusal, and the member that it is about. */
export interface Refusal {
  readonly error: AwsError;
  readonly path: PlacedMember["path"];
}

/** The members of an input that ask for an effect which is not built, each with the error that names it. */
export const findRefusedMembers = (
  operation: string,
  refuses: readonly RefusedMember[] = [],
  input: object,
): readonly Refusal[] =>
  refuses.flatMap(({ member, accepts }) => {
    const asked = membersAt(input, member).find(({ value }) => asksForUnbuilt(value, accepts));
    return asked ? [{ error: unbuilt(operation, member), path: asked.path }] : [];
  });

const unbuilt = (operation: string, member: string): AwsError =>
  new AwsError(
    "NotImplemented",
    `Sallyport does not implement ${member} of ${operation} yet, and does not store a setting that it cannot enforce. ` +
      `Leave ${member} out.`,
    { status: 501, fault: "server" },
  );

/**
 * Refuses an input that asks for an effect which is not built: the rule is enforced or refused, never stored and
 * ignored. The error names the member.
 */
export function refuseUnbuiltMembers(
  operation: string,
  refuses: readonly RefusedMember[] | undefined,
  input: object,
): void {
  const [first] = findRefusedMembers(operation, refuses, input);
  if (first) throw first.error;
}
