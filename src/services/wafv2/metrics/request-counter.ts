import type { RuleMatch, TokenResponse } from "../../../waf/decision.ts";
import { DEFAULT_ACTION_ID } from "../../../waf/terminating-rule.ts";
import type { FirewallObserver, Inspected, Watch } from "../watch/firewall-observer.ts";
import { type RuleOutcome, ruleOutcomes } from "../watch/rule-outcomes.ts";
import type { WatchedGroup, WatchedRule, WatchedWebAcl } from "../watch/watched-web-acl.ts";
import { type MetricName, type MetricSeries, metricSeries, type WafMetricSink } from "./waf-metrics.ts";

/** The value of the dimension `Rule` for all rules of a web ACL or rule group. */
const ALL_RULES = "ALL";
/** Labels of one request that are counted. Source: AWS WAF, metrics and dimensions. */
const LABELS_MAX = 100;
/** Series that a web ACL keeps at hand. Past that, the memory starts anew. */
const SERIES_KEPT_MAX = 1000;

/** Counts what web ACLs decide, as far as their metrics are enabled. */
export class RequestCounter implements FirewallObserver {
  readonly #sink: WafMetricSink;

  constructor(sink: WafMetricSink) {
    this.#sink = sink;
  }

  watch(webAcl: WatchedWebAcl): Watch | undefined {
    const counting = new WebAclCounting(webAcl, this.#sink);
    return counting.isOn ? (inspected) => counting.count(inspected) : undefined;
  }
}

type OwnGroup = NonNullable<WatchedGroup["own"]>;

/** One web ACL's counting. Series are made once, so that a request only counts. */
class WebAclCounting {
  readonly #webAcl: WatchedWebAcl;
  readonly #sink: WafMetricSink;
  readonly #series = new Map<string, MetricSeries>();

  constructor(webAcl: WatchedWebAcl, sink: WafMetricSink) {
    this.#webAcl = webAcl;
    this.#sink = sink;
  }

  /** Whether anything is to be counted. */
  get isOn(): boolean {
    const { visibility, rules } = this.#webAcl;
    return visibility.cloudWatchMetrics || [...rules.values()].some(isCounted);
  }

  count({ decision }: Inspected): void {
    const { visibility, rules } = this.#webAcl;
    const outcomes = ruleOutcomes(decision, this.#webAcl);
    const byRule = Map.groupBy(outcomes, ({ rule }) => rule);
    for (const [rule, own] of byRule) if (rule.visibility.cloudWatchMetrics) this.#countRule(rule, own);
    for (const { ruleName } of decision.ruleGroups) {
      const rule = rules.get(ruleName);
      if (rule?.group) this.#countGroup(rule, rule.group, byRule.get(rule) ?? []);
    }
    if (!visibility.cloudWatchMetrics) return;
    const last = metricOf(decision.action);
    const metrics = new Set([last, ...outcomes.flatMap(metricsOf)]);
    this.#countAll(this.#ofRule(ALL_RULES), metrics);
    if (decision.terminatingRuleId === DEFAULT_ACTION_ID)
      this.#countAll(this.#ofRule(DEFAULT_ACTION_ID), [last]);
    for (const label of decision.labels.slice(0, LABELS_MAX)) {
      this.#sink.count(this.#ofLabel(label), last);
    }
  }

  #countRule({ visibility }: WatchedRule, outcomes: readonly RuleOutcome[]): void {
    this.#countAll(this.#ofRule(visibility.metricName), new Set(outcomes.flatMap(metricsOf)));
  }

  /** What went through a rule group, for those who refer to it and, if an account owns it, for its owner. */
  #countGroup(rule: WatchedRule, { own }: WatchedGroup, outcomes: readonly RuleOutcome[]): void {
    const passed = outcomes.length === 0;
    if (passed && rule.visibility.cloudWatchMetrics) {
      this.#sink.count(this.#ofRule(rule.visibility.metricName), "PassedRequests");
    }
    if (!own) return;
    if (own.visibility.cloudWatchMetrics) {
      const metrics = passed ? (["PassedRequests"] as const) : new Set(outcomes.flatMap(metricsOf));
      this.#countAll(this.#ofGroupRule(own, ALL_RULES), metrics);
    }
    for (const outcome of outcomes) {
      const { compiled, visibility } = outcome.inner ?? {};
      if (!visibility?.cloudWatchMetrics) continue;
      this.#countAll(this.#ofGroupRule(own, visibility.metricName), metricsOf(outcome));
      if (metricOf(outcome.action) !== "CountedRequests") continue;
      for (const label of compiled?.labels ?? []) {
        this.#sink.count(this.#ofGroupLabel(own, label), "CountedRequests");
      }
    }
  }

  #countAll(series: MetricSeries, metrics: Iterable<MetricName>): void {
    for (const metric of metrics) this.#sink.count(series, metric);
  }

  #ofRule(Rule: string): MetricSeries {
    const { metricName: WebACL } = this.#webAcl.visibility;
    return this.#seriesOf(`rule ${Rule}`, this.#webAcl.accountId, () => ({ WebACL, Rule }));
  }

  #ofGroupRule({ visibility, accountId }: OwnGroup, Rule: string): MetricSeries {
    const { metricName: RuleGroup } = visibility;
    return this.#seriesOf(`group ${accountId} ${RuleGroup} ${Rule}`, accountId, () => ({ RuleGroup, Rule }));
  }

  #ofLabel(label: string): MetricSeries {
    const { metricName: WebACL } = this.#webAcl.visibility;
    return this.#seriesOf(`label ${label}`, this.#webAcl.accountId, () => ({ WebACL, ...labelParts(label) }));
  }

  #ofGroupLabel({ visibility, accountId }: OwnGroup, label: string): MetricSeries {
    const { metricName: RuleGroup } = visibility;
    const dimensions = () => ({ RuleGroup, ...labelParts(label) });
    return this.#seriesOf(`group-label ${accountId} ${RuleGroup} ${label}`, accountId, dimensions);
  }

  #seriesOf(key: string, accountId: string, dimensions: () => MetricSeries["dimensions"]): MetricSeries {
    const known = this.#series.get(key);
    if (known) return known;
    if (this.#series.size >= SERIES_KEPT_MAX) this.#series.clear();
    const series = metricSeries({ accountId, region: this.#webAcl.region }, dimensions());
    this.#series.set(key, series);
    return series;
  }
}

/** `awswaf:111122223333:webacl:shop:bot` is the label `bot` of the namespace before it. */
function labelParts(label: string): { readonly LabelNamespace: string; readonly Label: string } {
  const end = label.lastIndexOf(":");
  return { LabelNamespace: label.slice(0, end), Label: label.slice(end + 1) };
}

/** Whether a rule, the group that it refers to or one of that group's rules has metrics. */
const isCounted = ({ visibility, group }: WatchedRule): boolean =>
  visibility.cloudWatchMetrics ||
  group?.own?.visibility.cloudWatchMetrics === true ||
  [...(group?.rules.values() ?? [])].some((rule) => rule.visibility?.cloudWatchMetrics);

const METRICS: Readonly<Record<RuleMatch["action"], MetricName>> = {
  ALLOW: "AllowedRequests",
  BLOCK: "BlockedRequests",
  COUNT: "CountedRequests",
  EXCLUDED_AS_COUNT: "CountedRequests",
  CAPTCHA: "CaptchaRequests",
  CHALLENGE: "ChallengeRequests",
};

const metricOf = (action: RuleMatch["action"]): MetricName => METRICS[action];

const isValid = (token: TokenResponse | undefined): boolean => token?.responseCode === 0;

/** What one rule's match counts for. */
function metricsOf({ action, captchaResponse, challengeResponse }: RuleOutcome): readonly MetricName[] {
  if (action === "CAPTCHA" && isValid(captchaResponse)) {
    return ["CaptchaRequests", "RequestsWithValidCaptchaToken"];
  }
  if (action === "CHALLENGE" && isValid(challengeResponse)) {
    return ["ChallengeRequests", "RequestsWithValidChallengeToken"];
  }
  return [metricOf(action)];
}
