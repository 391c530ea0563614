/** The metrics of AWS WAF. Source: AWS WAF Developer Guide, "AWS WAF metrics and dimensions". */
export type MetricName =
  | "AllowedRequests"
  | "BlockedRequests"
  | "CountedRequests"
  | "CaptchaRequests"
  | "RequestsWithValidCaptchaToken"
  | "ChallengeRequests"
  | "RequestsWithValidChallengeToken"
  | "PassedRequests";

/** What a count is of. The account's and region's own, as CloudWatch keeps metrics. */
export interface MetricSeries {
  /** Tells two series apart. */
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  /** `WebACL`, `Rule`, `RuleGroup`, `LabelNamespace` and `Label`, as far as they apply. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Where counts of requests go. Called for each request: it must be quick, and must not throw. */
export interface WafMetricSink {
  /** Counts one request. */
  count(series: MetricSeries, metric: MetricName): void;
}

/** A series of an account in a region. */
export const metricSeries = (
  { accountId, region }: Pick<MetricSeries, "accountId" | "region">,
  dimensions: MetricSeries["dimensions"],
): MetricSeries => ({
  id: JSON.stringify([accountId, region, ...Object.entries(dimensions)]),
  accountId,
  region,
  dimensions,
});
