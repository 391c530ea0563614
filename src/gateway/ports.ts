import type { KeyObject } from "node:crypto";
import type { PolicySet } from "../policy/authorization.ts";
import type { Principal } from "../policy/principal.ts";
import type { DecisionRecord } from "./decision-record.ts";
import type { RestStageSnapshot } from "./snapshot.ts";

/** Where services put what the gateway runs. The gateway reads nothing else of theirs. */
export interface DeploymentSink {
  /** Compiles and swaps in a stage, whole. Throws, and leaves the running version, when it does not compile. */
  publish(snapshot: RestStageSnapshot): void;
  /** Takes a stage out of service; requests under way finish. */
  withdraw(apiId: string, stageName: string): void;
}

/** A verified signer: who it is, and the secret that the signature is checked with. */
export interface Credential {
  readonly principal: Principal;
  /** Made once per access key and shared: HMAC is three times faster with it than with bytes. */
  readonly secretKey: KeyObject;
  /** Sessions end, milliseconds since the epoch; absent for long-term keys. */
  readonly expiresAtMs?: number;
}

/** Why an access key was not accepted. The record keeps these apart; clients see what AWS shows. */
export type CredentialRefusal =
  | "unknown-access-key"
  | "inactive-access-key"
  | "session-token-missing"
  | "session-token-invalid"
  | "session-expired";

/** Access keys to credentials. Synchronous: kept in memory and followed by the change feed. */
export interface CredentialDirectory {
  findCredential(accessKeyId: string, sessionToken: string | undefined): Credential | CredentialRefusal;
}

/** The policies that speak for a principal, compiled. Synchronous. */
export interface PolicyDirectory {
  /** Undefined when the principal no longer exists: refuse. */
  findPolicies(principal: Principal): PolicySet | undefined;
}

/** One function invocation on behalf of an API. */
export interface FunctionInvocation {
  /** With or without a qualifier. */
  readonly functionArn: string;
  readonly payload: Buffer;
  /** The role to act as, else API Gateway itself by the function's resource policy. */
  readonly credentialsRoleArn?: string;
  /** `aws:SourceArn`: `arn:aws:execute-api:region:account:api/stage/METHOD/path`. */
  readonly sourceArn: string;
  readonly sourceAccountId: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** How an invocation ended. */
export type FunctionOutcome =
  | { readonly kind: "returned"; readonly payload: Buffer }
  /** The handler threw or the process died; `payload` is Lambda's error document. */
  | { readonly kind: "failed"; readonly payload: Buffer }
  | { readonly kind: "timed-out" }
  | { readonly kind: "throttled" }
  /** Refused before it ran: no such function, no permission. `detail` is for the record. */
  | { readonly kind: "refused"; readonly detail: string };

/** The logic tier. */
export interface FunctionPort {
  invoke(invocation: FunctionInvocation): Promise<FunctionOutcome>;
}

/** Where decision records go, in batches, off the hot path. Must not throw and must not block. */
export interface DecisionRecordSink {
  write(records: readonly DecisionRecord[]): void;
}
