import { largestOf } from "../../../base/largest-of.ts";
import type { Random } from "../../../base/random.ts";
import { AccountSamples } from "./account-samples.ts";

/** Room for all samples together, in bytes; of the account that has most, the oldest minutes go first. */
const BYTES_MAX = 32 * 1024 * 1024;
/** Most rules and minutes that are counted, a few megabytes; of the account that has most, the oldest go first. */
const BUCKETS_MAX = 50_000;

/** Samples of requests, each account's its own: one that has many does not push out another's. */
export class RequestSamples {
  readonly #random: Random;
  readonly #accounts = new Map<string, AccountSamples>();

  constructor(random: Random) {
    this.#random = random;
  }

  of(accountId: string): AccountSamples {
    const known = this.#accounts.get(accountId);
    if (known) return known;
    const samples = new AccountSamples(this.#random, (bytes) => this.#makeRoom(samples, bytes));
    this.#accounts.set(accountId, samples);
    return samples;
  }

  /** Sees to it that as many bytes more fit; false where they do not. */
  #makeRoom(asking: AccountSamples, bytes: number): boolean {
    const all = [...this.#accounts.values()];
    const sum = (sizeOf: (samples: AccountSamples) => number) =>
      all.reduce((total, samples) => total + sizeOf(samples), 0);
    for (;;) {
      const isFull = sum((samples) => samples.bytes) + bytes > BYTES_MAX;
      if (!isFull && sum((samples) => samples.buckets) <= BUCKETS_MAX) return true;
      const largest = largestOf(all, (samples) => (isFull ? samples.bytes : samples.buckets))!;
      // The minute that is written to stays, if it is the asking account's own.
      if (!largest.forgetOldest(largest === asking ? 1 : 0)) return !isFull;
    }
  }
}
