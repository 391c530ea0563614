import type { Pair } from "../../waf/pairs.ts";
import { DEFAULT_ACTION_ID } from "../../waf/terminating-rule.ts";
import {
  isJsonObject,
  type JsonObject,
  type LoggedDecision,
  type MissingPart,
  parseJsonObject,
  type RecordedRequest,
  RecordingError,
  readPairs,
  requireText,
} from "./recorded-request.ts";

const ACTIONS = ["ALLOW", "BLOCK", "CAPTCHA", "CHALLENGE"] as const;
/** Longest name of a rule in a group, in characters: names have 128 each. */
const RULE_CHARS_MAX = 260;
/** What AWS WAF writes in place of redacted values. Source: AWS WAF, log redaction; `xxx` in older records. */
const REDACTED: ReadonlySet<string> = new Set(["REDACTED", "xxx"]);

/**
 * A line of AWS WAF's log as a request. The line may be the record itself, an event of CloudWatch Logs that holds it as
 * its message, or a line of an export, whose timestamp stands before it. The body is never logged.
 * Throws {@link RecordingError}.
 */
export function parseWafLogLine(line: string): RecordedRequest {
  const start = line.indexOf("{");
  if (start < 0) throw new RecordingError("it has no JSON object");
  const object = parseJsonObject(line.slice(start));
  return readWafRecord(unwrapEvent(object));
}

/** The record in an event of CloudWatch Logs, as `aws logs filter-log-events` prints it. */
export function unwrapEvent(object: JsonObject): JsonObject {
  const { message } = object;
  if (typeof message === "string" && !("httpRequest" in object)) return parseJsonObject(message);
  return object;
}

/** Source: AWS WAF Developer Guide, "Log fields for web ACL traffic". Throws {@link RecordingError}. */
export function readWafRecord(record: JsonObject): RecordedRequest {
  const request = record["httpRequest"];
  if (!isJsonObject(request)) throw new RecordingError("it is no record of AWS WAF: it has no httpRequest");
  const headers = readPairs(request["headers"], "headers");
  const uri = requireText(request, "uri");
  const args = typeof request["args"] === "string" ? request["args"] : "";
  const method = requireText(request, "httpMethod");
  const bodySizeBytes = bodySizeOf(record, headers);
  const { timestamp } = record;
  return {
    id: typeof request["requestId"] === "string" ? request["requestId"] : "(no request id)",
    ...(typeof timestamp === "number" && Number.isFinite(timestamp) && { timestampMs: timestamp }),
    input: {
      method,
      uriPath: uri,
      queryString: args,
      ...(typeof request["fragment"] === "string" && { uriFragment: request["fragment"] }),
      headers,
      body: new Uint8Array(0),
      bodySizeBytes,
      clientIp: requireText(request, "clientIp"),
      httpVersion: typeof request["httpVersion"] === "string" ? request["httpVersion"] : "HTTP/1.1",
      ...(typeof record["ja3Fingerprint"] === "string" && { ja3Fingerprint: record["ja3Fingerprint"] }),
      ...(typeof record["ja4Fingerprint"] === "string" && { ja4Fingerprint: record["ja4Fingerprint"] }),
    },
    logged: readDecision(record),
    acceptedTokens: acceptedTokens(record),
    missing: [
      ...(bodySizeBytes > 0 ? (["body"] as const) : []),
      ...redactedParts({ uri, args, method, headers }),
    ],
  };
}

/** A rule can still tell that a redacted header is there; what it holds, no rule can. */
function redactedParts(sent: {
  readonly uri: string;
  readonly args: string;
  readonly method: string;
  readonly headers: readonly Pair[];
}): MissingPart[] {
  const { uri, args, method, headers } = sent;
  const names = headers.filter(([, value]) => REDACTED.has(value)).map(([name]) => name.toLowerCase());
  return [
    ...(REDACTED.has(uri) ? (["path"] as const) : []),
    ...(REDACTED.has(args) ? (["query string"] as const) : []),
    ...(REDACTED.has(method) ? (["method"] as const) : []),
    ...[...new Set(names)].map((name) => `header ${name}` as const),
  ];
}

function bodySizeOf(record: JsonObject, headers: readonly Pair[]): number {
  const logged = record["requestBodySize"];
  if (typeof logged === "number" && logged >= 0) return logged;
  const length = headers.find(([name]) => name.toLowerCase() === "content-length")?.[1] ?? "";
  return /^\d{1,12}$/.test(length) ? Number(length) : 0;
}

function readDecision(record: JsonObject): LoggedDecision {
  const action = ACTIONS.find((known) => known === record["action"]);
  if (!action) throw new RecordingError("its action is none of AWS WAF's");
  const outer = requireText(record, "terminatingRuleId");
  const inner = terminatingInGroup(record, outer);
  const details = inner ? inner["ruleMatchDetails"] : record["terminatingRuleMatchDetails"];
  const [detail] = Array.isArray(details) ? details : [];
  const { location, matchedFieldName: field } = isJsonObject(detail) ? detail : {};
  return {
    action,
    rule: (inner ? `${outer} › ${requireText(inner, "ruleId")}` : outer).slice(0, RULE_CHARS_MAX),
    ...(typeof location === "string" && { location }),
    ...(typeof field === "string" && { field }),
  };
}

/** The rule of a group that ended the inspection; a group that only counted has one as well, and decided nothing. */
function terminatingInGroup(record: JsonObject, terminatingRuleId: string): JsonObject | undefined {
  if (terminatingRuleId === DEFAULT_ACTION_ID || !/GROUP$/.test(String(record["terminatingRuleType"])))
    return undefined;
  const groups = Array.isArray(record["ruleGroupList"]) ? record["ruleGroupList"] : [];
  const ended: unknown = groups
    .map((group: unknown) => (isJsonObject(group) ? group["terminatingRule"] : undefined))
    .findLast((rule) => rule !== undefined && rule !== null);
  return isJsonObject(ended) ? ended : undefined;
}

/** Tokens that the rules which the request met accepted. */
function acceptedTokens(record: JsonObject): ReadonlySet<"CAPTCHA" | "CHALLENGE"> {
  const accepted = new Set<"CAPTCHA" | "CHALLENGE">();
  const groups = Array.isArray(record["ruleGroupList"]) ? record["ruleGroupList"] : [];
  const rules: unknown[] = [record, ...listOf(record["nonTerminatingMatchingRules"])];
  for (const group of groups) {
    if (isJsonObject(group)) rules.push(...listOf(group["nonTerminatingMatchingRules"]));
  }
  for (const rule of rules) {
    if (!isJsonObject(rule)) continue;
    if (isAccepted(rule["captchaResponse"])) accepted.add("CAPTCHA");
    if (isAccepted(rule["challengeResponse"])) accepted.add("CHALLENGE");
  }
  return accepted;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const isAccepted = (response: unknown): boolean => isJsonObject(response) && response["responseCode"] === 0;
