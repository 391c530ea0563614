import type { FirewallRecord, RateRecord, RuleRecord, SeenRecord } from "../gateway/firewall-record.ts";
import type { TokenResponse } from "../waf/decision.ts";
import { harmless, quoted } from "./printable.ts";
import { programName } from "./program-name.ts";

/**
 * What a web ACL made of a request, and what to do about it:
 *
 *     BLOCK by SQLi_QUERYARGUMENTS of AWS#AWSManagedRulesSQLiRuleSet, through the rule sql-injection; answers 403
 *       SQL_INJECTION in ALL_QUERY_ARGS id: "' or '1'='1" (tautology)
 *     web ACL orders
 */
export function drawFirewall(record: FirewallRecord): string[] {
  const { terminating, counted = [], labels, insertedHeaders, oversize, body } = record;
  const cutBody = body !== undefined && body.inspectedBytes < body.sizeBytes;
  return [
    headline(record),
    ...(terminating ? drawRuleDetails(terminating) : []),
    `web ACL ${nameOf(record.webAclArn)}`,
    ...counted.flatMap((rule) => [`counted: ${ruleTitle(rule)}`, ...drawRuleDetails(rule)]),
    ...(record.rates ?? []).map(drawRate),
    ...drawCountries(labels ?? []),
    ...(labels ? [`labels: ${labels.join(", ")}`] : []),
    ...(insertedHeaders ? [`headers added: ${insertedHeaders.join(", ")}`] : []),
    ...(oversize ? [`larger than what is inspected: ${oversize.join(", ")}`] : []),
    ...(cutBody ? [`of the body's ${body.sizeBytes} bytes, ${body.inspectedBytes} were inspected`] : []),
    ...(record.action === "ALLOW" ? [] : drawWayOut(record)),
  ];
}

function headline({ action, decidedBy, terminating, responseStatus }: FirewallRecord): string {
  const answers = responseStatus === undefined ? "" : `; answers ${responseStatus}`;
  if (!terminating) return `${action} by the default action${answers}`;
  const through = terminating.group ? `, through the rule ${decidedBy}` : "";
  return `${action} by ${ruleTitle(terminating)}${through}${answers}`;
}

function ruleTitle({ rule, group, action, overriddenAction }: RuleRecord): string {
  const place = group ? ` of ${group}` : "";
  const override = overriddenAction ? ` (${action} in place of ${overriddenAction})` : "";
  return `${harmless(rule)}${place}${override}`;
}

const drawRuleDetails = ({ seen, token }: RuleRecord): string[] => [
  ...seen.map((one) => `  ${drawSeen(one)}`),
  ...(token ? [`  ${drawToken(token)}`] : []),
];

function drawSeen({ condition, location, field, fragments = [], redacted, detail }: SeenRecord): string {
  const place = `${condition} in ${location}${field ? ` ${harmless(field)}` : ""}`;
  const shown = redacted ? "not shown: it may hold a secret" : fragments.map(quoted).join(", ");
  return `${place}${shown ? `: ${shown}` : ""}${detail ? ` (${harmless(detail)})` : ""}`;
}

/** How a token fared, in words. */
export function drawToken({ responseCode, failureReason, solveTimestampEpochS }: TokenResponse): string {
  if (responseCode !== 0) return `token: ${failureReason ?? "refused"}`;
  return `token: accepted, solved at ${new Date(solveTimestampEpochS * 1000).toISOString()}`;
}

function drawRate({ rule, limit, windowS, countedBy, address }: RateRecord): string {
  const who = address === undefined ? countedBy : `${countedBy} ${harmless(address)}`;
  return `rate: ${rule} allows ${limit} requests in ${windowS} s for each ${who}; this was one too many`;
}

/** Rules over countries leave a label, whether they match or not: `awswaf:clientip:geo:country:NL`. */
function drawCountries(labels: readonly string[]): string[] {
  return labels.flatMap((label) => {
    const [, source, country] = /^awswaf:(clientip|forwardedip):geo:country:(..)$/.exec(label) ?? [];
    if (country === undefined) return [];
    const whose = source === "clientip" ? "the client" : "the forwarded address";
    return [`country of ${whose}: ${country === "XX" ? "not known (XX)" : country}`];
  });
}

/** What the owner of the web ACL can do where the request should have been let in. */
function drawWayOut({ decidedBy, terminating, webAclArn }: FirewallRecord): string[] {
  const name = nameOf(webAclArn);
  if (!terminating) return [`to let it in: no rule of ${name} allows it, and its default action is no Allow`];
  const change = terminating.group
    ? `override ${harmless(terminating.rule)} to Count in the rule ${decidedBy} (RuleActionOverrides)`
    : `set the action of ${harmless(terminating.rule)} to Count, or narrow its statement`;
  return [`to let it in: ${change};`, `  try it first: ${programName} waf test --acl ${name} --request FILE`];
}

/** `arn:aws:wafv2:us-east-1:000000000000:regional/webacl/orders/1a2b` → `orders` */
const nameOf = (webAclArn: string): string => webAclArn.split("/").at(-2) ?? webAclArn;
