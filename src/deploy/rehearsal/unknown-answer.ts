import { UNKNOWN } from "../engine/property-contexts.ts";

/**
 * Stands for the answer of an operation that was not called: whatever a handler takes from it is as unknown. As text it
 * is {@link UNKNOWN}, as a list it is empty, and it is no promise.
 */
export const unknownAnswer: object = new Proxy(() => {}, {
  get(_target, name): unknown {
    if (name === "then") return undefined;
    if (name === Symbol.toPrimitive || name === "toString") return () => UNKNOWN;
    if (name === Symbol.iterator) return () => [].values();
    return unknownAnswer;
  },
  apply: () => unknownAnswer,
  ownKeys: () => [],
});
