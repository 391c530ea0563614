import { decodeUtf8 } from "../waf/byte-string.ts";
import type {
  MatchDetail,
  MatchLocation,
  OversizeField,
  RuleActionName,
  RuleMatch,
  TokenResponse,
  WafDecision,
} from "../waf/decision.ts";
import { isRedacted, isRedactedKey, type LogRedaction } from "../waf/log-record.ts";
import type { RequestInput } from "../waf/request.ts";
import { SecretFields } from "../waf/secret-fields.ts";
import { tellableName } from "../waf/secret-names.ts";
import { DEFAULT_ACTION_ID, terminatingInGroup } from "../waf/terminating-rule.ts";

/** What one statement of a rule saw, as far as it may be kept. */
export interface SeenRecord {
  /** `SQL_INJECTION`, `XSS`, `BYTE_MATCH`, … */
  readonly condition: string;
  readonly location: MatchLocation;
  /** Which header, argument or JSON member; where `fragments` are kept out, the common words of its name alone. */
  readonly field?: string;
  /** The pieces that matched, decoded; undefined where they may hold a secret or a logging configuration hides them. */
  readonly fragments?: readonly string[];
  /** Set where `fragments` are kept out. */
  readonly redacted?: true;
  /** Why, in words: `tautology`. */
  readonly detail?: string;
  readonly sensitivity?: "LOW" | "HIGH";
}

/** A rule that matched. */
export interface RuleRecord {
  readonly rule: string;
  /** The rule group that it is in, as AWS WAF logs it: an ARN, or `AWS#AWSManagedRulesCommonRuleSet`. */
  readonly group?: string;
  /** What was done. */
  readonly action: RuleMatch["action"];
  /** The rule's own action, where an override took its place. */
  readonly overriddenAction?: RuleActionName;
  readonly seen: readonly SeenRecord[];
  /** How the request's token fared, where the action asks for one. */
  readonly token?: TokenResponse;
}

/** A rate-based rule that limited the request. */
export interface RateRecord {
  readonly rule: string;
  readonly limit: number;
  readonly windowS: number;
  readonly countedBy: "IP" | "FORWARDED_IP" | "CONSTANT" | "CUSTOM_KEYS";
  /** The address, unless a logging configuration hides its header. Values of custom keys may be secrets, and are left out. */
  readonly address?: string;
}

/** What a web ACL made of one request. Members without content are absent. */
export interface FirewallRecord {
  readonly webAclArn: string;
  readonly action: WafDecision["action"];
  /** The web ACL's rule that decided, which may be a reference to a group; absent where the default action did. */
  readonly decidedBy?: string;
  /** The status that the web ACL answers with, where it stopped the request. */
  readonly responseStatus?: number;
  /** The rule that ended the inspection: the group's own, where it was in one. */
  readonly terminating?: RuleRecord;
  /** Rules that matched without ending it. */
  readonly counted?: readonly RuleRecord[];
  readonly labels?: readonly string[];
  /** Names of headers that rules added to the request. */
  readonly insertedHeaders?: readonly string[];
  readonly rates?: readonly RateRecord[];
  /** Components of which not all was inspected. */
  readonly oversize?: readonly OversizeField[];
  readonly body?: { readonly sizeBytes: number; readonly inspectedBytes: number };
}

/** Whose inspection it was, and what must not be kept of the request. */
export interface FirewallRecordSubject {
  readonly webAclArn: string;
  readonly input: RequestInput;
  readonly redaction: LogRedaction;
}

interface Subject {
  readonly redaction: LogRedaction;
  readonly secrets: SecretFields;
}

/** Longest text that a client chose and that goes into a record, in characters. */
const FIELD_NAME_CHARS_MAX = 64;
const FRAGMENT_CHARS_MAX = 100;
/** Most entries of each list. Bounds a record's size, whatever a client sends. */
const RULES_MAX = 20;
const SEEN_MAX = 8;
const FRAGMENTS_MAX = 8;
const LABELS_MAX = 20;

/** One inspection, for the decision record: bounded, and without what may be a secret. */
export function firewallRecord(
  decision: WafDecision,
  { webAclArn, input, redaction }: FirewallRecordSubject,
): FirewallRecord {
  const subject: Subject = { redaction, secrets: new SecretFields(input) };
  const { action, response, labels, insertedHeaders, rateBasedRules, oversizeFields } = decision;
  const isDefault = decision.terminatingRuleId === DEFAULT_ACTION_ID;
  const counted = countedRules(decision, subject);
  const { requestBodySizeBytes: sizeBytes, requestBodySizeInspectedBytes: inspectedBytes } = decision;
  return {
    webAclArn,
    action,
    ...(!isDefault && { decidedBy: decision.terminatingRuleId }),
    ...(response && { responseStatus: response.statusCode }),
    ...(!isDefault && { terminating: terminatingRule(decision, subject) }),
    ...(counted.length > 0 && { counted }),
    ...(labels.length > 0 && { labels: labels.slice(0, LABELS_MAX) }),
    ...(insertedHeaders.length > 0 && { insertedHeaders: insertedHeaders.map(({ name }) => name) }),
    ...(rateBasedRules.length > 0 && {
      rates: rateBasedRules.slice(0, RULES_MAX).map((rate) => rateRecord(rate, redaction)),
    }),
    ...(oversizeFields.length > 0 && { oversize: oversizeFields }),
    ...(sizeBytes > 0 && { body: { sizeBytes, inspectedBytes } }),
  };
}

function terminatingRule(decision: WafDecision, subject: Subject): RuleRecord {
  const inner = terminatingInGroup(decision);
  if (inner) return ruleRecord(inner.rule, subject, inner.group.ruleGroupId);
  const match = {
    ruleId: decision.terminatingRuleId,
    action: decision.action,
    matchDetails: decision.terminatingRuleMatchDetails,
    captchaResponse: decision.captchaResponse,
    challengeResponse: decision.challengeResponse,
  };
  return ruleRecord(match, subject);
}

function countedRules(decision: WafDecision, subject: Subject): readonly RuleRecord[] {
  const own = decision.nonTerminatingMatchingRules.map((match) => ruleRecord(match, subject));
  const grouped = decision.ruleGroups.flatMap(
    ({ ruleGroupId, nonTerminatingMatchingRules, excludedRules }) => [
      ...nonTerminatingMatchingRules.map((match) => ruleRecord(match, subject, ruleGroupId)),
      ...excludedRules.map(
        (rule): RuleRecord => ({ rule, group: ruleGroupId, action: "EXCLUDED_AS_COUNT", seen: [] }),
      ),
    ],
  );
  return [...own, ...grouped].slice(0, RULES_MAX);
}

function ruleRecord(match: RuleMatch, subject: Subject, group?: string): RuleRecord {
  const token = match.captchaResponse ?? match.challengeResponse;
  return {
    rule: match.ruleId,
    ...(group !== undefined && { group }),
    action: match.action,
    ...(match.overriddenAction && { overriddenAction: match.overriddenAction }),
    seen: match.matchDetails.slice(0, SEEN_MAX).map((detail) => seenRecord(detail, subject)),
    ...(token && { token }),
  };
}

function seenRecord(detail: MatchDetail, { secrets, redaction }: Subject): SeenRecord {
  const { conditionType, location, matchedData, sensitivityLevel } = detail;
  const isOfRedacted = isRedacted(detail, redaction);
  const hidden = isOfRedacted || secrets.mayHold(detail);
  const field = fieldOf(detail, isOfRedacted, hidden);
  return {
    condition: conditionType,
    location,
    ...(field && { field }),
    ...(hidden ? { redacted: true } : matchedData.length > 0 && { fragments: fragmentsOf(matchedData) }),
    ...(detail.detail && !hidden && { detail: detail.detail.slice(0, FRAGMENT_CHARS_MAX) }),
    ...(sensitivityLevel && { sensitivity: sensitivityLevel }),
  };
}

/** Names that are names: others were inspected like values, and may be as secret. */
const PLAIN_FIELD = /^[\w.[\] $@~/-]*$/;

/** A name as far as it may be kept. Clients choose names too: that of an argument is a piece of the query string. */
function fieldOf(
  { location, fieldName = "" }: MatchDetail,
  isOfRedacted: boolean,
  hidden: boolean,
): string | undefined {
  if (isOfRedacted && location === "ALL_QUERY_ARGS") return undefined;
  // A rule names a single argument; its owner knows it.
  const isRules = location === "SINGLE_QUERY_ARG";
  if (!isRules && (hidden || !PLAIN_FIELD.test(fieldName))) return tellableName(fieldName);
  return decodeUtf8(fieldName.slice(0, FIELD_NAME_CHARS_MAX));
}

const fragmentsOf = (pieces: readonly string[]): readonly string[] =>
  pieces.slice(0, FRAGMENTS_MAX).map((piece) => decodeUtf8(piece.slice(0, FRAGMENT_CHARS_MAX)));

function rateRecord(result: WafDecision["rateBasedRules"][number], redaction: LogRedaction): RateRecord {
  const [key] = result.keyValues;
  const isAddress = result.limitKey === "IP" || result.limitKey === "FORWARDED_IP";
  return {
    rule: result.rateBasedRuleName,
    limit: result.maxRateAllowed,
    windowS: result.evaluationWindowSec,
    countedBy: result.limitKey,
    ...(isAddress && key && !isRedactedKey(key, redaction) && { address: key.value }),
  };
}
