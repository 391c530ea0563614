import { ALGORITHM_4A, type Algorithm, parseAlgorithm, refuseAlgorithm } from "./algorithm.ts";
import { formatAmzDate, parseAmzDate, parseHttpDate } from "./amz-date.ts";
import { parseCredential } from "./credential-scope.ts";
import type { HeaderFields } from "./header-fields.ts";
import { payloadMode } from "./payload-mode.ts";
import type { QueryParameter } from "./query-parameters.ts";
import { refuse, type SignatureRefusal } from "./refusal.ts";
import { parseRegionSet, type RegionSet } from "./region-set.ts";
import type { SignableRequest } from "./signable-request.ts";
import { isHeaderList, isSignature, signatureForm } from "./signature-syntax.ts";
import type { SignedRequest } from "./signed-request.ts";
import { signingRulesOf } from "./signing-rules.ts";

/** Longest Authorization header that is read, in characters. */
const AUTHORIZATION_CHARACTERS_MAX = 8_192;

/** The members of an Authorization header. */
interface AuthorizationMembers {
  readonly Credential: string;
  readonly SignedHeaders: string;
  readonly Signature: string;
}

/** Reads `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`. */
export function parseAuthorizationHeader(
  authorization: string,
  request: SignableRequest,
  headers: HeaderFields,
  parameters: readonly QueryParameter[],
): SignedRequest | SignatureRefusal {
  if (authorization.length > AUTHORIZATION_CHARACTERS_MAX) {
    return refuse("request_too_large", "The Authorization header is too long.");
  }
  const space = authorization.indexOf(" ");
  const algorithm = parseAlgorithm(space === -1 ? authorization : authorization.slice(0, space), "header");
  if (typeof algorithm !== "string") return algorithm;
  const members = parseMembers(space === -1 ? "" : authorization.slice(space + 1), algorithm);
  if ("kind" in members) return members;
  const credential = parseCredential(members.Credential, algorithm);
  if (credential.kind === "malformed") return refuse("scope_malformed", credential.detail);
  const unsupported = refuseAlgorithm(algorithm, credential.scope.service, "header");
  if (unsupported) return unsupported;
  const regions = readRegions(algorithm, headers);
  if ("kind" in regions) return regions;
  const time = parseSigningTime(headers);
  if ("kind" in time) return time;
  const payload = payloadMode(
    headers.get("x-amz-content-sha256"),
    signingRulesOf(credential.scope.service),
    "header",
    algorithm,
  );
  if (payload.kind === "refused") return payload;
  const sessionToken = headers.get("x-amz-security-token");
  return {
    kind: "signed",
    mechanism: "header",
    algorithm,
    request,
    accessKeyId: credential.accessKeyId,
    scope: credential.scope,
    ...regions,
    signedHeaders: members.SignedHeaders.split(";"),
    signature: members.Signature,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    timestamp: time.timestamp,
    signedAtMs: time.signedAtMs,
    payload,
    headers,
    parameters,
  };
}

/** The regions of a Signature Version 4A; nothing for the other. */
function readRegions(
  algorithm: Algorithm,
  headers: HeaderFields,
): { readonly regionSet?: RegionSet } | SignatureRefusal {
  if (algorithm !== ALGORITHM_4A) return {};
  const regionSet = parseRegionSet(headers.get("x-amz-region-set"), "header");
  return "kind" in regionSet ? regionSet : { regionSet };
}

/** `Credential=a, SignedHeaders=b, Signature=c`, each exactly once and in any order. */
function parseMembers(text: string, algorithm: Algorithm): AuthorizationMembers | SignatureRefusal {
  const members: Partial<Record<keyof AuthorizationMembers, string>> = {};
  for (const part of text.split(",", 5)) {
    const equals = part.indexOf("=");
    const name = part.slice(0, Math.max(equals, 0)).trim();
    if (name !== "Credential" && name !== "SignedHeaders" && name !== "Signature") {
      return refuse(
        "authorization_malformed",
        "The Authorization header holds something that is not a known key=value pair.",
      );
    }
    if (members[name] !== undefined) {
      return refuse("authorization_malformed", `The Authorization header must hold '${name}' once.`);
    }
    members[name] = part.slice(equals + 1).trim();
  }
  const { Credential, SignedHeaders, Signature } = members;
  if (!Credential || !SignedHeaders || !Signature) {
    const missing = (["Credential", "Signature", "SignedHeaders"] as const).filter((name) => !members[name]);
    const detail = missing.map((name) => `Authorization header requires '${name}' parameter.`).join(" ");
    return refuse("authorization_incomplete", detail);
  }
  if (!isHeaderList(SignedHeaders)) {
    return refuse(
      "authorization_malformed",
      "SignedHeaders must be lower-case header names joined by semicolons.",
    );
  }
  if (!isSignature(Signature, algorithm)) {
    return refuse("authorization_malformed", `Signature must be ${signatureForm(algorithm)}.`);
  }
  return { Credential, SignedHeaders, Signature };
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
