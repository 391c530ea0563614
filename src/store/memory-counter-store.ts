import { hash } from "node:crypto";
import type { Random } from "../base/random.ts";
import { BoundedTable } from "./bounded-table.ts";
import type { BucketLimit, CounterStore } from "./counter-store.ts";

/** A token bucket. It fills with time, so only the moment of the last change is kept. */
interface Bucket {
  tokens: number;
  updatedMs: number;
  /** From then on it is full again, and so the same as one that was never used. */
  fullAtMs: number;
}

/** One counter of one window. */
interface WindowCount {
  count: number;
  readonly forgetAtMs: number;
}

/** How the store is set up. */
export interface MemoryCounterStoreOptions {
  readonly random: Random;
  /** Exact buckets held at once, and exact windows. Default 200,000 of each. */
  readonly entriesMax?: number;
  /** Shared buckets that stand in, for each limit, once the exact ones are used up; the same for windows. Default 4,096. */
  readonly sharedSlots?: number;
}

/** Limits, or windows, that can share counters at the same time; past them everything new is refused. */
const sharedKindsMax = 16;

/**
 * Counters of one process.
 *
 * Their number is bounded, and attackers choose ids (addresses, for one). So nothing is evicted that still counts:
 * forgetting a bucket refills it, and whoever can make up ids could then reset his own limit. Only what has no effect
 * any more is forgotten: full buckets, and windows that ended a whole window ago. While everything still counts, ids
 * that are not known yet share counters, picked by a keyed hash. Sharing only ever counts too much: under such a flood
 * a stranger may be refused early, and known ids notice nothing. When even the shared counters are used up, strangers
 * are refused.
 */
export class MemoryCounterStore implements CounterStore {
  readonly #buckets: BoundedTable<Bucket>;
  readonly #sharedBuckets: BoundedTable<Bucket>;
  readonly #windows: BoundedTable<WindowCount>;
  readonly #sharedWindows: BoundedTable<WindowCount>;
  readonly #sharedSlots: number;
  /** Secret, so that nobody can choose ids that share a counter with a victim's. */
  readonly #seed: string;
  /** The start of the latest window that anyone counted in: no earlier than that is it now. */
  #nowMsMin = 0;

  constructor(options: MemoryCounterStoreOptions) {
    const entriesMax = options.entriesMax ?? 200_000;
    this.#sharedSlots = options.sharedSlots ?? 4096;
    this.#seed = options.random.bytes(16).toString("hex");
    const isFull = (bucket: Bucket, nowMs: number): boolean => bucket.fullAtMs <= nowMs;
    const isOver = (window: WindowCount, nowMs: number): boolean => window.forgetAtMs <= nowMs;
    this.#buckets = new BoundedTable(entriesMax, isFull);
    this.#sharedBuckets = new BoundedTable(this.#sharedSlots * sharedKindsMax, isFull);
    this.#windows = new BoundedTable(entriesMax, isOver);
    this.#sharedWindows = new BoundedTable(this.#sharedSlots * sharedKindsMax, isOver);
  }

  /** Entries held now, of all kinds. */
  get size(): number {
    return this.#buckets.size + this.#sharedBuckets.size + this.#windows.size + this.#sharedWindows.size;
  }

  takeToken(id: string, limit: BucketLimit, nowMs: number): boolean {
    // Never holds a whole token, so there is nothing to keep.
    if (limit.burst < 1) return false;
    const bucket = this.#findBucket(id, limit, nowMs);
    if (!bucket) return false;
    const elapsedMs = Math.max(0, nowMs - bucket.updatedMs);
    const tokens = Math.min(limit.burst, bucket.tokens + (elapsedMs * limit.ratePerSecond) / 1000);
    const taken = tokens >= 1;
    bucket.tokens = taken ? tokens - 1 : tokens;
    bucket.updatedMs = Math.max(nowMs, bucket.updatedMs);
    bucket.fullAtMs = bucket.updatedMs + ((limit.burst - bucket.tokens) * 1000) / limit.ratePerSecond;
    return taken;
  }

  increment(id: string, windowStartMs: number, windowMs: number, by: number): number {
    this.#nowMsMin = Math.max(this.#nowMsMin, windowStartMs);
    const window = this.#findWindow(id, windowStartMs, windowMs);
    // More than any limit.
    if (!window) return Number.POSITIVE_INFINITY;
    window.count += by;
    return window.count;
  }

  #findBucket(id: string, limit: BucketLimit, nowMs: number): Bucket | undefined {
    const make = (): Bucket => ({ tokens: limit.burst, updatedMs: nowMs, fullAtMs: nowMs });
    return (
      this.#buckets.findOrMake(id, nowMs, make) ??
      // Buckets of different sizes cannot stand in for each other. Limits come from configuration, not from clients.
      this.#sharedBuckets.findOrMake(this.#sharedId(id, `${limit.ratePerSecond}/${limit.burst}`), nowMs, make)
    );
  }

  #findWindow(id: string, windowStartMs: number, windowMs: number): WindowCount | undefined {
    // Kept one window longer than it lasts: a sliding rate weighs the window before the current one.
    const make = (): WindowCount => ({ count: 0, forgetAtMs: windowStartMs + 2 * windowMs });
    const window = `${windowStartMs}/${windowMs}`;
    return (
      this.#windows.findOrMake(`${window}/${id}`, this.#nowMsMin, make) ??
      this.#sharedWindows.findOrMake(this.#sharedId(id, window), this.#nowMsMin, make)
    );
  }

  #sharedId(id: string, kind: string): string {
    const slot = Number.parseInt(hash("sha256", `${this.#seed}/${id}`).slice(0, 8), 16) % this.#sharedSlots;
    return `${kind}/${slot}`;
  }
}
