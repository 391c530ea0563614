import type { TokenResponse } from "../../../waf/decision.ts";
import { INSERTED_HEADER_PREFIX } from "../../../waf/inspect.ts";
import { responseCodeSent } from "../../../waf/log-record.ts";
import { HEADER_BYTES_MAX, HEADERS_MAX, type RequestInput } from "../../../waf/request.ts";
import type { RuleAction } from "../../../waf/rules/model.ts";
import { DEFAULT_ACTION_ID } from "../../../waf/terminating-rule.ts";
import type { CountryLookup } from "../watch/country-lookup.ts";
import type { FirewallObserver, Inspected, Watch } from "../watch/firewall-observer.ts";
import { type RuleOutcome, ruleOutcomes } from "../watch/rule-outcomes.ts";
import type { WatchedWebAcl } from "../watch/watched-web-acl.ts";
import type { AccountSamples } from "./account-samples.ts";
import type { RequestSamples } from "./request-samples.ts";

/** What samples are kept under: one rule, by the name of its metric. */
export const sampledRule = (webAclArn: string, metricName: string): string => `${webAclArn} ${metricName}`;

/** Samples requests for GetSampledRequests, as far as rules let them be sampled. */
export class RequestSampler implements FirewallObserver {
  readonly #samples: RequestSamples;
  readonly #countryOf: CountryLookup;

  constructor(samples: RequestSamples, countryOf: CountryLookup) {
    this.#samples = samples;
    this.#countryOf = countryOf;
  }

  watch(webAcl: WatchedWebAcl): Watch | undefined {
    const { visibility, rules, record } = webAcl;
    const isOn =
      visibility.sampledRequests || [...rules.values()].some((rule) => rule.visibility.sampledRequests);
    if (!isOn) return undefined;
    const samples = this.#samples.of(webAcl.accountId);
    const defaultAction = sampledRule(record.arn, DEFAULT_ACTION_ID);
    return (inspected) => {
      for (const outcome of ruleOutcomes(inspected.decision, webAcl)) {
        if (!isSampled(outcome)) continue;
        const rule = sampledRule(record.arn, outcome.rule.visibility.metricName);
        this.#offer(samples, rule, inspected, () => outcomePart(outcome, inspected));
      }
      const { action, terminatingRuleId, insertedHeaders } = inspected.decision;
      if (!visibility.sampledRequests || terminatingRuleId !== DEFAULT_ACTION_ID) return;
      this.#offer(samples, defaultAction, inspected, () => ({
        ...{ Action: action, RequestHeadersInserted: insertedHeaders.map(headerView) },
        ResponseCodeSent: responseCodeSent(inspected.decision),
      }));
    };
  }

  #offer(samples: AccountSamples, rule: string, inspected: Inspected, tell: () => object): void {
    const { decision, input, subject } = inspected;
    samples.offer(rule, subject.nowMs, () => ({
      Request: requestPart(input, this.#countryOf),
      ...tell(),
      Labels: decision.labels.map((Name) => ({ Name })),
    }));
  }
}

/** The rule that matched and the reference through which it did must both allow it. */
const isSampled = ({ rule, inner }: RuleOutcome): boolean =>
  rule.visibility.sampledRequests && inner?.visibility?.sampledRequests !== false;

/** The request as samples tell it: without its query string, and with what rules inspect of its headers. */
const requestPart = (input: RequestInput, countryOf: CountryLookup): object => ({
  ClientIP: input.clientIp,
  Country: countryOf(input.clientIp) ?? "-",
  URI: input.uriPath,
  Method: input.method,
  HTTPVersion: input.httpVersion,
  Headers: input.headers
    .slice(0, HEADERS_MAX)
    .map(([name, value]) => headerView({ name, value: value.slice(0, HEADER_BYTES_MAX) })),
});

function outcomePart(outcome: RuleOutcome, { decision }: Inspected): object {
  const { rule, inner, action, terminates, captchaResponse, challengeResponse } = outcome;
  const { compiled } = inner ?? rule;
  return {
    Action: action,
    ...(inner && { RuleNameWithinRuleGroup: `${rule.group?.shownName}#${inner.compiled.name}` }),
    OverriddenAction: outcome.overriddenAction,
    // Headers go into requests that go on.
    ...(compiled.kind === "rule" &&
      (!terminates || action === "ALLOW") && { RequestHeadersInserted: insertedBy(compiled.action) }),
    ...(terminates && { ResponseCodeSent: responseCodeSent(decision) }),
    CaptchaResponse: captchaResponse && tokenView(captchaResponse),
    ChallengeResponse: challengeResponse && tokenView(challengeResponse),
  };
}

const insertedBy = ({ insertHeaders }: RuleAction): object[] =>
  insertHeaders.map(({ name, value }) => headerView({ name: INSERTED_HEADER_PREFIX + name, value }));

const headerView = ({ name, value }: { readonly name: string; readonly value: string }): object => ({
  Name: name,
  Value: value,
});

const tokenView = ({ responseCode, solveTimestampEpochS, failureReason }: TokenResponse): object => ({
  ResponseCode: responseCode,
  SolveTimestamp: solveTimestampEpochS,
  FailureReason: failureReason,
});
