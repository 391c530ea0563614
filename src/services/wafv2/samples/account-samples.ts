import type { Random } from "../../../base/random.ts";

/** How long samples are kept. Source: GetSampledRequests, "any time range in the previous three hours". */
export const SAMPLES_KEPT_MS = 3 * 60 * 60 * 1000;
const MINUTE_MS = 60_000;
/** Most samples of one rule in one minute. */
const SAMPLES_PER_MINUTE_MAX = 100;

/** One request that was chosen. */
export interface Sample {
  readonly timestampMs: number;
  /** What is told of it, as JSON: its size is known, and it holds on to nothing of the request. */
  readonly json: Buffer;
}

/** The samples of one rule in one minute. */
interface Bucket {
  /** How many requests there were, with those that were not kept. */
  population: number;
  readonly samples: Sample[];
}

interface Minute {
  bytes: number;
  /** By rule. */
  readonly buckets: Map<string, Bucket>;
}

/** A sample of a question's time window. */
export interface WeighedSample extends Sample {
  /** How many requests it stands for. */
  readonly weight: number;
}

/** What was sampled of some rules within a time window, oldest first. */
export interface SampleSet {
  readonly samples: readonly WeighedSample[];
  /** How many requests there were. */
  readonly population: number;
}

/**
 * Samples of one account's requests, uniform per rule and minute: each request of a minute has the same chance to be kept, however many
 * there are (reservoir sampling, Vitter's algorithm R).
 */
export class AccountSamples {
  readonly #random: Random;
  readonly #makeRoom: (bytes: number) => boolean;
  readonly #minutes = new Map<number, Minute>();
  #bytes = 0;
  #buckets = 0;

  constructor(random: Random, makeRoom: (bytes: number) => boolean) {
    this.#random = random;
    this.#makeRoom = makeRoom;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get buckets(): number {
    return this.#buckets;
  }

  /** Counts a request, and keeps what `tell` says of it if chance will have it. `rule` names one rule of one web ACL. */
  offer(rule: string, nowMs: number, tell: () => object): void {
    const minute = this.#minuteOf(nowMs);
    let bucket = minute.buckets.get(rule);
    if (!bucket) {
      bucket = { population: 0, samples: [] };
      minute.buckets.set(rule, bucket);
      this.#buckets++;
    }
    bucket.population++;
    const place = this.#placeIn(bucket);
    if (place === undefined) return;
    const sample: Sample = { timestampMs: nowMs, json: Buffer.from(JSON.stringify(tell())) };
    if (!this.#makeRoom(sample.json.length)) return;
    const replaced = bucket.samples[place]?.json.length ?? 0;
    bucket.samples[place] = sample;
    minute.bytes += sample.json.length - replaced;
    this.#bytes += sample.json.length - replaced;
  }

  /** The samples of rules from `fromMs` until before `untilMs`. */
  list(rules: readonly string[], fromMs: number, untilMs: number): SampleSet {
    const found: WeighedSample[] = [];
    let population = 0;
    const minutes = [...this.#minutes].toSorted(([a], [b]) => a - b);
    for (const [number, { buckets }] of minutes) {
      if ((number + 1) * MINUTE_MS <= fromMs || number * MINUTE_MS >= untilMs) continue;
      for (const rule of rules) {
        const bucket = buckets.get(rule);
        if (!bucket || bucket.samples.length === 0) continue;
        const weight = bucket.population / bucket.samples.length;
        const within = bucket.samples.filter(
          ({ timestampMs }) => timestampMs >= fromMs && timestampMs < untilMs,
        );
        population += within.length * weight;
        found.push(...within.map((sample) => ({ ...sample, weight })));
      }
    }
    return { samples: found.toSorted(byTime), population: Math.round(population) };
  }

  /** As many of the samples, each with the same chance, in their order. */
  choose(samples: readonly WeighedSample[], count: number): readonly WeighedSample[] {
    if (samples.length <= count) return samples;
    const rest = [...samples];
    const chosen: WeighedSample[] = [];
    while (chosen.length < count) chosen.push(...rest.splice(this.#below(rest.length), 1));
    return chosen.toSorted(byTime);
  }

  /** Where in the bucket the request that was just counted is kept, if it is. */
  #placeIn({ population, samples }: Bucket): number | undefined {
    if (samples.length < SAMPLES_PER_MINUTE_MAX && samples.length === population - 1) return samples.length;
    const place = this.#below(population);
    return place < samples.length ? place : undefined;
  }

  #below(limit: number): number {
    return Math.floor((this.#random.bytes(4).readUInt32LE() / 2 ** 32) * limit);
  }

  #minuteOf(nowMs: number): Minute {
    const number = Math.floor(nowMs / MINUTE_MS);
    const known = this.#minutes.get(number);
    if (known) return known;
    for (const old of this.#minutes.keys()) {
      if ((old + 1) * MINUTE_MS <= nowMs - SAMPLES_KEPT_MS) this.#forget(old);
    }
    const minute: Minute = { bytes: 0, buckets: new Map() };
    this.#minutes.set(number, minute);
    return minute;
  }

  /** Forgets the oldest minute, where there are more than `kept`; whether it did. */
  forgetOldest(kept: number): boolean {
    if (this.#minutes.size <= kept) return false;
    this.#forget(Math.min(...this.#minutes.keys()));
    return true;
  }

  #forget(number: number): void {
    const minute = this.#minutes.get(number)!;
    this.#bytes -= minute.bytes;
    this.#buckets -= minute.buckets.size;
    this.#minutes.delete(number);
  }
}

const byTime = (a: Sample, b: Sample): number => a.timestampMs - b.timestampMs;
