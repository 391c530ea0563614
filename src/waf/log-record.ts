import { asciiLower, decodeUtf8 } from "./byte-string.ts";
import type {
  AggregateKeyValue,
  MatchDetail,
  RateBasedResult,
  RuleGroupResult,
  RuleMatch,
  TokenResponse,
  WafDecision,
} from "./decision.ts";
import { HEADER_BYTES_MAX, HEADERS_MAX, type RequestInput } from "./request.ts";

/** What stands in a record in place of what must not be kept. */
export const REDACTED = "REDACTED";
/** Labels beyond are left out. Source: AWS WAF, log fields. */
const LABELS_MAX = 100;
/** How much of a custom aggregate key's value is told, in characters. Source: AWS WAF, log fields, `customValues`. */
const KEY_VALUE_CHARACTERS_MAX = 32;

/** Components that a logging configuration keeps out of records. */
export interface LogRedaction {
  readonly uriPath: boolean;
  readonly queryString: boolean;
  readonly method: boolean;
  /** Names in lower case. */
  readonly headers: ReadonlySet<string>;
}

export const NOTHING_REDACTED: LogRedaction = {
  uriPath: false,
  queryString: false,
  method: false,
  headers: new Set(),
};

/** What a record holds besides the decision and the request. */
export interface LogSubject {
  readonly timestampMs: number;
  readonly webAclArn: string;
  /** Example: `111122223333:a1b2c3d4e5:prod`. */
  readonly httpSourceId: string;
  readonly requestId: string;
  /** ISO 3166 alpha-2, where it is known. */
  readonly country?: string;
}

/**
 * One inspection as AWS WAF logs it, format version 1, ready for JSON. Redacted components are left out of what the
 * rules matched as well, for what matched is a piece of them.
 */
export function wafLogRecord(
  decision: WafDecision,
  input: RequestInput,
  subject: LogSubject,
  redaction: LogRedaction = NOTHING_REDACTED,
): object {
  const details = (list: readonly MatchDetail[]) => logDetails(list, redaction);
  const match = (rule: RuleMatch) => logMatch(rule, redaction);
  return {
    timestamp: subject.timestampMs,
    formatVersion: 1,
    webaclId: subject.webAclArn,
    terminatingRuleId: decision.terminatingRuleId,
    terminatingRuleType: decision.terminatingRuleType,
    action: decision.action,
    terminatingRuleMatchDetails: details(decision.terminatingRuleMatchDetails),
    httpSourceName: "APIGW",
    httpSourceId: subject.httpSourceId,
    ruleGroupList: decision.ruleGroups.map((group) => logGroup(group, match)),
    rateBasedRuleList: decision.rateBasedRules.map((rule) => logRateBased(rule, redaction)),
    nonTerminatingMatchingRules: decision.nonTerminatingMatchingRules.map(match),
    requestHeadersInserted: decision.insertedHeaders.length > 0 ? decision.insertedHeaders : null,
    responseCodeSent: responseCodeSent(decision) ?? null,
    httpRequest: logRequest(input, subject, redaction),
    labels: decision.labels.slice(0, LABELS_MAX).map((name) => ({ name })),
    captchaResponse: decision.captchaResponse && logToken(decision.captchaResponse),
    challengeResponse: decision.challengeResponse && logToken(decision.challengeResponse),
    oversizeFields: decision.oversizeFields.length > 0 ? decision.oversizeFields : undefined,
    ja3Fingerprint: input.ja3Fingerprint,
    ja4Fingerprint: input.ja4Fingerprint,
    requestBodySize: decision.requestBodySizeBytes,
    requestBodySizeInspectedByWAF: decision.requestBodySizeInspectedBytes,
  };
}

/** The status that the firewall answered with, where it is not the plain 403, which the API may still change. */
export const responseCodeSent = ({ response }: WafDecision): number | undefined =>
  response && response.statusCode !== 403 ? response.statusCode : undefined;

function logRequest(input: RequestInput, subject: LogSubject, redaction: LogRedaction): object {
  return {
    clientIp: input.clientIp,
    country: subject.country ?? "-",
    headers: input.headers.slice(0, HEADERS_MAX).map(([name, value]) => ({
      name,
      value: redaction.headers.has(asciiLower(name)) ? REDACTED : value.slice(0, HEADER_BYTES_MAX),
    })),
    uri: redaction.uriPath ? REDACTED : input.uriPath,
    args: redaction.queryString ? REDACTED : input.queryString,
    httpVersion: input.httpVersion,
    httpMethod: redaction.method ? REDACTED : input.method,
    requestId: subject.requestId,
  };
}

function logGroup(group: RuleGroupResult, match: (rule: RuleMatch) => object): object {
  return {
    ruleGroupId: group.ruleGroupId,
    terminatingRule: group.terminatingRule ? match(group.terminatingRule) : null,
    nonTerminatingMatchingRules: group.nonTerminatingMatchingRules.map(match),
    excludedRules:
      group.excludedRules.length === 0
        ? null
        : group.excludedRules.map((ruleId) => ({ exclusionType: "EXCLUDED_AS_COUNT", ruleId })),
  };
}

/** A rule that counts by address tells it; one that counts by custom keys tells the value of each. */
function logRateBased({ keyValues, limitKey, ...rule }: RateBasedResult, redaction: LogRedaction): object {
  const told = keyValues.map(({ key, name, value }) => ({
    ...{ key, name },
    value: isRedactedKey({ key, name }, redaction) ? REDACTED : decodeUtf8(value),
  }));
  if (limitKey !== "CUSTOM_KEYS") return { ...rule, limitKey, limitValue: told[0]?.value };
  const customValues = told.map((one) => ({ ...one, value: one.value.slice(0, KEY_VALUE_CHARACTERS_MAX) }));
  return { ...rule, limitKey: "CUSTOMKEYS", customValues };
}

function logMatch(rule: RuleMatch, redaction: LogRedaction): object {
  return {
    ruleId: rule.ruleId,
    action: rule.action,
    overriddenAction: rule.overriddenAction,
    ruleMatchDetails: logDetails(rule.matchDetails, redaction),
    captchaResponse: rule.captchaResponse && logToken(rule.captchaResponse),
    challengeResponse: rule.challengeResponse && logToken(rule.challengeResponse),
  };
}

const logToken = ({ responseCode, solveTimestampEpochS, failureReason }: TokenResponse): object => ({
  responseCode,
  solveTimestamp: solveTimestampEpochS,
  failureReason,
});

/** AWS WAF gives details for SQL injection and cross-site scripting only. */
function logDetails(details: readonly MatchDetail[], redaction: LogRedaction): object[] {
  return details
    .filter(({ conditionType }) => conditionType === "SQL_INJECTION" || conditionType === "XSS")
    .map((detail) => ({
      conditionType: detail.conditionType,
      sensitivityLevel: detail.sensitivityLevel,
      // AWS WAF reports JSON bodies so.
      location: detail.location === "JSON_BODY" ? "UNKNOWN" : detail.location,
      matchedData: isRedacted(detail, redaction) ? [REDACTED] : detail.matchedData.map(decodeUtf8),
    }));
}

/** Whether what matched is a piece of a redacted component. */
export function isRedacted({ location, fieldName }: MatchDetail, redaction: LogRedaction): boolean {
  switch (location) {
    case "URI":
      return redaction.uriPath;
    case "QUERY_STRING":
    case "ALL_QUERY_ARGS":
    case "SINGLE_QUERY_ARG":
      return redaction.queryString;
    case "METHOD":
      return redaction.method;
    case "COOKIE":
      return redaction.headers.has("cookie");
    case "HEADER":
      // Without a name it may be any of them.
      return fieldName === undefined ? redaction.headers.size > 0 : redaction.headers.has(fieldName);
    default:
      return false;
  }
}

/** Whether what a rate-based rule counts by is a piece of a redacted component. */
export function isRedactedKey(
  { key, name = "" }: Omit<AggregateKeyValue, "value">,
  redaction: LogRedaction,
): boolean {
  switch (key) {
    case "URI_PATH":
      return redaction.uriPath;
    case "QUERY_STRING":
    case "QUERY_ARGUMENT":
      return redaction.queryString;
    case "HTTP_METHOD":
      return redaction.method;
    case "COOKIE":
      return redaction.headers.has("cookie");
    case "HEADER":
    case "FORWARDED_IP":
      return redaction.headers.has(name);
    default:
      return false;
  }
}
