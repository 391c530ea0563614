import type { DecidingStatement } from "../policy/authorization.ts";
import type { LayerExplanation } from "../policy/explain.ts";
import type { FirewallRecord } from "./firewall-record.ts";

/** Where a Lambda authorizer's answer came from: kept from before, asked for, or asked for because none is kept. */
export type CacheState = "hit" | "miss" | "off";

/** What one stage did to one request. */
export interface StageRecord {
  readonly stage: string;
  readonly outcome: "continue" | "respond" | "reject" | "failed";
  /** Why, in one sentence. For the operator; never sent to the client, never holding a secret. */
  readonly detail?: string;
  readonly durationUs: number;
  /** The statement that decided, where a policy did. */
  readonly statement?: DecidingStatement;
  /** Of a stage that keeps answers. */
  readonly cache?: CacheState;
  /** When policies refused: what each layer said, the statements that decided or came nearest, what failed in them. */
  readonly policies?: readonly LayerExplanation[];
  /** When policies refused: which must allow what, for the caller to be let in. */
  readonly wayIn?: string;
  /** What the web ACL made of the request. */
  readonly firewall?: FirewallRecord;
}

/** Why a request was let in or refused: one per request, whatever became of it. */
export interface DecisionRecord {
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly startedAtMs: number;
  readonly durationUs: number;
  readonly apiId: string;
  readonly stageName: string;
  readonly deploymentId: string;
  /** `REDACTED` where the logs of the stage's web ACL must not show it. */
  readonly httpMethod: string;
  /**
   * The request's path without the stage and without the query string; tokens and keys in it are cut to an ellipsis.
   * Where the logs of the stage's web ACL must not show it, `resourcePath`, or else `REDACTED`.
   */
  readonly path: string;
  /** The template that matched, if one did. */
  readonly resourcePath?: string;
  readonly sourceIp: string;
  /** The caller's ARN, once known. */
  readonly principalArn?: string;
  readonly status: number;
  /** The rejection's code of ours (`signature_mismatch`), when it was rejected. */
  readonly rejection?: string;
  readonly stages: readonly StageRecord[];
}
