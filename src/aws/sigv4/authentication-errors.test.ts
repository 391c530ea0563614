import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Protocol } from "../catalogue.ts";
import { authenticationError } from "./authentication-errors.ts";
import type { AuthenticationFailure } from "./authentication-failure.ts";
import { refuse } from "./refusal.ts";

const mismatch: AuthenticationFailure = {
  ...refuse("signature_mismatch", "The request signature we calculated does not match."),
  expected: { canonicalRequest: "GET\n/", stringToSign: "AWS4-HMAC-SHA256\n…" },
};
const unknown: AuthenticationFailure = { kind: "refused", code: "unknown-access-key" };
const missing = refuse("credentials_missing", "Request is missing Authentication Token");
const expired = refuse("signature_expired", "Signature expired: a is now earlier than b");
const sessionExpired: AuthenticationFailure = { kind: "refused", code: "session-expired" };
const tooLong = refuse("expires_too_long", "X-Amz-Expires must be less than a week", "query");
const notYet = refuse("presigned_url_not_yet_valid", "Request is not yet valid", "query");

/** Measured on AWS where the reference facts say so; else from AWS's lists of common errors. */
const rows: readonly (readonly [
  AuthenticationFailure,
  Protocol,
  service: string,
  code: string,
  status: number,
])[] = [
  [mismatch, "awsQuery", "iam", "SignatureDoesNotMatch", 403],
  [mismatch, "restXml", "s3", "SignatureDoesNotMatch", 403],
  [mismatch, "awsJson1.0", "dynamodb", "InvalidSignatureException", 400],
  [mismatch, "restJson1", "lambda", "InvalidSignatureException", 403],
  [missing, "awsQuery", "sts", "MissingAuthenticationToken", 403],
  [missing, "awsJson1.1", "kms", "MissingAuthenticationTokenException", 400],
  [missing, "restXml", "s3", "AccessDenied", 403],
  [unknown, "awsQuery", "iam", "InvalidClientTokenId", 403],
  [unknown, "awsJson1.0", "cloudwatch", "InvalidClientTokenId", 403],
  [unknown, "awsJson1.1", "kms", "UnrecognizedClientException", 400],
  [unknown, "restJson1", "lambda", "UnrecognizedClientException", 403],
  [unknown, "restXml", "s3", "InvalidAccessKeyId", 403],
  [unknown, "ec2Query", "ec2", "AuthFailure", 401],
  [expired, "awsQuery", "sts", "SignatureDoesNotMatch", 403],
  [expired, "restXml", "s3", "RequestTimeTooSkewed", 403],
  [sessionExpired, "awsQuery", "sts", "ExpiredToken", 403],
  [sessionExpired, "awsJson1.0", "dynamodb", "ExpiredTokenException", 400],
  [sessionExpired, "restXml", "s3", "ExpiredToken", 400],
  [tooLong, "restXml", "s3", "AuthorizationQueryParametersError", 400],
  [notYet, "restXml", "s3", "AccessDenied", 403],
];

describe("authenticationError", () => {
  for (const [failure, protocol, service, code, status] of rows) {
    it(`answers ${failure.code} at ${service} with ${code}`, () => {
      const error = authenticationError(failure, protocol, service);
      assert.deepEqual([error.code, error.status], [code, status]);
    });
  }

  it("shows what should have been signed, as AWS does", () => {
    const { message } = authenticationError(mismatch, "awsQuery", "iam");
    assert.match(
      message,
      /The Canonical String for this request should have been\n'GET\n\/'\n\nThe String-to-Sign/,
    );
    const { members } = authenticationError(mismatch, "restXml", "s3");
    assert.deepEqual(members, { StringToSign: "AWS4-HMAC-SHA256\n…", CanonicalRequest: "GET\n/" });
  });

  it("does not say which of key and session token was wrong", () => {
    const inactive: AuthenticationFailure = { kind: "refused", code: "inactive-access-key" };
    const wrongToken: AuthenticationFailure = { kind: "refused", code: "session-token-invalid" };
    const messages = [unknown, inactive, wrongToken].map(
      (it) => authenticationError(it, "awsQuery", "sts").message,
    );
    assert.equal(new Set(messages).size, 1);
  });
});
