/** One rate-based rule's counters. */
export interface RateRule {
  /** Unique to each use of a rule: the same rule group in two web ACLs counts twice. */
  readonly id: string;
  readonly windowS: number;
}

/** Counts requests for rate-based rules. Synchronous: a fleet's engine leases, so that no request waits. */
export interface RateCounters {
  /** Counts one request of an aggregation instance; returns how many there were within the window, with this one. */
  count(rule: RateRule, instance: string, nowMs: number): number;
  /** The instances of a rule that had more than `limit` requests within the window, at most 10,000. */
  listOver(rule: RateRule, limit: number, nowMs: number): readonly string[];
}

/** Most instances that a rule limits at a time. Source: AWS WAF, rate-based rules. */
const LISTED_MAX = 10_000;
/** Most instances counted per rule: however many addresses attack, about 3 MB. */
const INSTANCES_MAX = 20_000;
/** Most rules counted at a time; beyond, the one unused for longest is forgotten. */
const RULES_MAX = 1000;
/** How many instances are weighed against each other when one has to go. */
const WEIGHED = 8;

/** Requests in the current window and in the one before it. */
interface Counter {
  window: number;
  current: number;
  previous: number;
}

/**
 * Counters in this process's memory. The sliding window is estimated from two fixed ones, weighing the earlier by how
 * much of it the sliding window still covers. Where a rule has too many instances, the least active of a few goes: a
 * flood of new addresses pushes out its own kind, not the address that sends most.
 */
export class MemoryRateCounters implements RateCounters {
  readonly #rules = new Map<string, Map<string, Counter>>();

  count(rule: RateRule, instance: string, nowMs: number): number {
    const counters = this.#countersOf(rule);
    const window = windowOf(rule, nowMs);
    let counter = counters.get(instance);
    if (!counter) {
      if (counters.size >= INSTANCES_MAX) forgetOne(counters, rule, nowMs);
      counter = { window, current: 0, previous: 0 };
      counters.set(instance, counter);
    }
    moveTo(counter, window);
    counter.current++;
    return estimate(counter, rule, nowMs);
  }

  listOver(rule: RateRule, limit: number, nowMs: number): readonly string[] {
    const over: string[] = [];
    for (const [instance, counter] of this.#rules.get(rule.id) ?? []) {
      if (estimate(counter, rule, nowMs) > limit) over.push(instance);
      if (over.length === LISTED_MAX) break;
    }
    return over;
  }

  #countersOf(rule: RateRule): Map<string, Counter> {
    const counters = this.#rules.get(rule.id) ?? new Map<string, Counter>();
    // Re-inserted, so that the order of iteration is the order of use.
    this.#rules.delete(rule.id);
    this.#rules.set(rule.id, counters);
    if (this.#rules.size > RULES_MAX) this.#rules.delete(this.#rules.keys().next().value!);
    return counters;
  }
}

const windowOf = (rule: RateRule, nowMs: number): number => Math.floor(nowMs / (rule.windowS * 1000));

function moveTo(counter: Counter, window: number): void {
  if (counter.window === window) return;
  counter.previous = counter.window === window - 1 ? counter.current : 0;
  counter.current = 0;
  counter.window = window;
}

function estimate(counter: Counter, rule: RateRule, nowMs: number): number {
  const window = windowOf(rule, nowMs);
  const age = window - counter.window;
  const current = age === 0 ? counter.current : 0;
  const previous = age === 0 ? counter.previous : age === 1 ? counter.current : 0;
  const elapsed = nowMs / (rule.windowS * 1000) - window;
  return Math.floor(previous * (1 - elapsed)) + current;
}

function forgetOne(counters: Map<string, Counter>, rule: RateRule, nowMs: number): void {
  let weakest: string | undefined;
  let weakestCount = Number.POSITIVE_INFINITY;
  const weighed: [string, Counter][] = [];
  for (const entry of counters) {
    if (weighed.push(entry) === WEIGHED) break;
  }
  for (const [instance, counter] of weighed) {
    const count = estimate(counter, rule, nowMs);
    if (count < weakestCount) {
      weakest = instance;
      weakestCount = count;
    }
  }
  for (const [instance, counter] of weighed) {
    counters.delete(instance);
    // The others go to the end, so that next time different ones are weighed.
    if (instance !== weakest) counters.set(instance, counter);
  }
}
