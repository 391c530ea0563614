/** Stands in an input for a value that is not known yet: what another resource's id will be. */
export const NOT_KNOWN: unique symbol = Symbol("a value that is not known yet");

/** Where something stands in an input. */
export type MemberPath = readonly (string | number)[];

/** Thrown where a rule looks at a value that is not known yet: it can tell nothing then. */
export class NotKnownYet extends Error {
  override readonly name = "NotKnownYet";
}

/** An input without what is not known, and where that stood. */
export interface KnownInput {
  readonly value: unknown;
  readonly left: readonly MemberPath[];
}

/**
 * Leaves out the members that are not known, and a list as a whole where an item is not, because the places of the
 * others would move.
 */
export function withoutUnknown(input: unknown): KnownInput {
  const left: MemberPath[] = [];
  const prune = (value: unknown, path: MemberPath): unknown => {
    if (value === NOT_KNOWN || (Array.isArray(value) && value.includes(NOT_KNOWN))) {
      left.push(path);
      return undefined;
    }
    if (Array.isArray(value)) return value.map((item, index) => prune(item, [...path, index]));
    if (!isPlain(value)) return value;
    const members = Object.entries(value).map(([name, member]) => [name, prune(member, [...path, name])]);
    return Object.fromEntries(members.filter(([, member]) => member !== undefined));
  };
  return { value: prune(input, []), left };
}

/** The input, in which looking at what is not known throws {@link NotKnownYet}. */
export function guardUnknown(value: unknown): unknown {
  if (!Array.isArray(value) && !isPlain(value)) return value;
  const guarded: object = Array.isArray(value) ? [] : {};
  for (const [name, member] of Object.entries(value)) {
    if (member === NOT_KNOWN) Object.defineProperty(guarded, name, { get: refuse, enumerable: true });
    else Object.defineProperty(guarded, name, { value: guardUnknown(member), enumerable: true });
  }
  return guarded;
}

function refuse(): never {
  throw new NotKnownYet();
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
