import type {
  GetSampledRequestsRequest,
  GetSampledRequestsResponse,
  SampledHTTPRequest,
} from "@aws-sdk/client-wafv2";
import { DEFAULT_ACTION_ID } from "../../../waf/terminating-rule.ts";
import { READ, type WafCall, type WafOperation } from "../dependencies.ts";
import { arnCheck, requireOwn, requireRegional } from "../entities.ts";
import type { WebAclRecord } from "../records.ts";
import { webAclOf } from "../rule-resources.ts";
import { invalidParameter, nonexistent, withWafErrors } from "../waf-errors.ts";
import { SAMPLES_KEPT_MS, type WeighedSample } from "./account-samples.ts";
import { sampledRule } from "./request-sampler.ts";

/** What asks for the samples of every rule and of the default action, as the web ACL's own metric name does. */
const ALL_RULES = "ALL";

/** Samples are of the whole time window, where AWS takes them of its first 5,000 requests. */
export const getSampledRequests: WafOperation<GetSampledRequestsRequest, GetSampledRequestsResponse> = {
  name: "GetSampledRequests",
  permits: ({ WebAclArn }, call) => [arnCheck("GetSampledRequests", WebAclArn, call)],
  audit: READ,
  handle: ({ WebAclArn, RuleMetricName, Scope, TimeWindow, MaxItems }, call) => {
    requireRegional(Scope);
    const record = requireOwn(call, "webacl", WebAclArn);
    const rules = sampledMetrics(record, RuleMetricName, call).map((name) => sampledRule(WebAclArn, name));
    const [start, end] = [TimeWindow.StartTime!.getTime(), TimeWindow.EndTime!.getTime()];
    if (!(start < end)) {
      throw invalidParameter(
        "TIME_WINDOW",
        "TimeWindow",
        "The start of a time window must lie before its end.",
      );
    }
    const startMs = Math.max(start, call.nowMs - SAMPLES_KEPT_MS);
    const samples = call.deps.samples.of(call.accountId);
    const found = samples.list(rules, startMs, end);
    return {
      SampledRequests: samples.choose(found.samples, MaxItems).map(sampleView),
      PopulationSize: found.population,
      TimeWindow: { StartTime: new Date(startMs), EndTime: TimeWindow.EndTime },
    };
  },
};

/** The metric names of the web ACL's rules that a name stands for. Throws WAFNonexistentItemException. */
function sampledMetrics(record: WebAclRecord, name: string, { deps }: WafCall): readonly string[] {
  const { rules } = withWafErrors(() => webAclOf(record, deps.addresses.current));
  if (name === DEFAULT_ACTION_ID) return [DEFAULT_ACTION_ID];
  const all = rules.map(({ visibility }) => visibility.metricName);
  const named = rules.filter(
    ({ visibility, statement }) =>
      visibility.metricName === name ||
      (statement.kind === "ruleGroup" &&
        deps.records.find("rulegroup", statement.arn)?.visibility.MetricName === name),
  );
  if (named.length > 0) return [...new Set(named.map(({ visibility }) => visibility.metricName))];
  if (name === ALL_RULES || name === record.visibility.MetricName)
    return [...new Set(all), DEFAULT_ACTION_ID];
  throw nonexistent();
}

const sampleView = ({ json, timestampMs, weight }: WeighedSample): SampledHTTPRequest => ({
  ...(JSON.parse(json.toString()) as Pick<SampledHTTPRequest, "Request">),
  Timestamp: new Date(timestampMs),
  Weight: Math.max(1, Math.round(weight)),
});
