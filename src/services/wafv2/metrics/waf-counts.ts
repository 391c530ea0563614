import type { MetricName, MetricSeries, WafMetricSink } from "./waf-metrics.ts";

/** Most series counted, a few megabytes; requests of further ones are counted as uncounted. */
const SERIES_MAX = 10_000;

/** One series, and how many requests each metric counted since the start. */
export interface SeriesCounts extends Omit<MetricSeries, "id"> {
  readonly counts: Readonly<Partial<Record<MetricName, number>>>;
}

/** Counts in this process's memory, since its start. */
export class WafCounts implements WafMetricSink {
  readonly #series = new Map<
    string,
    { readonly series: MetricSeries; readonly counts: Map<MetricName, number> }
  >();
  #uncounted = 0;

  count(series: MetricSeries, metric: MetricName): void {
    let known = this.#series.get(series.id);
    if (!known) {
      if (this.#series.size >= SERIES_MAX) {
        this.#uncounted++;
        return;
      }
      known = { series, counts: new Map() };
      this.#series.set(series.id, known);
    }
    known.counts.set(metric, (known.counts.get(metric) ?? 0) + 1);
  }

  /** Counts that did not fit. */
  get uncounted(): number {
    return this.#uncounted;
  }

  list(): readonly SeriesCounts[] {
    return [...this.#series.values()].map(({ series: { accountId, region, dimensions }, counts }) => ({
      ...{ accountId, region, dimensions },
      counts: Object.fromEntries(counts),
    }));
  }
}
