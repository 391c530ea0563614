/** What a token bucket allows. */
export interface BucketLimit {
  /** Tokens added per second. 0 refuses everything once the burst is spent. */
  readonly ratePerSecond: number;
  /** Tokens the bucket holds when full. 0 refuses everything. */
  readonly burst: number;
}

/**
 * Counters that decide whether a request may go on. Synchronous: the embedded engine is memory, and a fleet leases
 * tokens in batches, so no request waits for the network.
 */
export interface CounterStore {
  /** Takes one token from the bucket `id` if there is one; whether it did. */
  takeToken(id: string, limit: BucketLimit, nowMs: number): boolean;
  /** Adds `by` to the counter `id` of the window that starts at `windowStartMs`; returns the new count. */
  increment(id: string, windowStartMs: number, windowMs: number, by: number): number;
}
