import type { WafDecision } from "../../waf/decision.ts";
import { DEFAULT_ACTION_ID } from "../../waf/terminating-rule.ts";
import { drawToken } from "../draw-firewall.ts";
import { cut, drawn, harmless, quoted } from "../printable.ts";
import { decider, type MatchedPiece, type SeenComponent, type Trial, type TriedRule } from "./trial.ts";

/** Widest value that is shown, in characters; --json shows all of it. */
const VALUE_WIDTH = 72;
const LINE_WIDTH = 110;
/** Most values of one component that are shown. */
const VALUES_MAX = 6;

const MARKS: Readonly<Record<TriedRule["result"], string>> = {
  match: "✗",
  "no match": "·",
  "does not apply": "–",
  "not evaluated": "?",
  "not reached": " ",
};

/**
 * A trial as a person reads it: each rule in order with what it saw, then the verdict.
 *
 *     ✗ block-union  match → BLOCK
 *         saw query argument q (URL_DECODE): "1 union select"
 *         BYTE_MATCH in SINGLE_QUERY_ARG q: "union"
 */
export function drawTrial(trial: Trial): string {
  const { webAcl, request, rules, notes } = trial;
  const reached = rules.filter(({ result }) => result !== "not reached");
  const query = request.queryString === "" ? "" : `?${request.queryString}`;
  return drawn([
    cut(harmless(`${request.method} ${request.path}${query}`), LINE_WIDTH),
    `from ${harmless(request.clientIp)}, ${request.bodyBytes} bytes of body`,
    `web ACL ${webAcl.name} of ${webAcl.origin}, ${webAcl.capacityWcu} WCU`,
    "",
    ...drawRules(reached),
    ...drawNotReached(rules),
    "",
    ...drawVerdict(trial),
    ...(notes.length > 0 ? ["", ...notes.map((note) => `Note: ${note}`)] : []),
  ]);
}

function drawRules(rules: readonly TriedRule[]): string[] {
  const lines: string[] = [];
  let reference: string | undefined;
  let silent: string[] = [];
  const tellSilent = () => {
    if (silent.length > 0) lines.push(...wrap(`    ${MARKS["no match"]} no match: `, silent));
    silent = [];
  };
  for (const rule of rules) {
    if (rule.reference !== reference) {
      tellSilent();
      reference = rule.reference;
      if (reference !== undefined) lines.push(`  ${reference} (${rule.group})`);
    }
    // Managed rules do not tell what they looked at: those that found nothing share a line.
    if (reference !== undefined && rule.result === "no match" && rule.saw.length === 0) {
      silent.push(rule.rule);
      continue;
    }
    tellSilent();
    lines.push(...drawRule(rule).map((line) => `  ${reference === undefined ? "" : "  "}${line}`));
  }
  tellSilent();
  return lines;
}

/** Names in lines of one width, those after the first indented like it. */
function wrap(start: string, names: readonly string[]): string[] {
  const lines = [start];
  for (const [index, name] of names.entries()) {
    const text = index < names.length - 1 ? `${name}, ` : name;
    if (lines.at(-1)!.length + text.length > LINE_WIDTH) lines.push(" ".repeat(start.length));
    lines[lines.length - 1] += text;
  }
  return lines.map((line) => line.trimEnd());
}

function drawRule(rule: TriedRule): string[] {
  const isMatch = rule.result === "match";
  const override = rule.overriddenAction ? ` in place of ${rule.overriddenAction}` : "";
  const effect = isMatch ? ` → ${rule.action}${override}` : "";
  return [
    `${MARKS[rule.result]} ${rule.rule}  ${rule.result}${effect}${rule.reason ? `: ${rule.reason}` : ""}`,
    ...(rule.result === "not evaluated" ? [] : rule.saw.map((saw) => `    saw ${drawSeen(saw)}`)),
    ...rule.matched.map((piece) => `    ${drawPiece(piece)}`),
    ...(rule.labelsAdded.length > 0 ? [`    adds ${rule.labelsAdded.join(", ")}`] : []),
    ...(rule.labelsVisible.length > 0 && rule.reference === undefined
      ? [`    labels then: ${rule.labelsVisible.join(", ")}`]
      : []),
  ];
}

function drawSeen({ component, transformations, values, verdict, oversize }: SeenComponent): string {
  const chain = transformations.length > 0 ? ` (${transformations.join(", ")})` : "";
  const size = oversize ? ", larger than what is inspected" : "";
  const title = `${component}${chain}${size}`;
  if (verdict !== undefined)
    return `${title}: by the rule's settings that ${verdict ? "is a" : "is no"} match`;
  if (values.length === 0) return `${title}: nothing`;
  const shown = values
    .slice(0, VALUES_MAX)
    .map(
      ({ name, value }) => `${name ? `${cut(harmless(name), 40)}=` : ""}${cut(quoted(value), VALUE_WIDTH)}`,
    );
  const more = values.length > shown.length ? `, and ${values.length - shown.length} more` : "";
  return `${title}: ${shown.join(", ")}${more}`;
}

function drawPiece({ condition, location, field, fragments, detail }: MatchedPiece): string {
  const place = `${condition} in ${location}${field ? ` ${cut(harmless(field), 40)}` : ""}`;
  const shown = fragments.map((fragment) => cut(quoted(fragment), VALUE_WIDTH)).join(", ");
  return `${place}${shown ? `: ${shown}` : ""}${detail ? ` (${harmless(detail)})` : ""}`;
}

function drawNotReached(rules: readonly TriedRule[]): string[] {
  const names = rules
    .filter(({ result }) => result === "not reached")
    .map(({ rule, reference }) => reference ?? rule);
  const left = new Set(names);
  return left.size > 0
    ? [
        `    not reached: ${names.length === 1 ? "1 rule" : `${names.length} rules`}, of ${[...left].join(", ")}`,
      ]
    : [];
}

function drawVerdict({ decision, undecided, repeats, decidedSinceRepeat }: Trial): string[] {
  const { labels, insertedHeaders, rateBasedRules, oversizeFields } = decision;
  const isDefault = decision.terminatingRuleId === DEFAULT_ACTION_ID;
  const token = decision.captchaResponse ?? decision.challengeResponse;
  const since =
    repeats > 1 ? [`so decided since request ${decidedSinceRepeat} of ${repeats}, sent at one moment`] : [];
  return [
    ...drawUndecided(undecided),
    `${undecided.length > 0 ? "without them: " : ""}${decision.action} by ${isDefault ? "the default action" : decider(decision)}${answerOf(decision)}`,
    ...since,
    ...(token ? [drawToken(token)] : []),
    ...rateBasedRules.map(
      ({ rateBasedRuleName: rule, maxRateAllowed: limit, evaluationWindowSec: windowS, keyValues }) =>
        `rate: ${rule} allows ${limit} requests in ${windowS} s for ${cut(quoted(keyValues.map(({ value }) => value).join(", ")), VALUE_WIDTH)}`,
    ),
    ...(labels.length > 0 ? [`labels: ${labels.join(", ")}`] : []),
    ...insertedHeaders.map(({ name, value }) => `adds the header ${name}: ${harmless(value)}`),
    ...(oversizeFields.length > 0 ? [`larger than what is inspected: ${oversizeFields.join(", ")}`] : []),
  ];
}

function drawUndecided(undecided: Trial["undecided"]): string[] {
  if (undecided.length === 0) return [];
  return [
    "cannot be told: rules that come before were not evaluated",
    ...undecided.map(({ rule, reason }) => `  ${harmless(rule)}: ${reason}`),
  ];
}

function answerOf({ response }: WafDecision): string {
  if (!response) return "";
  const { statusCode, headers, body, interstitial } = response;
  const names = headers.length > 0 ? ` with ${headers.map(({ name }) => name).join(", ")}` : "";
  const text = body === undefined ? "" : `, ${cut(quoted(body), VALUE_WIDTH)}`;
  return `; answers ${statusCode}${names}${text}${interstitial ? `, a page for the ${interstitial}` : ""}`;
}
