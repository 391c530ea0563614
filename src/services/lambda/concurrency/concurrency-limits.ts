import type { LambdaRecords, Scope } from "../state/lambda-records.ts";
import type { FunctionRecord } from "../state/records.ts";

/** Concurrent calls of an account in a region. Source: Lambda quotas page, "Concurrent executions". */
export const ACCOUNT_CONCURRENCY = 1000;
/** What functions without a reservation always have between them. Source: developer guide, "Reserved concurrency". */
export const UNRESERVED_CONCURRENCY_MIN = 100;

/** Why a call may not begin: one of the model's ThrottleReason. */
export type ThrottleReason =
  | "ReservedFunctionConcurrentInvocationLimitExceeded"
  | "ConcurrentInvocationLimitExceeded";

/** Counts the calls under way and refuses those over a function's reservation or over what the account has left. */
export class ConcurrencyLimits {
  /** Calls under way by function; functions without any have no entry. */
  readonly #byFunction = new Map<string, number>();
  /** Calls under way of functions without a reservation, by account and region. */
  readonly #unreserved = new Map<string, number>();
  /** Sum of all reservations, by account and region. */
  readonly #reserved = new Map<string, number>();

  /** @param records Not loaded yet: their reservations are counted as they appear. */
  constructor(records: LambdaRecords) {
    records.onChange((type, before, after) => {
      if (type !== "function") return;
      this.#count(before as FunctionRecord | undefined, -1);
      this.#count(after as FunctionRecord | undefined, 1);
    });
  }

  /** Lets a call begin, and returns what to do when it is over; or the reason that it may not. */
  enter(record: FunctionRecord): (() => void) | ThrottleReason {
    const key = `${scopeText(record)} ${record.name}`;
    if (record.reservedConcurrency !== undefined) {
      const running = this.#byFunction.get(key) ?? 0;
      if (running >= record.reservedConcurrency) return "ReservedFunctionConcurrentInvocationLimitExceeded";
      return begin([[this.#byFunction, key]]);
    }
    const scope = scopeText(record);
    if ((this.#unreserved.get(scope) ?? 0) >= this.unreservedLimit(record))
      return "ConcurrentInvocationLimitExceeded";
    return begin([
      [this.#byFunction, key],
      [this.#unreserved, scope],
    ]);
  }

  /** What functions without a reservation may use together. */
  unreservedLimit(scope: Scope): number {
    return ACCOUNT_CONCURRENCY - (this.#reserved.get(scopeText(scope)) ?? 0);
  }

  #count(record: FunctionRecord | undefined, sign: 1 | -1): void {
    if (record?.reservedConcurrency === undefined) return;
    const scope = scopeText(record);
    this.#reserved.set(scope, (this.#reserved.get(scope) ?? 0) + sign * record.reservedConcurrency);
  }
}

const scopeText = ({ accountId, region }: Scope): string => `${accountId} ${region}`;

/** Counts one call in each of the counters. Returns how to take it out again. */
function begin(counters: readonly (readonly [counts: Map<string, number>, key: string])[]): () => void {
  for (const [counts, key] of counters) counts.set(key, (counts.get(key) ?? 0) + 1);
  let over = false;
  return () => {
    if (over) return;
    over = true;
    for (const [counts, key] of counters) {
      const left = counts.get(key)! - 1;
      if (left === 0) counts.delete(key);
      else counts.set(key, left);
    }
  };
}
