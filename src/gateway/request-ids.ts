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
