/** How many instances are weighed against each other when one has to go. */
const WEIGHED = 8;

/** What counters belong to. */
interface Windowed {
  readonly windowS: number;
}

/** Requests in the current window and in the one before it. */
export interface Counter {
  window: number;
  current: number;
  previous: number;
}

/** The fixed window that a moment is in. */
export const windowOf = (rule: Windowed, nowMs: number): number => Math.floor(nowMs / (rule.windowS * 1000));

/** Begins a window, where it is not the counter's own. */
export function moveTo(counter: Counter, window: number): void {
  if (counter.window === window) return;
  counter.previous = counter.window === window - 1 ? counter.current : 0;
  counter.current = 0;
  counter.window = window;
}

/** Requests within the sliding window that ends now. */
export function estimate(counter: Counter, rule: Windowed, nowMs: number): number {
  const window = windowOf(rule, nowMs);
  const age = window - counter.window;
  const current = age === 0 ? counter.current : 0;
  const previous = age === 0 ? counter.previous : age === 1 ? counter.current : 0;
  const elapsed = nowMs / (rule.windowS * 1000) - window;
  return Math.floor(previous * (1 - elapsed)) + current;
}

/** Forgets the least active of a few instances. */
export function forgetOne(counters: Map<string, Counter>, rule: Windowed, nowMs: number): void {
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
