import { ALGORITHM, ALGORITHM_4A, type Algorithm, parseAlgorithm, refuseAlgorithm } from "./algorithm.ts";
import { parseAmzDate } from "./amz-date.ts";
import { type CredentialScope, parseCredential } from "./credential-scope.ts";
import type { HeaderFields } from "./header-fields.ts";
import { type PayloadMode, payloadMode } from "./payload-mode.ts";
import type { QueryParameter } from "./query-parameters.ts";
import { refuse, type SignatureRefusal } from "./refusal.ts";
import { parseRegionSet, type RegionSet } from "./region-set.ts";
import type { SignableRequest } from "./signable-request.ts";
import { isHeaderList, isSignature, signatureForm } from "./signature-syntax.ts";
import type { SignedRequest } from "./signed-request.ts";
import { signingRulesOf } from "./signing-rules.ts";

const REQUIRED = [
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Date",
  "X-Amz-Expires",
  "X-Amz-SignedHeaders",
  "X-Amz-Signature",
] as const;
const OPTIONAL = ["X-Amz-Security-Token", "X-Amz-Content-Sha256", "X-Amz-Region-Set"] as const;
const NAMES: ReadonlySet<string> = new Set([...REQUIRED, ...OPTIONAL]);

type Members = Readonly<Record<(typeof REQUIRED)[number], string>> &
  Readonly<Partial<Record<(typeof OPTIONAL)[number], string>>>;

/** Longest time that a presigned URL may be valid: seven days, in seconds. */
const EXPIRES_S_MAX = 604_800;

/** Whether the query asks to be taken as a presigned URL. */
export const isPresigned = (parameters: readonly QueryParameter[]): boolean =>
  parameters.some(
    ([name]) => name === "X-Amz-Signature" || name === "X-Amz-Algorithm" || name === "X-Amz-Credential",
  );

/** Reads the credentials of a presigned URL. Source: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters". */
export function parsePresignedQuery(
  request: SignableRequest,
  headers: HeaderFields,
  parameters: readonly QueryParameter[],
): SignedRequest | SignatureRefusal {
  const members = parseMembers(parameters);
  if (members.kind === "refused") return members;
  const { values, algorithm } = members;
  const credential = parseCredential(values["X-Amz-Credential"], algorithm);
  if (credential.kind === "malformed") return refuse("scope_malformed", credential.detail, "query");
  const unsupported = refuseAlgorithm(algorithm, credential.scope.service, "query");
  if (unsupported) return unsupported;
  const regionSet = readRegions(algorithm, values);
  if (regionSet && "kind" in regionSet) return regionSet;
  const signedAtMs = parseAmzDate(values["X-Amz-Date"]);
  if (signedAtMs === undefined) {
    const detail = `X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`;
    return refuse("date_malformed", detail, "query");
  }
  const expiresS = parseExpires(values["X-Amz-Expires"]);
  if (typeof expiresS !== "number") return expiresS;
  const payload = presignedPayload(values, headers, credential.scope, algorithm);
  return {
    kind: "signed",
    mechanism: "query",
    algorithm,
    request,
    accessKeyId: credential.accessKeyId,
    scope: credential.scope,
    regionSet,
    signedHeaders: values["X-Amz-SignedHeaders"].split(";"),
    signature: values["X-Amz-Signature"],
    sessionToken: values["X-Amz-Security-Token"],
    timestamp: values["X-Amz-Date"],
    signedAtMs,
    expiresS,
    payload,
    headers,
    parameters,
  };
}

interface PresignedMembers {
  readonly kind: "members";
  readonly values: Members;
  readonly algorithm: Algorithm;
}

/** The X-Amz-… parameters of authentication, decoded, each at most once. */
function parseMembers(parameters: readonly QueryParameter[]): PresignedMembers | SignatureRefusal {
  const values: Record<string, string> = {};
  for (const [name, value] of parameters) {
    if (!NAMES.has(name)) continue;
    if (values[name] !== undefined) return malformed(`${name} must be sent once.`);
    const decoded = decode(value);
    if (decoded === undefined) return malformed(`${name} is not valid UTF-8.`);
    values[name] = decoded;
  }
  const algorithm = parseAlgorithm(values["X-Amz-Algorithm"] || ALGORITHM, "query");
  if (typeof algorithm !== "string") return algorithm;
  if (REQUIRED.some((name) => !values[name])) {
    const detail =
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, " +
      "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.";
    return refuse("authorization_incomplete", detail, "query");
  }
  if (!isHeaderList(values["X-Amz-SignedHeaders"]!)) {
    return malformed("X-Amz-SignedHeaders must be lower-case header names joined by semicolons.");
  }
  if (!isSignature(values["X-Amz-Signature"]!, algorithm)) {
    return malformed(`X-Amz-Signature must be ${signatureForm(algorithm)}.`);
  }
  return { kind: "members", values: values as Members, algorithm };
}

/** The regions of a Signature Version 4A; undefined for the other. */
function readRegions(algorithm: Algorithm, values: Members): RegionSet | SignatureRefusal | undefined {
  return algorithm === ALGORITHM_4A ? parseRegionSet(values["X-Amz-Region-Set"], "query") : undefined;
}

function parseExpires(text: string): number | SignatureRefusal {
  if (!/^\d{1,12}$/.test(text)) {
    return refuse("expires_malformed", "X-Amz-Expires should be a number", "query");
  }
  const expiresS = Number(text);
  if (expiresS < 1) return refuse("expires_malformed", "X-Amz-Expires must be at least 1", "query");
  if (expiresS > EXPIRES_S_MAX) {
    const detail = `X-Amz-Expires must be less than a week (in seconds) that is ${EXPIRES_S_MAX}`;
    return refuse("expires_too_long", detail, "query");
  }
  return expiresS;
}

/** A header says more about this very request than the URL does; both name the hash that was signed. */
function presignedPayload(
  values: Members,
  headers: HeaderFields,
  scope: CredentialScope,
  algorithm: Algorithm,
): PayloadMode | SignatureRefusal {
  const contentSha256 = headers.get("x-amz-content-sha256") ?? values["X-Amz-Content-Sha256"];
  return payloadMode(contentSha256, signingRulesOf(scope.service), "query", algorithm);
}

const malformed = (detail: string): SignatureRefusal => refuse("authorization_malformed", detail, "query");

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
