import type { Random } from "../base/random.ts";

/** The names that one request goes by. */
export interface RequestIds {
  /** A UUID: `$context.requestId`, the header `x-amzn-RequestId`. */
  readonly requestId: string;
  /** `JKJaXmPLvHcESHA=`: `$context.extendedRequestId`, the header `x-amz-apigw-id`. */
  readonly extendedRequestId: string;
}

/** Draws all ids of one request at once: one draw is cheaper than two. */
export function newRequestIds(random: Random): RequestIds {
  const bytes = random.bytes(27);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString("hex", 0, 16);
  return {
    requestId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
    extendedRequestId: bytes.toString("base64", 16, 27),
  };
}

const CLIENT_TRACE = /^(?:Self=[\w-]{1,64};)?Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/;

/**
 * The trace a request belongs to, as `X-Amzn-Trace-Id` carries it: the client's root where it sent a well-formed one,
 * else a new root. `Root=1-5759e988-bd862e3fe1be46a994272793`
 */
export function traceIdOf(clientHeader: string | undefined, requestId: string, receivedAtMs: number): string {
  const root = clientHeader && CLIENT_TRACE.exec(clientHeader)?.[1];
  if (root) return `Root=${root}`;
  const seconds = Math.floor(receivedAtMs / 1000)
    .toString(16)
    .padStart(8, "0");
  return `Root=1-${seconds}-${requestId.replaceAll("-", "").slice(8)}`;
}
