import { ALGORITHM_4A, type Algorithm } from "./algorithm.ts";
import { formatAmzDate, parseAmzDate, parseHttpDate } from "./amz-date.ts";
import type { HeaderFields } from "./header-fields.ts";
import { payloadMode } from "./payload-mode.ts";
import type { QueryParameter } from "./query-parameters.ts";
import { readAuthorization } from "./read-authorization.ts";
import { refuse, type SignatureRefusal } from "./refusal.ts";
import { parseRegionSet, type RegionSet } from "./region-set.ts";
import type { SignableRequest } from "./signable-request.ts";
import type { SignedRequest } from "./signed-request.ts";
import { signingRulesOf } from "./signing-rules.ts";

/** Reads `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`. */
export function parseAuthorizationHeader(
  authorization: string,
  request: SignableRequest,
  headers: HeaderFields,
  parameters: readonly QueryParameter[],
): SignedRequest | SignatureRefusal {
  const read = readAuthorization(authorization);
  if ("kind" in read) return read;
  const { algorithm, scope } = read;
  const regionSet = readRegions(algorithm, headers);
  if (regionSet && "kind" in regionSet) return regionSet;
  const time = parseSigningTime(headers);
  if ("kind" in time) return time;
  const payload = payloadMode(
    headers.get("x-amz-content-sha256"),
    signingRulesOf(scope.service),
    "header",
    algorithm,
  );
  return {
    kind: "signed",
    mechanism: "header",
    algorithm,
    request,
    accessKeyId: read.accessKeyId,
    scope,
    regionSet,
    signedHeaders: read.signedHeaders,
    signature: read.signature,
    sessionToken: headers.get("x-amz-security-token"),
    timestamp: time.timestamp,
    signedAtMs: time.signedAtMs,
    expiresS: undefined,
    payload,
    headers,
    parameters,
  };
}

/** The regions of a Signature Version 4A; undefined for the other. */
function readRegions(algorithm: Algorithm, headers: HeaderFields): RegionSet | SignatureRefusal | undefined {
  return algorithm === ALGORITHM_4A ? parseRegionSet(headers.get("x-amz-region-set"), "header") : undefined;
}

/** When the request was signed: X-Amz-Date, else Date. */
function parseSigningTime(
  headers: HeaderFields,
): { timestamp: string; signedAtMs: number } | SignatureRefusal {
  const amzDate = headers.get("x-amz-date");
  const date = amzDate ?? headers.get("date");
  if (date === undefined) {
    const detail = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";
    return refuse("date_missing", detail);
  }
  const signedAtMs = parseAmzDate(date);
  if (signedAtMs !== undefined) return { timestamp: date, signedAtMs };
  const httpDateMs = amzDate === undefined ? parseHttpDate(date) : undefined;
  if (httpDateMs === undefined) {
    return refuse("date_malformed", "Date must be in ISO-8601 'basic format', such as 20150830T123600Z.");
  }
  return { timestamp: formatAmzDate(httpDateMs), signedAtMs: httpDateMs };
}
