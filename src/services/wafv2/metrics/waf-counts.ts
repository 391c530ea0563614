import { largestOf } from "../../../base/largest-of.ts";
import type { MetricName, MetricSeries, WafMetricSink } from "./waf-metrics.ts";

/** Most series of one account; requests of further ones are counted as uncounted. */
const ACCOUNT_SERIES_MAX = 10_000;
/** Most series of all accounts, some 30 MB; beyond, the account that has most loses its oldest one. */
const SERIES_MAX = 50_000;

/** One series, and how many requests each metric counted since the start. */
export interface SeriesCounts extends Omit<MetricSeries, "id"> {
  readonly counts: Readonly<Partial<Record<MetricName, number>>>;
}

interface Counted {
  readonly series: MetricSeries;
  readonly counts: Map<MetricName, number>;
}

/** Counts in this process's memory, since its start. */
export class WafCounts implements WafMetricSink {
  /** By account, and by the series' id. */
  readonly #accounts = new Map<string, Map<string, Counted>>();
  #size = 0;
  #uncounted = 0;

  count(series: MetricSeries, metric: MetricName): void {
    const known = this.#accounts.get(series.accountId)?.get(series.id) ?? this.#add(series);
    if (known) known.counts.set(metric, (known.counts.get(metric) ?? 0) + 1);
    else this.#uncounted++;
  }

  /** Counts that did not fit. */
  get uncounted(): number {
    return this.#uncounted;
  }

  list(): readonly SeriesCounts[] {
    const all = [...this.#accounts.values()].flatMap((own) => [...own.values()]);
    return all.map(({ series: { accountId, region, dimensions }, counts }) => ({
      ...{ accountId, region, dimensions },
      counts: Object.fromEntries(counts),
    }));
  }

  #add(series: MetricSeries): Counted | undefined {
    const own = this.#accounts.get(series.accountId) ?? new Map<string, Counted>();
    if (own.size >= ACCOUNT_SERIES_MAX) return undefined;
    this.#accounts.set(series.accountId, own);
    if (this.#size >= SERIES_MAX) this.#forgetOne();
    const counted: Counted = { series, counts: new Map() };
    own.set(series.id, counted);
    this.#size++;
    return counted;
  }

  #forgetOne(): void {
    const largest = largestOf(this.#accounts.values(), ({ size }) => size)!;
    largest.delete(largest.keys().next().value!);
    this.#size--;
  }
}
