import { AwsError } from "../aws-error.ts";
import type { AuthenticationFailure } from "./authentication-failure.ts";
import type { SignatureRefusal } from "./refusal.ts";

/** S3's code, status and, where it is not the refusal's detail, message. */
type Row = readonly [code: string, status: number, message?: string];

const UNSUPPORTED_MECHANISM =
  "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.";
const WRONG_LENGTH = "You did not provide the number of bytes specified by the Content-Length HTTP header";
const MALFORMED_TRAILERS =
  "The request contained trailing data that was not well-formed or did not conform to our published schema.";
const SKEWED = "The difference between the request time and the current time is too large.";
const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
const UNKNOWN_KEY: Row = [
  "InvalidAccessKeyId",
  403,
  "The AWS Access Key Id you provided does not exist in our records.",
];

/**
 * What S3 answers to each refusal. Where the credentials themselves are malformed it answers
 * AuthorizationHeaderMalformed, or AuthorizationQueryParametersError for a presigned URL: `malformed` below.
 * Source: Amazon S3 API Reference, "Error responses".
 */
const ROWS: Readonly<Record<AuthenticationFailure["code"], Row | "malformed">> = {
  credentials_missing: ["AccessDenied", 403, "Access Denied"],
  several_mechanisms: ["InvalidArgument", 400],
  scheme_unsupported: ["InvalidArgument", 400, "Unsupported Authorization Type"],
  signature_version_2: ["InvalidRequest", 400, UNSUPPORTED_MECHANISM],
  algorithm_unsupported: ["InvalidRequest", 400, UNSUPPORTED_MECHANISM],
  authorization_malformed: "malformed",
  authorization_incomplete: "malformed",
  header_duplicated: ["InvalidRequest", 400],
  request_too_large: ["RequestHeaderSectionTooLarge", 400],
  date_missing: ["AccessDenied", 403, "AWS authentication requires a valid Date or x-amz-date header"],
  date_malformed: "malformed",
  expires_malformed: "malformed",
  expires_too_long: "malformed",
  payload_hash_missing: ["InvalidRequest", 400],
  payload_hash_malformed: ["InvalidArgument", 400],
  scope_malformed: "malformed",
  scope_date_mismatch: "malformed",
  scope_region_mismatch: "malformed",
  scope_service_mismatch: "malformed",
  signature_expired: ["RequestTimeTooSkewed", 403, SKEWED],
  signature_not_yet_valid: ["RequestTimeTooSkewed", 403, SKEWED],
  presigned_url_expired: ["AccessDenied", 403],
  presigned_url_not_yet_valid: ["AccessDenied", 403],
  host_not_signed: "malformed",
  header_not_signed: ["AccessDenied", 403],
  signed_header_absent: ["SignatureDoesNotMatch", 403],
  payload_must_be_signed: ["InvalidRequest", 400],
  payload_hash_mismatch: ["XAmzContentSHA256Mismatch", 400],
  signature_mismatch: ["SignatureDoesNotMatch", 403, MISMATCH],
  chunk_malformed: ["InvalidChunkSizeError", 400],
  chunk_signature_mismatch: ["SignatureDoesNotMatch", 403, MISMATCH],
  payload_length_missing: ["MissingContentLength", 411, "You must provide the Content-Length HTTP header."],
  payload_incomplete: ["IncompleteBody", 400, WRONG_LENGTH],
  trailer_malformed: ["MalformedTrailerError", 400, MALFORMED_TRAILERS],
  trailer_signature_mismatch: ["SignatureDoesNotMatch", 403, MISMATCH],
  checksum_mismatch: ["BadDigest", 400],
  "unknown-access-key": UNKNOWN_KEY,
  "inactive-access-key": UNKNOWN_KEY,
  "session-token-missing": UNKNOWN_KEY,
  "session-token-invalid": ["InvalidToken", 400, "The provided token is malformed or otherwise invalid."],
  "session-expired": ["ExpiredToken", 400, "The provided token has expired."],
};

/** The error that a caller of S3 gets, with S3's own members: `StringToSign`, `CanonicalRequest`, `Expires`, … */
export function s3AuthenticationError(failure: AuthenticationFailure): AwsError {
  const row = ROWS[failure.code];
  if (!("detail" in failure)) {
    const [code, status, message] = row as Row;
    return new AwsError(code, message ?? code, { status });
  }
  if (row === "malformed") {
    const code =
      failure.mechanism === "query" ? "AuthorizationQueryParametersError" : "AuthorizationHeaderMalformed";
    return new AwsError(code, failure.detail, { status: 400, members: failure.members ?? {} });
  }
  const [code, status, message] = row;
  return new AwsError(code, message ?? failure.detail, { status, members: membersOf(failure) });
}

/** The texts that should have been signed only repeat the caller's own request. */
function membersOf({ members, expected }: SignatureRefusal): Readonly<Record<string, string>> {
  if (!expected) return members ?? {};
  return { ...members, StringToSign: expected.stringToSign, CanonicalRequest: expected.canonicalRequest };
}
