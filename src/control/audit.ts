import type { Principal } from "../policy/principal.ts";
import type { AuditClass, CallOrigin } from "../services/operation.ts";

/** What became of one AWS API call: refused and unknown calls included. */
export interface AuditRecord {
  readonly requestId: string;
  readonly startedAtMs: number;
  readonly durationUs: number;
  /** `iam`; empty when the call could not be told. */
  readonly serviceId: string;
  /** `CreateRole`; empty when the call could not be told. */
  readonly operation: string;
  readonly region: string;
  readonly principalArn: string;
  readonly accessKeyId?: string;
  readonly accountId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly kind: AuditClass["kind"];
  readonly readOnly: boolean;
  /** The input as JSON, redacted, at most 16,384 characters. */
  readonly request?: string;
  /** AWS error code, when refused or failed. */
  readonly errorCode?: string;
  readonly errorMessage?: string;
  /** For a missing permission: the statement that refused, or came nearest to allowing. Not told to the caller. */
  readonly why?: string;
  /** Where a permission was missing: which policy must allow what. */
  readonly wayIn?: string;
}

/** Where audit records go. Must not throw. */
export interface AuditSink {
  write(record: AuditRecord): void;
}

/** Longest request kept in a record, in characters. Source: CloudTrail drops request parameters over 100 KB. */
const requestCharactersMax = 16_384;
const stringCharactersMax = 2_048;
/** What stands for a redacted value, as in CloudTrail. */
export const hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";

/** The input as a record may show it: secrets hidden, bytes and streams by size, long texts cut. */
export function describeRequest(input: object, redact: readonly string[]): string | undefined {
  // `this[key]` is the value before toJSON, which would already have turned bytes into a list of numbers.
  function show(this: Record<string, unknown>, key: string, value: unknown): unknown {
    const original = this[key];
    if (redact.includes(key)) return hidden;
    if (original instanceof Uint8Array) return `(${original.length} bytes)`;
    if (typeof original === "object" && original !== null && "pipe" in original) return "(a stream)";
    if (typeof value === "string" && value.length > stringCharactersMax)
      return `${value.slice(0, stringCharactersMax)}…`;
    return value;
  }
  const shown = JSON.stringify(input, show);
  return shown.length <= requestCharactersMax ? shown : undefined;
}

/** What an audit record starts from: known before anything can fail. */
export interface AuditStart {
  readonly requestId: string;
  readonly startedAtMs: number;
  readonly startedAtUs: number;
  readonly origin: CallOrigin;
}

/** What became known of the call on its way, whether or not it succeeded. */
export interface AuditTrail {
  serviceId: string;
  operation: string;
  region: string;
  principal: Principal | undefined;
  audit: AuditClass | undefined;
  request: string | undefined;
  error:
    | {
        readonly code: string;
        readonly message: string;
        readonly why?: string;
        readonly wayIn?: string | undefined;
      }
    | undefined;
}

/** An empty trail. */
export const newAuditTrail = (): AuditTrail => ({
  serviceId: "",
  operation: "",
  region: "",
  principal: undefined,
  audit: undefined,
  request: undefined,
  error: undefined,
});

/** The record of a call that has ended. */
export function auditRecord(start: AuditStart, trail: AuditTrail, endedAtUs: number): AuditRecord {
  const { principal, audit, error } = trail;
  return {
    requestId: start.requestId,
    startedAtMs: start.startedAtMs,
    durationUs: Math.round(endedAtUs - start.startedAtUs),
    serviceId: trail.serviceId,
    operation: trail.operation,
    region: trail.region,
    principalArn: principal?.arn ?? "",
    accessKeyId: principal?.accessKeyId,
    accountId: principal?.accountId ?? "",
    sourceIp: start.origin.sourceIp,
    userAgent: start.origin.userAgent,
    kind: audit?.kind ?? "management",
    readOnly: audit?.readOnly ?? false,
    request: trail.request,
    errorCode: error?.code,
    errorMessage: error?.message,
    why: error?.why,
    wayIn: error?.wayIn,
  };
}
