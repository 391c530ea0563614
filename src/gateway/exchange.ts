import type { Principal } from "../policy/principal.ts";
import type { LogRedaction } from "../waf/log-record.ts";
import type { AuthorizerAnswer } from "./authorizers/authorizer-answer.ts";
import type { HttpRequest } from "./http-message.ts";
import type { RequestPath } from "./request-path.ts";
import type { RestStageSnapshot } from "./snapshot.ts";
import type { Overrides } from "./vtl/overrides.ts";

/** One request to an API and everything known about it so far. Stages read it; only the runner adds to it. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** Milliseconds since the epoch. Every decision about this request takes this as the present. */
  readonly receivedAtMs: number;
  /** The Host header without its port. */
  readonly domainName: string;
  /** The deployed stage that serves this request, from start to end. */
  readonly deployment: RestStageSnapshot;
  /** The path below the stage. */
  readonly path: RequestPath;
  /** What the stage's web ACL decided, once it was asked and if there is one. */
  readonly firewall?: FirewallResult;
  /** What its decision record must not show: the logs of the stage's web ACL do not either. */
  readonly redaction?: LogRedaction;
}

/** A web ACL's decision, as `$context` tells it. */
export interface FirewallResult {
  readonly webAclArn: string;
  readonly responseCode: "WAF_ALLOW" | "WAF_BLOCK";
}

/** What routing adds: which resource and method the request is for. */
export interface Routed {
  readonly route: Route;
}

export interface Route {
  readonly resourceId: string;
  /** `/pets/{petId}` */
  readonly resourcePath: string;
  /** By name, as sent: percent-encoded, as a REST API hands them on. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** What authentication adds: who is asking. */
export interface Authenticated {
  readonly principal: Principal;
  /** What a Lambda authorizer said of the caller, on methods that have one and once it was asked. */
  readonly authorizer?: AuthorizerResult;
  /** The call of the authorizer's function, on requests that it was asked for. */
  readonly authorizerCall?: CallFacts & { readonly latencyMs: number };
  /** The call of the integration's back end, once it is over. */
  readonly integrationCall?: CallFacts;
  /** What mapping templates overrode, once the integration has answered. */
  readonly overrides?: Overrides;
}

/** A call that was made for a request, as access logs tell it. */
export interface CallFacts {
  /** The status of the service that was called: Lambda's own for a function, else the back end's. */
  readonly serviceStatus?: number;
  /** The status that the back end answered: of a function, the one in its result. */
  readonly status?: number;
  /** The id under which Lambda ran the function. */
  readonly requestId?: string;
}

/** A Lambda authorizer's answer, for one request. */
export interface AuthorizerResult {
  readonly answer: AuthorizerAnswer;
  /** How long this request waited for the function, in milliseconds; 0 when the answer was kept from before. */
  readonly latencyMs: number;
}

export type RoutedExchange = Exchange & Routed;
export type AuthenticatedExchange = RoutedExchange & Authenticated;
