/** Part of a request, as AWS WAF's logs name it. */
export type MatchLocation =
  | "HEADER"
  | "COOKIE"
  | "URI"
  | "QUERY_STRING"
  | "ALL_QUERY_ARGS"
  | "SINGLE_QUERY_ARG"
  | "BODY"
  | "JSON_BODY"
  | "METHOD"
  | "HEADER_ORDER"
  | "FINGERPRINT"
  | "FRAGMENT"
  | "CLIENT_IP"
  | "FORWARDED_IP"
  | "LABELS";

/** What a statement saw in the request. */
export interface MatchDetail {
  /** What kind of condition matched. Examples: `SQL_INJECTION`, `XSS`, `BYTE_MATCH`, `REGEX`. */
  readonly conditionType: string;
  /** Only for SQL injection. */
  readonly sensitivityLevel?: "LOW" | "HIGH";
  readonly location: MatchLocation;
  /** Which header, cookie, argument or JSON member, where there are several. */
  readonly fieldName?: string;
  /** Pieces of the request that matched, decoded. They may hold secrets: redact before they are kept. */
  readonly matchedData: readonly string[];
  /** Why, in words, for the decision record only. */
  readonly detail?: string;
}

/** Actions of rules. */
export type RuleActionName = "ALLOW" | "BLOCK" | "COUNT" | "CAPTCHA" | "CHALLENGE";

/** How a request's token fared against a CAPTCHA or Challenge rule. Members as AWS WAF logs them. */
export interface TokenResponse {
  /** 405 for CAPTCHA and 202 for Challenge where the request was stopped; 0 where the token was accepted. */
  readonly responseCode: number;
  /** When the client solved the puzzle or challenge, in seconds since the epoch; 0 if it did not. */
  readonly solveTimestampEpochS: number;
  readonly failureReason?: "TOKEN_MISSING" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_DOMAIN_MISMATCH";
}

/** A rule that matched. */
export interface RuleMatch {
  readonly ruleId: string;
  /** The action that was applied. */
  readonly action: RuleActionName | "EXCLUDED_AS_COUNT";
  /** The action that the rule is configured with, where an override took its place. */
  readonly overriddenAction?: RuleActionName;
  readonly matchDetails: readonly MatchDetail[];
  readonly captchaResponse?: TokenResponse;
  readonly challengeResponse?: TokenResponse;
}

export type TerminatingRuleType = "REGULAR" | "RATE_BASED" | "GROUP" | "MANAGED_RULE_GROUP";

/** What the rules of one referenced rule group did. */
export interface RuleGroupResult {
  /** The web ACL's rule that refers to the group. */
  readonly ruleName: string;
  /** `AWS#AWSManagedRulesCommonRuleSet` or `AWS#…#Version_1.0`, or a rule group's ARN. */
  readonly ruleGroupId: string;
  readonly terminatingRule?: RuleMatch;
  readonly nonTerminatingMatchingRules: readonly RuleMatch[];
  readonly excludedRules: readonly string[];
}

/** A rate-based rule that limited the request. */
export interface RateBasedResult {
  readonly rateBasedRuleId: string;
  readonly rateBasedRuleName: string;
  readonly limitKey: "IP" | "FORWARDED_IP" | "CONSTANT" | "CUSTOM_KEYS";
  readonly maxRateAllowed: number;
  readonly evaluationWindowSec: number;
  /** The value of each aggregate key, in their order. */
  readonly keyValues: readonly AggregateKeyValue[];
}

/** What a request had for one aggregate key. */
export interface AggregateKeyValue {
  /** As AWS WAF's logs name it. */
  readonly key:
    | "IP"
    | "FORWARDED_IP"
    | "HTTP_METHOD"
    | "HEADER"
    | "COOKIE"
    | "QUERY_ARGUMENT"
    | "QUERY_STRING"
    | "URI_PATH"
    | "LABEL_NAMESPACE"
    | "JA3_FINGERPRINT"
    | "JA4_FINGERPRINT"
    | "ASN";
  /** Which header (of a forwarded address too), cookie, argument or namespace; names of headers in lower case. */
  readonly name?: string;
  /** A piece of the request: redact before it is kept. */
  readonly value: string;
}

/** A header line to add to a request or response. */
export interface HeaderLine {
  readonly name: string;
  readonly value: string;
}

/** What to answer in place of the backend. `body` is absent where AWS's own text stands. */
export interface WafResponse {
  readonly statusCode: number;
  readonly headers: readonly HeaderLine[];
  readonly body?: string;
  readonly contentType?: "application/json" | "text/plain" | "text/html";
  /** A page with the challenge or puzzle must be sent: the client accepts HTML. */
  readonly interstitial?: "CAPTCHA" | "CHALLENGE";
}

export type OversizeField = "REQUEST_BODY" | "REQUEST_JSON_BODY" | "REQUEST_HEADERS" | "REQUEST_COOKIES";

/** Everything that one inspection decided and saw: what AWS WAF's log record and our decision record need. */
export interface WafDecision {
  /** What happens to the request. COUNT never ends an inspection. */
  readonly action: Exclude<RuleActionName, "COUNT">;
  /** The rule that ended the inspection, or `Default_Action`. */
  readonly terminatingRuleId: string;
  readonly terminatingRuleType: TerminatingRuleType;
  readonly terminatingRuleMatchDetails: readonly MatchDetail[];
  readonly nonTerminatingMatchingRules: readonly RuleMatch[];
  readonly ruleGroups: readonly RuleGroupResult[];
  readonly rateBasedRules: readonly RateBasedResult[];
  /** Fully qualified, in the order they were added. */
  readonly labels: readonly string[];
  /** Headers to add to the request where it goes on. */
  readonly insertedHeaders: readonly HeaderLine[];
  /** Set unless the action is ALLOW. */
  readonly response?: WafResponse;
  readonly captchaResponse?: TokenResponse;
  readonly challengeResponse?: TokenResponse;
  /** ISO 3166 alpha-2 of the client's address, where a database is present and knows it. */
  readonly country?: string;
  readonly oversizeFields: readonly OversizeField[];
  readonly requestBodySizeBytes: number;
  readonly requestBodySizeInspectedBytes: number;
}
