import assert from "node:assert/strict";
import { test } from "node:test";
import type { SeriesCounts } from "../services/wafv2/metrics/waf-counts.ts";
import { drawWafCounts } from "./draw-waf-counts.ts";

const series = (
  dimensions: Record<string, string>,
  counts: SeriesCounts["counts"],
  accountId = "111122223333",
): SeriesCounts => ({ accountId, region: "us-east-1", dimensions, counts });

test("counts are drawn by account and region, a series a line", () => {
  const counts = [
    series({ WebACL: "shop", Rule: "sqli" }, { BlockedRequests: 1 }),
    series({ WebACL: "shop", Rule: "ALL" }, { AllowedRequests: 2, BlockedRequests: 1 }),
    series({ WebACL: "far", Rule: "ALL" }, { AllowedRequests: 3 }, "444455556666"),
  ];
  assert.equal(
    drawWafCounts({ counts, uncounted: 2 }),
    [
      "account 111122223333, us-east-1",
      "  WebACL shop, Rule ALL   AllowedRequests 2, BlockedRequests 1",
      "  WebACL shop, Rule sqli  BlockedRequests 1",
      "account 444455556666, us-east-1",
      "  WebACL far, Rule ALL  AllowedRequests 3",
      "not counted, for want of room: 2",
    ].join("\n"),
  );
});

test("where nothing was counted, it says what would be", () => {
  assert.match(drawWafCounts({ counts: [], uncounted: 0 }), /CloudWatchMetricsEnabled/);
});
