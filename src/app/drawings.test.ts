import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuditRecord } from "../control/audit.ts";
import type { DecisionRecord } from "../gateway/decision-record.ts";
import type { FirewallRecord, RuleRecord } from "../gateway/firewall-record.ts";
import type { DecidingStatement } from "../policy/authorization.ts";
import { drawCall } from "./draw-call.ts";
import { drawCallers } from "./draw-callers.ts";
import { drawDecision } from "./draw-decision.ts";
import { drawWafCounts, type WafCountsDocument } from "./draw-waf-counts.ts";
import { drawReplay } from "./firewall/draw-replay.ts";
import { drawTrial } from "./firewall/draw-trial.ts";
import type { ReplayReport } from "./firewall/replay-report.ts";
import type { Trial, TriedRule } from "./firewall/trial.ts";
import type { MethodCallers } from "./list-callers.ts";
import { harmlessLines } from "./printable.ts";

/** Sets the terminal's title, clears it, begins a line of its own, and turns the direction of what follows. */
const HOSTILE = "\u001b]0;owned\u0007\u009b2J\nALLOW\r\u202e\u2028";
const ACTS = /[^\n\P{Cc}]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

const statement: DecidingStatement = { effect: "Allow", layer: "identity", policy: "p", statement: "s" };
const condition = { operator: "StringEquals", key: "aws:UserAgent", wanted: ["a"] };

const rule: RuleRecord = {
  ...{ rule: "r", group: "g", action: "BLOCK", overriddenAction: "COUNT" },
  seen: [
    { condition: "XSS", location: "HEADER", field: "f", fragments: ["x"], detail: "d" },
    { condition: "XSS", location: "HEADER", field: "f", redacted: true },
  ],
  token: { responseCode: 405, solveTimestampEpochS: 0, failureReason: "TOKEN_MISSING" },
};
const firewall: FirewallRecord = {
  ...{ webAclArn: "arn:aws:wafv2:us-east-1:1:regional/webacl/w/1", action: "BLOCK", decidedBy: "d" },
  terminating: rule,
  counted: [rule],
  labels: ["l"],
  insertedHeaders: ["h"],
  rates: [{ rule: "r", limit: 10, windowS: 60, countedBy: "FORWARDED_IP", address: "a" }],
};
const decision: DecisionRecord = {
  ...{ requestId: "i", extendedRequestId: "e", startedAtMs: 0, durationUs: 1, apiId: "a", stageName: "s" },
  ...{ deploymentId: "d", httpMethod: "GET", path: "/", resourcePath: "/", sourceIp: "a", principalArn: "p" },
  ...{ status: 403, rejection: "r" },
  stages: [
    { stage: "s", outcome: "reject", durationUs: 1, firewall },
    {
      ...{ stage: "s", outcome: "reject", durationUs: 1, detail: "d", statement },
      policies: [
        {
          ...{ layer: "identity", outcome: "Allow" },
          statements: [
            {
              ...{ policy: "p", statement: "s", effect: "Allow", applies: false, failed: ["Condition"] },
              conditions: [{ ...condition, seen: ["b"], holds: false }],
            },
          ],
        },
      ],
    },
  ],
};

const piece = { condition: "XSS", location: "HEADER", field: "f", fragments: ["x"] };
const tried: TriedRule = {
  ...{ rule: "r", result: "match", action: "BLOCK", overriddenAction: "COUNT", reason: "w" },
  saw: [{ component: "c", transformations: ["t"], values: [{ name: "n", value: "v" }] }],
  matched: [{ ...piece, detail: "d" }],
  ...{ labelsVisible: ["l"], labelsAdded: ["l"] },
};
const trial: Trial = {
  webAcl: { name: "n", arn: "a", origin: "o", capacityWcu: 1 },
  request: { method: "GET", path: "/", queryString: "q", clientIp: "a", bodyBytes: 0 },
  ...{ repeats: 1, decidedSinceRepeat: 1, undecided: [{ rule: "r", reason: "w" }] },
  rules: [
    tried,
    { ...tried, reference: "f", group: "g" },
    { ...tried, reference: "f", group: "g", result: "no match", saw: [] },
    { ...tried, result: "not reached", reference: "f" },
  ],
  decision: {
    ...{ action: "BLOCK", terminatingRuleId: "r", terminatingRuleType: "REGULAR" },
    ...{ terminatingRuleMatchDetails: [], nonTerminatingMatchingRules: [], ruleGroups: [] },
    rateBasedRules: [
      {
        ...{ rateBasedRuleId: "r", rateBasedRuleName: "r", limitKey: "CUSTOM_KEYS", maxRateAllowed: 10 },
        ...{ evaluationWindowSec: 60, keyValues: [{ key: "HEADER", name: "n", value: "v" }] },
      },
    ],
    labels: ["l"],
    insertedHeaders: [{ name: "n", value: "v" }],
    response: { statusCode: 403, headers: [{ name: "n", value: "v" }], body: "b" },
    ...{ oversizeFields: [], requestBodySizeBytes: 0, requestBodySizeInspectedBytes: 0 },
  },
  notes: ["n"],
};

const replay: ReplayReport = {
  ...{ webAcl: "w", comparedWith: "c", requests: 2, unchanged: 1 },
  counts: { "newly blocked": 1, "newly let in": 0, "answered differently": 0, "cannot be told": 0 },
  changes: [
    {
      ...{ kind: "newly blocked", rule: "r", count: 1 },
      examples: [
        {
          ...{ id: "i", method: "GET", uri: "/", kind: "newly blocked", matched: piece },
          before: { action: "ALLOW", rule: "r" },
          after: { action: "BLOCK", rule: "r" },
        },
      ],
    },
  ],
  malformed: { count: 1, first: [{ place: "p", reason: "r" }] },
  warnings: ["w"],
};

const callers: MethodCallers = {
  ...{
    apiId: "a",
    stageName: "s",
    httpMethod: "GET",
    resourcePath: "/",
    authorization: "AWS_IAM",
    note: "n",
  },
  callers: [
    {
      ...{ principal: "p", statement },
      provisos: [{ kind: "unless", statement, conditions: [condition] }],
    },
  ],
};

const counts: WafCountsDocument = {
  counts: [
    { accountId: "1", region: "r", dimensions: { WebACL: "w", Rule: "r" }, counts: { BlockedRequests: 1 } },
  ],
  uncounted: 1,
};

const call: AuditRecord = {
  ...{ requestId: "i", startedAtMs: 0, durationUs: 1, serviceId: "s", operation: "o" },
  ...{ accountId: "1", sourceIp: "a", userAgent: "u", region: "r", request: "q", why: "w" },
  ...{ errorCode: "c", errorMessage: "m", kind: "management", readOnly: true, principalArn: "p" },
};

/** Texts that the program chose, which decide on a drawing's shape. */
const OWN: ReadonlySet<string> = new Set([
  ...["action", "result", "outcome", "kind", "layer", "effect", "authorization", "limitKey", "countedBy"],
]);

/** What a drawing is made of, with every text that somebody else may choose made hostile. */
function hostile<T>(value: T, name = ""): T {
  if (typeof value === "string") return (OWN.has(name) ? value : `${value}${HOSTILE}`) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => hostile(item, name)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, hostile(member, key)])) as T;
}

const lineCount = (drawing: string): number => drawing.split("\n").length;

/** Every drawing, as made of what it tells. */
const DRAWINGS: Readonly<Record<string, (change: <T>(value: T) => T) => string>> = {
  "a decision": (change) => drawDecision(change(decision)),
  "a trial": (change) => drawTrial(change(trial)),
  "a replay": (change) => drawReplay(change(replay)),
  callers: (change) => drawCallers(change(callers)),
  counts: (change) => drawWafCounts(change(counts)),
  "a call": (change) => drawCall(change(call)),
};
for (const [name, draw] of Object.entries(DRAWINGS)) {
  test(`no name acts on the terminal or begins a line: ${name}`, () => {
    const drawing = draw(hostile);
    assert.doesNotMatch(drawing, ACTS);
    assert.doesNotMatch(drawing, /^ALLOW/m);
    assert.match(drawing, /\\u001b\]0;owned/);
    // Long names may be broken into more lines where names are listed.
    if (name !== "a trial") assert.equal(lineCount(drawing), lineCount(draw((value) => value)));
  });
}

test("whatever a command writes keeps its lines, and acts on nothing", () => {
  const text = harmlessLines(`a\tb\n${HOSTILE}`);
  assert.doesNotMatch(text.replaceAll("\t", ""), ACTS);
  assert.match(text, /^a\tb\n\\u001b\]0;owned\\u0007\\u009b2J\nALLOW\\u000d\\u202e\\u2028$/);
});
