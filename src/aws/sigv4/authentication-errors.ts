import { AwsError } from "../aws-error.ts";
import type { Protocol } from "../catalogue.ts";
import type { AuthenticationFailure } from "./authentication-failure.ts";
import type { SignatureRefusal } from "./refusal.ts";
import { s3AuthenticationError } from "./s3-authentication-errors.ts";

/** What went wrong, as far as services other than S3 tell it apart. */
type Problem = "missing" | "incomplete" | "mismatch" | "unknown" | "expired";

/** One code and status per way of wording errors. */
interface Answers {
  readonly query: readonly [code: string, status: number];
  readonly ec2: readonly [code: string, status: number];
  readonly json: readonly [code: string, status: number];
  readonly restJson: readonly [code: string, status: number];
}

/** Measured on AWS: wrong secret, missing credentials, unknown key. The rest: AWS's "Common Errors" pages. */
const ANSWERS: Readonly<Record<Problem, Answers>> = {
  missing: {
    query: ["MissingAuthenticationToken", 403],
    ec2: ["MissingAuthenticationToken", 403],
    json: ["MissingAuthenticationTokenException", 400],
    restJson: ["MissingAuthenticationTokenException", 403],
  },
  incomplete: {
    query: ["IncompleteSignature", 400],
    ec2: ["IncompleteSignature", 400],
    json: ["IncompleteSignatureException", 400],
    restJson: ["IncompleteSignatureException", 403],
  },
  mismatch: {
    query: ["SignatureDoesNotMatch", 403],
    ec2: ["SignatureDoesNotMatch", 403],
    json: ["InvalidSignatureException", 400],
    restJson: ["InvalidSignatureException", 403],
  },
  unknown: {
    query: ["InvalidClientTokenId", 403],
    ec2: ["AuthFailure", 401],
    json: ["UnrecognizedClientException", 400],
    restJson: ["UnrecognizedClientException", 403],
  },
  expired: {
    query: ["ExpiredToken", 403],
    ec2: ["RequestExpired", 400],
    json: ["ExpiredTokenException", 400],
    restJson: ["ExpiredTokenException", 403],
  },
};

/** Codes that are not a mismatch: every other refusal says that the signature is not one for this request. */
const PROBLEMS: Readonly<Partial<Record<AuthenticationFailure["code"], Problem>>> = {
  credentials_missing: "missing",
  several_mechanisms: "incomplete",
  scheme_unsupported: "incomplete",
  signature_version_2: "incomplete",
  algorithm_unsupported: "incomplete",
  authorization_malformed: "incomplete",
  authorization_incomplete: "incomplete",
  header_duplicated: "incomplete",
  request_too_large: "incomplete",
  date_missing: "incomplete",
  date_malformed: "incomplete",
  expires_malformed: "incomplete",
  expires_too_long: "incomplete",
  scope_malformed: "incomplete",
  payload_hash_malformed: "incomplete",
  "unknown-access-key": "unknown",
  "inactive-access-key": "unknown",
  "session-token-missing": "unknown",
  "session-token-invalid": "unknown",
  "session-expired": "expired",
};

/**
 * The error that the caller of a service gets. `protocol` is the one that the call speaks; `serviceId` the service's
 * id in the catalogue. S3 has codes of its own, and CloudWatch answers as a query service in every protocol.
 */
export function authenticationError(
  failure: AuthenticationFailure,
  protocol: Protocol,
  serviceId: string,
): AwsError {
  if (protocol === "restXml") return s3AuthenticationError(failure);
  const problem = PROBLEMS[failure.code] ?? "mismatch";
  const wording = serviceId === "cloudwatch" ? "query" : WORDINGS[protocol];
  const [code, status] = ANSWERS[problem][wording];
  return new AwsError(code, messageOf(failure, problem), { status });
}

const WORDINGS: Readonly<Record<Exclude<Protocol, "restXml">, keyof Answers>> = {
  awsQuery: "query",
  ec2Query: "ec2",
  "awsJson1.0": "json",
  "awsJson1.1": "json",
  rpcv2Cbor: "json",
  restJson1: "restJson",
};

function messageOf(failure: AuthenticationFailure, problem: Problem): string {
  if (problem === "unknown") return "The security token included in the request is invalid.";
  if (problem === "expired") return "The security token included in the request is expired";
  if (!("detail" in failure))
    return "The request signature we calculated does not match the signature you provided.";
  if (failure.code !== "signature_mismatch" || !failure.expected) return failure.detail;
  return signatureMismatchMessage(failure);
}

/**
 * What IAM, STS, API Gateway and others say to a wrong signature: with the texts that should have been signed, which
 * only repeat the caller's own request.
 */
function signatureMismatchMessage(refusal: SignatureRefusal): string {
  if (!refusal.expected) return refusal.detail;
  const { canonicalRequest, stringToSign } = refusal.expected;
  return (
    `${refusal.detail}\n\nThe Canonical String for this request should have been\n'${canonicalRequest}'\n\n` +
    `The String-to-Sign should have been\n'${stringToSign}'\n`
  );
}
