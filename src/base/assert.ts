/** A broken invariant: a bug of ours, never a caller's mistake. Answered as a fixed 500; the stack goes to the log. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** Marks a bug when `condition` does not hold. */
export function assertThat(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Makes a switch exhaustive: a new case of a union stops compiling here. */
export function assertNever(value: never): never {
  throw new InvariantError(`Unexpected case: ${JSON.stringify(value)}`);
}
