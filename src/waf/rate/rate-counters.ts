import { largestOf } from "../../base/largest-of.ts";
import { type Counter, estimate, forgetOne, moveTo, windowOf } from "./sliding-counter.ts";

/** One rate-based rule's counters. */
export interface RateRule {
  /** Unique to each use of a rule: the same rule group in two web ACLs counts twice. */
  readonly id: string;
  /** Whose counters they are: each account has its own share of the memory. */
  readonly accountId: string;
  readonly windowS: number;
}

/** How many counters are kept at most. */
export interface RateCounterLimits {
  readonly perRule: number;
  readonly rulesPerAccount: number;
  readonly perAccount: number;
  readonly total: number;
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
/** Most instances counted per rule, however many addresses attack. */
const INSTANCES_MAX = 20_000;
/** Most rules counted per account; beyond, the account's one unused for longest is forgotten. */
const RULES_MAX = 1000;
/**
 * Most counters of one account, and of all accounts together. A counter takes some 210 bytes, an instance's name of at
 * most 64 characters included: about 40 MB an account, and 210 MB in all.
 */
const ACCOUNT_COUNTERS_MAX = 200_000;
const COUNTERS_MAX = 1_000_000;

const LIMITS: RateCounterLimits = {
  perRule: INSTANCES_MAX,
  rulesPerAccount: RULES_MAX,
  perAccount: ACCOUNT_COUNTERS_MAX,
  total: COUNTERS_MAX,
};

/** The counters of one rule, by instance. */
interface RuleCounters {
  readonly rule: RateRule;
  readonly counters: Map<string, Counter>;
}

/** The counters of one account, by rule; the order is that of use. */
interface AccountCounters {
  size: number;
  readonly rules: Map<string, RuleCounters>;
}

/**
 * Counters in this process's memory. The sliding window is estimated from two fixed ones, weighing the earlier by how
 * much of it the sliding window still covers. Where a rule has too many instances, the least active of a few goes: a
 * flood of new addresses pushes out its own kind, not the address that sends most. Where an account has too many, the
 * rule of it that has most loses one; where all have too many, the account that has most. So no account's flood makes
 * another's limits forget.
 */
export class MemoryRateCounters implements RateCounters {
  readonly #limits: RateCounterLimits;
  readonly #accounts = new Map<string, AccountCounters>();
  #size = 0;

  constructor(limits: Partial<RateCounterLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
  }

  /** Counters kept at this moment. */
  get size(): number {
    return this.#size;
  }

  count(rule: RateRule, instance: string, nowMs: number): number {
    const account = this.#accountOf(rule);
    const own = this.#useRule(account, rule);
    const window = windowOf(rule, nowMs);
    let counter = own.counters.get(instance);
    if (!counter) {
      this.#makeRoom(account, own, nowMs);
      counter = { window, current: 0, previous: 0 };
      own.counters.set(instance, counter);
      account.size++;
      this.#size++;
    }
    moveTo(counter, window);
    counter.current++;
    return estimate(counter, rule, nowMs);
  }

  listOver(rule: RateRule, limit: number, nowMs: number): readonly string[] {
    const over: string[] = [];
    const own = this.#accounts.get(rule.accountId)?.rules.get(rule.id);
    for (const [instance, counter] of own?.counters ?? []) {
      if (estimate(counter, rule, nowMs) > limit) over.push(instance);
      if (over.length === LISTED_MAX) break;
    }
    return over;
  }

  #accountOf({ accountId }: RateRule): AccountCounters {
    const known = this.#accounts.get(accountId);
    if (known) return known;
    const account: AccountCounters = { size: 0, rules: new Map() };
    this.#accounts.set(accountId, account);
    return account;
  }

  #useRule(account: AccountCounters, rule: RateRule): RuleCounters {
    const { rules } = account;
    const own = rules.get(rule.id) ?? { rule, counters: new Map<string, Counter>() };
    // Re-inserted, so that the order of iteration is the order of use.
    rules.delete(rule.id);
    rules.set(rule.id, own);
    if (rules.size > this.#limits.rulesPerAccount) {
      const [id, { counters }] = rules.entries().next().value!;
      rules.delete(id);
      account.size -= counters.size;
      this.#size -= counters.size;
    }
    return own;
  }

  /** Sees to it that one counter more fits: into the rule, the account and the memory. */
  #makeRoom(account: AccountCounters, own: RuleCounters, nowMs: number): void {
    const { perRule, perAccount, total } = this.#limits;
    if (own.counters.size >= perRule) this.#forgetOne(account, own, nowMs);
    else if (account.size >= perAccount) this.#forgetOne(account, largestRule(account), nowMs);
    else if (this.#size >= total) {
      const largest = largestOf(this.#accounts.values(), ({ size }) => size)!;
      this.#forgetOne(largest, largestRule(largest), nowMs);
    }
  }

  #forgetOne(account: AccountCounters, { rule, counters }: RuleCounters, nowMs: number): void {
    forgetOne(counters, rule, nowMs);
    account.size--;
    this.#size--;
  }
}

const largestRule = ({ rules }: AccountCounters): RuleCounters =>
  largestOf(rules.values(), ({ counters }) => counters.size)!;
