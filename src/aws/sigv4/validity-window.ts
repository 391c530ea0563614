import { formatAmzDate } from "./amz-date.ts";
import { refuse, type SignatureRefusal } from "./refusal.ts";
import type { SignedRequest } from "./signed-request.ts";
import { signingRulesOf } from "./signing-rules.ts";

/** Undefined while the signature is valid. What was recorded on the network cannot be replayed later. */
export function refuseTime(signed: SignedRequest, nowMs: number): SignatureRefusal | undefined {
  const skewMsMax = signingRulesOf(signed.scope.service).skewMsMax;
  return signed.expiresS === undefined
    ? refuseSkew(signed, nowMs, skewMsMax)
    : refuseExpiry(signed, signed.expiresS, nowMs, skewMsMax);
}

function refuseSkew(signed: SignedRequest, nowMs: number, skewMsMax: number): SignatureRefusal | undefined {
  const { signedAtMs, timestamp } = signed;
  if (Math.abs(signedAtMs - nowMs) <= skewMsMax) return undefined;
  const now = formatAmzDate(nowMs);
  const minutes = skewMsMax / 60_000;
  const members = {
    RequestTime: timestamp,
    ServerTime: isoSeconds(nowMs),
    MaxAllowedSkewMilliseconds: `${skewMsMax}`,
  };
  if (signedAtMs < nowMs - skewMsMax) {
    const limit = formatAmzDate(nowMs - skewMsMax);
    const detail = `Signature expired: ${timestamp} is now earlier than ${limit} (${now} - ${minutes} min.)`;
    return refuse("signature_expired", detail, "header", members);
  }
  const limit = formatAmzDate(nowMs + skewMsMax);
  const detail = `Signature not yet current: ${timestamp} is still later than ${limit} (${now} + ${minutes} min.)`;
  return refuse("signature_not_yet_valid", detail, "header", members);
}

function refuseExpiry(
  signed: SignedRequest,
  expiresS: number,
  nowMs: number,
  skewMsMax: number,
): SignatureRefusal | undefined {
  const expiresAtMs = signed.signedAtMs + expiresS * 1000;
  if (nowMs > expiresAtMs) {
    const members = {
      "X-Amz-Expires": `${expiresS}`,
      Expires: isoSeconds(expiresAtMs),
      ServerTime: isoSeconds(nowMs),
    };
    return refuse("presigned_url_expired", "Request has expired", "query", members);
  }
  if (signed.signedAtMs > nowMs + skewMsMax) {
    return refuse("presigned_url_not_yet_valid", "Request is not yet valid", "query", {
      ServerTime: isoSeconds(nowMs),
    });
  }
  return undefined;
}

/** `2015-08-30T12:36:00Z`. */
const isoSeconds = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
