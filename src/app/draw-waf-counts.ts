import type { SeriesCounts } from "../services/wafv2/metrics/waf-counts.ts";
import { drawn } from "./printable.ts";

/** What `/_sallyport/waf/counts` answers. */
export interface WafCountsDocument {
  readonly counts: readonly SeriesCounts[];
  /** Counts that did not fit into the memory kept for them. */
  readonly uncounted: number;
}

/**
 * The counts of each account and region, a series a line:
 *
 *     account 111122223333, us-east-1
 *       WebACL shop, Rule ALL   AllowedRequests 2, BlockedRequests 1
 *       WebACL shop, Rule sqli  BlockedRequests 1
 */
export function drawWafCounts({ counts, uncounted }: WafCountsDocument): string {
  if (counts.length === 0) {
    return "Nothing was counted since the start. What counts is a web ACL or rule whose CloudWatchMetricsEnabled is true.";
  }
  const places = Map.groupBy(counts, ({ accountId, region }) => `account ${accountId}, ${region}`);
  return drawn([
    ...[...places].flatMap(([place, series]) => [place, ...drawSeries(series)]),
    ...(uncounted > 0 ? [`not counted, for want of room: ${uncounted}`] : []),
  ]);
}

function drawSeries(series: readonly SeriesCounts[]): string[] {
  const rows = series.map(({ dimensions, counts }) => [inText(dimensions), inText(counts)] as const).sort();
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}

const inText = (pairs: Readonly<Record<string, string | number>>): string =>
  Object.entries(pairs)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
