import type { Principal } from "../policy/principal.ts";
import type { WafDecision } from "../waf/decision.ts";
import type { LogRedaction } from "../waf/log-record.ts";
import type { IssuedPuzzle, Redemption } from "../waf/puzzles/puzzle-desk.ts";
import type { RequestInput } from "../waf/request.ts";
import type { DecisionRecord } from "./decision-record.ts";
import type { RestStageSnapshot } from "./snapshot.ts";

/** Where services put what the gateway runs. The gateway reads nothing else of theirs. */
export interface DeploymentSink {
  /** Compiles and swaps in a stage, whole. Throws, and leaves the running version, when it does not compile. */
  publish(snapshot: RestStageSnapshot): void;
  /** Takes a stage out of service; requests under way finish. */
  withdraw(apiId: string, stageName: string): void;
  /** Makes a stage forget what its Lambda authorizers answered; callers are asked about anew. */
  flushAuthorizers(apiId: string, stageName: string): void;
  /** Asks a Lambda authorizer about a request that nobody sent. Throws when the authorizer does not compile. */
  tryAuthorizer(trial: AuthorizerTrial): Promise<AuthorizerTrialOutcome>;
}

/** A request made up to try an authorizer out. */
export interface AuthorizerTrial {
  /** The API as a stage would run it, with one authorizer: the one that is tried. */
  readonly stage: RestStageSnapshot;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** Below the stage, beginning with `/`. */
  readonly path: string;
  /** Without the `?`. */
  readonly rawQuery: string;
  readonly requestId: string;
  readonly sourceIp: string;
}

/** What an authorizer said of a made-up request. */
export type AuthorizerTrialOutcome =
  | {
      readonly kind: "answered";
      readonly principalId: string;
      readonly policyDocument: string;
      /** How long the function took. */
      readonly latencyMs: number;
    }
  /** The status that a client would see, and why. */
  | { readonly kind: "refused"; readonly status: number; readonly detail: string };

/** One function invocation on behalf of an API. */
export interface FunctionInvocation {
  /** With or without a qualifier. */
  readonly functionArn: string;
  readonly payload: Buffer;
  /** The role to act as, else API Gateway itself by the function's resource policy. */
  readonly credentialsRoleArn?: string;
  /** The API's caller, whose own permissions the function is called with. Instead of a role. */
  readonly caller?: Principal;
  /** `aws:SourceArn`: `arn:aws:execute-api:region:account:api/stage/METHOD/path`. */
  readonly sourceArn: string;
  readonly sourceAccountId: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** How an invocation ended; `requestId` is Lambda's own for it. */
export type FunctionOutcome =
  | { readonly kind: "returned"; readonly payload: Buffer; readonly requestId?: string }
  /** The handler threw or the process died; `payload` is Lambda's error document. */
  | { readonly kind: "failed"; readonly payload: Buffer; readonly requestId?: string }
  | { readonly kind: "timed-out" }
  | { readonly kind: "throttled" }
  /** Refused before it ran: no such function, no permission. `detail` is for the record. */
  | { readonly kind: "refused"; readonly detail: string };

/** The logic tier. */
export interface FunctionPort {
  invoke(invocation: FunctionInvocation): Promise<FunctionOutcome>;
}

/** Where decision records go, each when its request is answered. Must not throw and must not block. */
export interface DecisionRecordSink {
  write(record: DecisionRecord): void;
}

/** The stage that a line of an access log is of, and where it goes: the same object for all lines of one deployment. */
export interface AccessLogDestination {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly apiId: string;
  readonly stageName: string;
  readonly logGroupName: string;
}

/** One request, as its stage's access log tells it. */
export interface AccessLogLine {
  /** When the request arrived, in milliseconds since the epoch. */
  readonly timestampMs: number;
  readonly message: string;
}

/** Where lines of access logs go. Called for each request that is logged: must not throw and must not block. */
export interface AccessLogSink {
  write(destination: AccessLogDestination, line: AccessLogLine): void;
}

/** Which request an inspection is of, as samples and logs tell it. */
export interface InspectionSubject {
  readonly requestId: string;
  /** When the request arrived, in milliseconds since the epoch. */
  readonly nowMs: number;
  /** Account, API and stage: `111122223333:a1b2c3d4e5:prod`. */
  readonly httpSourceId: string;
}

/** The web ACL in front of a deployed stage. */
export interface StageFirewall {
  readonly webAclArn: string;
  /** What its logging configuration keeps out of logs stays out of decision records too. Default: nothing. */
  readonly redaction?: LogRedaction;
  inspect(request: RequestInput, subject: InspectionSubject): WafDecision;
  /** Absent where no rule asks for a token. */
  readonly puzzles?: StagePuzzles;
}

/** What clients solve where a rule's action is CAPTCHA or Challenge, and what that earns them. */
export interface StagePuzzles {
  issue(action: "CAPTCHA" | "CHALLENGE", request: RequestInput, nowMs: number): IssuedPuzzle;
  redeem(solution: string, request: RequestInput, nowMs: number): Redemption;
}

/** A stage has a web ACL that cannot be run: its requests must be refused. */
export interface FirewallOutage {
  readonly webAclArn: string;
  /** Why, for the decision record. */
  readonly outage: string;
  /** What the record must not show, as when the web ACL runs. */
  readonly redaction?: LogRedaction;
}

/** Which web ACL guards which stage. Answers at once, and a change holds for the next request. */
export interface WebAclDirectory {
  /** @param stageArn `arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5/stages/prod` */
  find(stageArn: string): StageFirewall | FirewallOutage | undefined;
}
