import type { Readable } from "node:stream";
import type { FunctionSpec } from "./function-spec.ts";

/** Largest event and largest buffered answer, in bytes. Source: Lambda quotas page; the odd 100 are what Lambda measures. */
export const PAYLOAD_BYTES_MAX = 6 * 1024 * 1024 + 100;

/** Largest streamed answer, in bytes. Source: Lambda quotas page, "Streamed response payload". */
export const STREAM_BYTES_MAX = 20 * 1024 * 1024;

/** One call of a function. */
export interface InvocationRequest {
  readonly spec: FunctionSpec;
  /** JSON, at most {@link PAYLOAD_BYTES_MAX} bytes. */
  readonly payload: Buffer;
  readonly requestId: string;
  /** The ARN as the caller named the function: with the alias or version, if it gave one. */
  readonly invokedFunctionArn: string;
  /** X-Ray's header: `Root=1-…;Sampled=0`. */
  readonly traceId?: string;
  /** JSON, as the mobile SDKs send it. */
  readonly clientContext?: string;
  /** Takes a call out of the queue. A call that runs already runs on, as in Lambda. */
  readonly signal: AbortSignal;
  /** Whether the report holds the last 4 KB of log. */
  readonly wantsLogTail?: boolean;
  /**
   * Receives the answer of a handler that streams, as soon as it begins. Without it such an answer is collected and
   * returned whole. The stream is destroyed with an error when the function fails midway.
   */
  readonly onStream?: (body: Readable, contentType: string) => void;
}

/** Why a call that began did not return. */
export type FailureCause =
  | "function"
  | "init"
  | "exit"
  | "timeout"
  | "memory"
  | "storage"
  | "too-large"
  | "output"
  | "environment";

/** How a call ended. `report` settles a little later: when the environment is ready for its next call. Never rejects. */
export type InvocationOutcome =
  | { readonly kind: "returned"; readonly payload: Buffer; readonly report: Promise<InvocationReport> }
  | { readonly kind: "streamed"; readonly report: Promise<InvocationReport> }
  /** `document` is Lambda's error document: `{"errorType":…,"errorMessage":…}`. */
  | {
      readonly kind: "failed";
      readonly cause: FailureCause;
      readonly document: Buffer;
      readonly report: Promise<InvocationReport>;
    }
  /** Not begun: every environment is busy and the queue is full, or the pool is stopping. */
  | { readonly kind: "throttled" }
  /** Not begun: its signal fired while it waited. */
  | { readonly kind: "abandoned" };

/** What Lambda's REPORT line says. */
export interface InvocationReport {
  readonly durationMs: number;
  /** Whole milliseconds, initialization included. */
  readonly billedMs: number;
  readonly maxMemoryMb: number;
  /** First call of an environment only. */
  readonly initMs?: number;
  /** Last 4 KB of the call's log, START, END and REPORT lines included. Empty unless asked for. */
  readonly logTail: string;
}
