import type { RuleMatch, WafDecision, WafResponse } from "../../waf/decision.ts";
import { type LogRedaction, NOTHING_REDACTED } from "../../waf/log-record.ts";
import type { RequestInput } from "../../waf/request.ts";
import { terminatingInGroup } from "../../waf/terminating-rule.ts";
import type { Exchange, FirewallResult } from "../exchange.ts";
import { type FirewallRecord, firewallRecord, type SeenRecord } from "../firewall-record.ts";
import { type HttpRequest, type HttpResponse, indexHeaders, noBody } from "../http-message.ts";
import { puzzleResponse, redemptionVerdict } from "../interstitial/answer-puzzle.ts";
import { SOLUTION_HEADER } from "../interstitial/interstitial.ts";
import type { StageTarget } from "../method-target.ts";
import type { StageFirewall } from "../ports.ts";
import type { RejectionCode } from "../rejections.ts";
import type { RestStageSnapshot } from "../snapshot.ts";
import { pass, type Stage, type Verdict } from "../stage.ts";

const rejects = [
  ...(["waf_blocked", "waf_captcha", "waf_challenge"] as const),
  ...(["waf_solution_refused", "waf_puzzle_expired", "waf_piece_misplaced"] as const),
  "waf_unavailable",
] as const satisfies readonly RejectionCode[];

type WafVerdict = Verdict<Inspected, (typeof rejects)[number]>;

/** What inspection adds: the decision, and the request with the headers that rules put into it. */
export interface Inspected {
  readonly firewall?: FirewallResult;
  readonly redaction?: LogRedaction;
  readonly request?: HttpRequest;
}

const LABELS_SHOWN_MAX = 20;

/** Asks the stage's web ACL about every request, before anything else is done with it. */
export const inspectWaf: Stage<Exchange, Inspected, (typeof rejects)[number], StageTarget> = {
  name: "inspect-waf",
  rejects,
  compile: ({ deployment, ports: { webAcls } }) => {
    const stageArn = stageArnOf(deployment);
    const httpSourceId = `${deployment.accountId}:${deployment.apiId}:${deployment.stageName}`;
    return {
      kind: "run",
      run: (x) => {
        const firewall = webAcls.find(stageArn);
        if (!firewall) return pass();
        if ("outage" in firewall) {
          const adds = redactionOf(firewall);
          return { kind: "reject", code: "waf_unavailable", detail: firewall.outage, adds };
        }
        const input = requestInput(x);
        const subject = { requestId: x.requestId, nowMs: x.receivedAtMs, httpSourceId };
        const decision = firewall.inspect(input, subject);
        const { webAclArn, redaction = NOTHING_REDACTED, puzzles } = firewall;
        const record = firewallRecord(decision, { webAclArn, input, redaction });
        const adds = redactionOf(firewall);
        const solution = x.request.headers[SOLUTION_HEADER];
        // A client that a rule blocks gets no token either, and its guesses are counted like all that it sends.
        if (solution !== undefined && puzzles && decision.action !== "BLOCK") {
          const redemption = redemptionVerdict(puzzles.redeem(solution, input, x.receivedAtMs));
          return { ...redemption, adds, firewall: record };
        }
        const verdict = { ...verdictOf(x.request, decision, record, adds), firewall: record };
        if (verdict.kind !== "reject" || !decision.response || !isPuzzleAction(decision.action))
          return verdict;
        const code = decision.action === "CAPTCHA" ? "waf_captcha" : "waf_challenge";
        return { ...verdict, code, response: puzzleResponse(decision.response, x, input, puzzles) };
      },
    };
  },
};

const isPuzzleAction = (action: WafDecision["action"]): boolean =>
  action === "CAPTCHA" || action === "CHALLENGE";

const stageArnOf = ({ partition, region, apiId, stageName }: RestStageSnapshot): string =>
  `arn:${partition}:apigateway:${region}::/restapis/${apiId}/stages/${stageName}`;

/** The request as rules see it: the path begins with the stage's name, whichever way the API was addressed. */
function requestInput({ request, deployment, path }: Exchange): RequestInput {
  const headers: [string, string][] = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    headers.push([request.rawHeaders[i]!, request.rawHeaders[i + 1]!]);
  }
  return {
    method: request.method,
    uriPath: `/${deployment.stageName}${path.raw}`,
    queryString: request.rawQuery,
    headers,
    body: request.body,
    bodySizeBytes: request.body.length,
    clientIp: request.connection.sourceIp,
    httpVersion: "HTTP/1.1",
    ja3Fingerprint: request.connection.tls?.ja3Fingerprint,
    ja4Fingerprint: request.connection.tls?.ja4Fingerprint,
  };
}

/** What the rest of the gateway must not keep of the request. */
const redactionOf = ({ redaction }: Pick<StageFirewall, "redaction">): Pick<Inspected, "redaction"> =>
  redaction ? { redaction } : {};

function verdictOf(
  request: HttpRequest,
  decision: WafDecision,
  record: FirewallRecord,
  redaction: Pick<Inspected, "redaction">,
): WafVerdict {
  const { webAclArn } = record;
  const detail = describe(decision, record);
  if (decision.action === "ALLOW") {
    const firewall = { webAclArn, responseCode: "WAF_ALLOW" } as const;
    const { insertedHeaders } = decision;
    const inserted = insertedHeaders.length === 0 ? {} : { request: insert(request, decision) };
    return { kind: "continue", adds: { firewall, ...redaction, ...inserted }, detail };
  }
  return {
    kind: "reject",
    code: "waf_blocked",
    detail,
    adds: { firewall: { webAclArn, responseCode: "WAF_BLOCK" }, ...redaction },
    ...(isCustom(decision.response) && { response: customResponse(decision.response) }),
  };
}

/** Headers that rules insert take the place of any that the client sent under their names. */
function insert(request: HttpRequest, { insertedHeaders }: WafDecision): HttpRequest {
  const names = new Set(insertedHeaders.map(({ name }) => name.toLowerCase()));
  const rawHeaders: string[] = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i]!;
    if (!names.has(name.toLowerCase())) rawHeaders.push(name, request.rawHeaders[i + 1]!);
  }
  for (const { name, value } of insertedHeaders) rawHeaders.push(name, value);
  return { ...request, rawHeaders, headers: indexHeaders(rawHeaders) };
}

/** Whether the web ACL's owner wrote an answer; a plain 403 is the API's to customise, as WAF_FILTERED. */
const isCustom = (response: WafResponse | undefined): response is WafResponse =>
  response !== undefined &&
  (response.statusCode !== 403 || response.headers.length > 0 || response.body !== undefined);

function customResponse({ statusCode, headers, body, contentType }: WafResponse): HttpResponse {
  const raw = headers.flatMap(({ name, value }) => [name, value]);
  if (body === undefined) return { status: statusCode, headers: raw, body: noBody };
  return {
    status: statusCode,
    headers: [...raw, "Content-Type", contentType ?? "text/plain"],
    body: Buffer.from(body),
  };
}

/** Which rule decided, where it looked and which labels there are, in a sentence; {@link firewallRecord} tells all. */
function describe(decision: WafDecision, { terminating }: FirewallRecord): string {
  const { action, terminatingRuleId, labels } = decision;
  const inner = terminatingInGroup(decision)?.rule;
  const seen = (terminating?.seen ?? []).map(describeMatch);
  const counted = countedRules(decision).map(({ ruleId }) => ruleId);
  const tokenFault = (decision.captchaResponse ?? decision.challengeResponse)?.failureReason;
  return [
    `${action} by ${terminatingRuleId}${inner ? ` (${inner.ruleId})` : ""}`,
    ...(tokenFault ? [tokenFault] : []),
    ...(seen.length > 0 ? [seen.join(", ")] : []),
    ...(counted.length > 0 ? [`counted: ${counted.join(", ")}`] : []),
    ...(labels.length > 0 ? [`labels: ${labels.slice(0, LABELS_SHOWN_MAX).join(", ")}`] : []),
  ].join("; ");
}

const countedRules = (decision: WafDecision): readonly RuleMatch[] => [
  ...decision.nonTerminatingMatchingRules,
  ...decision.ruleGroups.flatMap((group) => group.nonTerminatingMatchingRules),
];

const describeMatch = ({ condition, location, field }: SeenRecord): string =>
  `${condition} in ${location}${field ? ` ${field}` : ""}`;
