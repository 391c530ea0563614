import { parseAmzDate, parseHttpDate } from "../../aws/sigv4/amz-date.ts";
import type { ConditionEntries } from "./condition-entries.ts";
import type { S3Call } from "./dependencies.ts";

/**
 * Condition keys about how a request was signed, which control has verified by now. Absent for anonymous callers and
 * calls made inside. Source: Amazon S3 API Reference, "Bucket policy examples using condition keys for Signature Version 4".
 */
export function signatureConditions(call: S3Call): ConditionEntries {
  const { http, principal, nowMs } = call;
  if (!http || principal.accessKeyId === undefined) return {};
  const { headers, rawQuery } = http;
  const query = new URLSearchParams(rawQuery);
  const presigned = query.has("X-Amz-Signature");
  const amzDate = presigned ? query.get("X-Amz-Date") : headers["x-amz-date"];
  const signedAtMs = amzDate ? parseAmzDate(amzDate) : parseHttpDate(headers["date"] ?? "");
  return {
    "s3:authType": presigned ? "REST-QUERY-STRING" : "REST-HEADER",
    "s3:signatureversion": "AWS4-HMAC-SHA256",
    "s3:x-amz-content-sha256":
      headers["x-amz-content-sha256"] ?? (presigned ? "UNSIGNED-PAYLOAD" : undefined),
    // In milliseconds, as S3 counts it.
    "s3:signatureAge": signedAtMs === undefined ? undefined : `${Math.max(0, nowMs - signedAtMs)}`,
  };
}
