import type { ContextValue } from "../context-variables.ts";
import type { StageRecord } from "../decision-record.ts";
import { type RejectionCode, rejectionOf } from "../rejections.ts";
import type { FinishedRequest } from "./finished-request.ts";

/** A variable of `$context` that only access logs have. */
export interface LoggingVariable {
  /** What it tells, for the documentation. */
  readonly about: string;
  readonly of: (request: FinishedRequest) => ContextValue | undefined;
}

type Phase = "inspect-waf" | "authenticate" | "screen" | "authorizer" | "authorize" | "integrate";

/** What the stages of one phase did; empty where the request did not come so far, or the method has no such phase. */
const phase = ({ record }: FinishedRequest, ...names: readonly Phase[]): readonly StageRecord[] =>
  record.stages.filter(({ stage }) => (names as readonly string[]).includes(stage));

/** The web ACL's inspection; empty without a web ACL, although the stage was asked whether there is one. */
const wafPhase = (request: FinishedRequest): readonly StageRecord[] =>
  phase(request, "inspect-waf").filter(
    ({ outcome }) => request.x.firewall !== undefined || outcome !== "continue",
  );

/** Policies are asked before an authorizer, too: that counts only where they refused the request at once. */
const authorizePhase = (request: FinishedRequest): readonly StageRecord[] =>
  phase(request, "screen", "authorize").filter(
    ({ stage, outcome }) => stage === "authorize" || outcome !== "continue",
  );

const toMs = (durationUs: number): number => Math.round(durationUs / 1000);

const latencyMs = (stages: readonly StageRecord[]): number | undefined =>
  stages.length === 0 ? undefined : toMs(stages.reduce((sum, { durationUs }) => sum + durationUs, 0));

/** 200 where a phase let the request pass, else the status that it refused the request with. */
function statusOf(stages: readonly StageRecord[], { record }: FinishedRequest): number | undefined {
  const last = stages.at(-1);
  if (!last) return undefined;
  if (last.outcome === "continue" || last.outcome === "respond") return 200;
  return record.rejection === undefined ? 500 : rejectionOf(record.rejection as RejectionCode).status;
}

const failedIn = (stages: readonly StageRecord[]): StageRecord | undefined =>
  stages.find(({ outcome }) => outcome === "reject" || outcome === "failed");

/** Why a phase failed, as the decision record has it: of what is the API's own, and never with a secret in it. */
const detailOf = (stages: readonly StageRecord[]): string | undefined => failedIn(stages)?.detail;

/** What the client was told, where a phase refused it. */
const messageOf = (stages: readonly StageRecord[], request: FinishedRequest): string | undefined =>
  failedIn(stages) ? clientMessage(request) : undefined;

/**
 * What the client was told, up to the first line break: AWS's answer to a wrong signature goes on with what should have
 * been signed, which holds the client's headers, tokens among them.
 */
const clientMessage = ({ error }: FinishedRequest): string | undefined => error?.message?.split("\n", 1)[0];

/** Why a web ACL blocks, its own log tells, which may redact it; that one cannot be run, nobody else tells. */
const wafError = (request: FinishedRequest): string | undefined =>
  request.x.firewall ? messageOf(wafPhase(request), request) : detailOf(wafPhase(request));

const integrationError: LoggingVariable = {
  about: "why the integration failed",
  of: (request) => detailOf(phase(request, "integrate")),
};
const integrationLatency: LoggingVariable = {
  about: "how long the integration took, in ms",
  of: (request) => latencyMs(phase(request, "integrate")),
};
const integrationStatus: LoggingVariable = {
  about: "the status of the service that the integration called: Lambda's own, not the function's",
  of: ({ x }) => x.integrationCall?.serviceStatus,
};
const endpointRequestId: LoggingVariable = {
  about: "the id under which Lambda ran the integration's function",
  of: ({ x }) => x.integrationCall?.requestId,
};

/**
 * What access logs tell beyond `$context` of mapping templates, by name. Source: API Gateway guide, "$context variables
 * for access logging only"; TLS: "Security policies for REST APIs".
 */
export const loggingVariables: ReadonlyMap<string, LoggingVariable> = new Map<string, LoggingVariable>([
  ["status", { about: "the response's status", of: ({ response }) => response.status }],
  [
    "responseLength",
    {
      about: "bytes of the response's body",
      of: ({ x, response }) => (x.request.method === "HEAD" ? 0 : response.body.length),
    },
  ],
  [
    "responseLatency",
    { about: "how long the answer took, in ms", of: ({ record }) => toMs(record.durationUs) },
  ],
  ["error.message", { about: "what the client of a refused request is told", of: clientMessage }],
  ["error.messageString", { about: "the same, in quotes", of: clientMessage }],
  ["error.responseType", { about: "the gateway response's type", of: ({ error }) => error?.responseType }],
  ["waf.error", { about: "why the web ACL refused the request", of: wafError }],
  [
    "waf.latency",
    { about: "how long the web ACL took, in ms", of: (request) => latencyMs(wafPhase(request)) },
  ],
  [
    "waf.status",
    { about: "200, or what the web ACL refused with", of: (request) => statusOf(wafPhase(request), request) },
  ],
  [
    "authenticate.error",
    {
      about: "why the signature was refused",
      of: (request) => messageOf(phase(request, "authenticate"), request),
    },
  ],
  [
    "authenticate.latency",
    {
      about: "how long checking the signature took, in ms",
      of: (request) => latencyMs(phase(request, "authenticate")),
    },
  ],
  [
    "authenticate.status",
    {
      about: "200, or what the signature was refused with",
      of: (request) => statusOf(phase(request, "authenticate"), request),
    },
  ],
  [
    "authorizer.error",
    { about: "why the Lambda authorizer failed", of: (request) => detailOf(phase(request, "authorizer")) },
  ],
  [
    "authorizer.integrationLatency",
    {
      about: "how long the authorizer's function took, in ms; 0 when its answer was kept",
      of: ({ x }) => x.authorizer?.latencyMs ?? x.authorizerCall?.latencyMs,
    },
  ],
  [
    "authorizer.integrationStatus",
    {
      about: "Lambda's status for the authorizer's function",
      of: ({ x }) => x.authorizerCall?.serviceStatus,
    },
  ],
  [
    "authorizer.latency",
    {
      about: "how long the Lambda authorizer took, in ms",
      of: (request) => latencyMs(phase(request, "authorizer")),
    },
  ],
  [
    "authorizer.requestId",
    {
      about: "the id under which Lambda ran the authorizer's function",
      of: ({ x }) => x.authorizerCall?.requestId,
    },
  ],
  [
    "authorizer.status",
    {
      about: "200, or what the Lambda authorizer refused with",
      of: (request) => statusOf(phase(request, "authorizer"), request),
    },
  ],
  [
    "authorize.error",
    {
      about: "why policies refused the request",
      of: (request) => messageOf(authorizePhase(request), request),
    },
  ],
  [
    "authorize.latency",
    { about: "how long policies took, in ms", of: (request) => latencyMs(authorizePhase(request)) },
  ],
  [
    "authorize.status",
    {
      about: "200, or what policies refused with",
      of: (request) => statusOf(authorizePhase(request), request),
    },
  ],
  ["integration.error", integrationError],
  ["integrationErrorMessage", integrationError],
  ["integration.latency", integrationLatency],
  ["integrationLatency", integrationLatency],
  ["integration.integrationStatus", integrationStatus],
  ["integrationStatus", integrationStatus],
  ["integration.requestId", endpointRequestId],
  ["awsEndpointRequestId", endpointRequestId],
  [
    "integration.status",
    {
      about: "the status that the back end answered; of a function, the one in its result",
      of: ({ x }) => x.integrationCall?.status,
    },
  ],
  ["tlsVersion", { about: "the version of TLS", of: ({ x }) => x.request.connection.tls?.version }],
  ["cipherSuite", { about: "the TLS cipher suite", of: ({ x }) => x.request.connection.tls?.cipher }],
]);
