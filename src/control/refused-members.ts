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

/** Every value at `path` (`Tags[].Key`) inside `input`. */
function valuesAt(input: unknown, path: readonly string[]): unknown[] {
  const [head, ...rest] = path;
  if (head === undefined) return [input];
  if (typeof input !== "object" || input === null) return [];
  const each = head.endsWith("[]");
  const value = (input as Record<string, unknown>)[each ? head.slice(0, -2) : head];
  if (!each) return valuesAt(value, rest);
  return Array.isArray(value) ? value.flatMap((element) => valuesAt(element, rest)) : [];
}

/**
 * Refuses an input that asks for an effect which is not built: the rule is enforced or refused, never stored and
 * ignored. The error names the member.
 */
export function refuseUnbuiltMembers(
  operation: string,
  refuses: readonly RefusedMember[] | undefined,
  input: object,
): void {
  for (const { member, accepts } of refuses ?? []) {
    const asked = valuesAt(input, member.split(".")).find((value) => asksForUnbuilt(value, accepts));
    if (asked === undefined) continue;
    throw new AwsError(
      "NotImplemented",
      `Sallyport does not implement ${member} of ${operation} yet, and does not store a setting that it cannot enforce. ` +
        `Leave ${member} out.`,
      { status: 501, fault: "server" },
    );
  }
}
