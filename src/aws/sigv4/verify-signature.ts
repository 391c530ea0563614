import { type KeyObject, timingSafeEqual, verify } from "node:crypto";
import { assertThat } from "../../base/assert.ts";
import { ALGORITHM_4A } from "./algorithm.ts";
import { canonicalRequest, stringToSign } from "./canonical-request.ts";
import { refuseCoverage } from "./coverage.ts";
import { payloadText } from "./payload-text.ts";
import { type ExpectedSignature, refuse, type SignatureRefusal } from "./refusal.ts";
import { refuseScope, type ScopeExpectations } from "./scope-check.ts";
import type { SignedRequest } from "./signed-request.ts";
import { signingRulesOf } from "./signing-rules.ts";
import type { SigningKey, SigningSecret } from "./signing-secret.ts";
import { refuseTime } from "./validity-window.ts";

/** A request whose signature is right. */
export interface VerifiedSignature {
  readonly kind: "verified";
  readonly signed: SignedRequest;
  /** Verifies the chunks of a streamed body: the HMAC's key, or for Signature Version 4A the public key. */
  readonly chunkKey: KeyObject;
}

const NEVER_SIGNED = ["X-Amz-Signature"];
const TOKEN_ADDED_AFTER_SIGNING = ["X-Amz-Signature", "X-Amz-Security-Token"];

/**
 * Verifies what `parseAuthorization` read, with the secret found for `signed.accessKeyId`.
 *
 * `body` is the whole body, or `"streamed"` for a service whose bodies are not held whole (S3): its body must then be
 * read through `verifiedPayload`. `nowMs` is the time in milliseconds since the epoch.
 */
export function verifySignature(
  signed: SignedRequest,
  body: Uint8Array | "streamed",
  secret: SigningSecret,
  expectations: ScopeExpectations,
  nowMs: number,
): VerifiedSignature | SignatureRefusal {
  const refusal = refuseScope(signed, expectations) ?? refuseTime(signed, nowMs) ?? refuseCoverage(signed);
  if (refusal) return refusal;
  const payload = payloadText(signed.payload, body);
  if (typeof payload !== "string") return payload;
  const expected = expectedSignature(signed, payload, NEVER_SIGNED);
  const verified = verifyText(signed, secret, expected.stringToSign);
  if (verified) return verified;
  if (signed.mechanism === "query" && signed.sessionToken !== undefined) {
    const withoutToken = expectedSignature(signed, payload, TOKEN_ADDED_AFTER_SIGNING);
    const verifiedWithout = verifyText(signed, secret, withoutToken.stringToSign);
    if (verifiedWithout) return verifiedWithout;
  }
  return { ...refuse("signature_mismatch", MISMATCH, signed.mechanism), expected };
}

const MISMATCH =
  "The request signature we calculated does not match the signature you provided. " +
  "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

function expectedSignature(
  signed: SignedRequest,
  payload: string,
  parametersLeftOut: readonly string[],
): ExpectedSignature {
  const request = canonicalRequest({
    method: signed.request.method,
    path: signed.request.path,
    pathRule: signingRulesOf(signed.scope.service).path,
    parameters: signed.parameters,
    parametersLeftOut,
    headers: signed.headers,
    signedHeaders: signed.signedHeaders,
    payloadText: payload,
  });
  return {
    canonicalRequest: request,
    stringToSign: stringToSign(signed.algorithm, signed.timestamp, signed.scope.text, request),
  };
}

/** Undefined when the signature is not one of this text. */
function verifyText(
  signed: SignedRequest,
  secret: SigningSecret,
  text: string,
): VerifiedSignature | undefined {
  if (signed.algorithm === ALGORITHM_4A) {
    const { publicKey } = secret.ecdsaKeys(signed.accessKeyId);
    const fits = verify("sha256", Buffer.from(text), publicKey, Buffer.from(signed.signature, "hex"));
    return fits ? { kind: "verified", signed, chunkKey: publicKey } : undefined;
  }
  const signingKey = secret.signingKey(signed.scope);
  return signatureFits(signed.signature, signingKey, text)
    ? { kind: "verified", signed, chunkKey: signingKey.key }
    : undefined;
}

/** Both signatures of a comparison, in hexadecimal digits. Nothing waits between writing and comparing. */
const right = Buffer.alloc(64);
const given = Buffer.alloc(64);

/** Compared in constant time: an attacker may send any number of guesses. */
function signatureFits(signature: string, { hmac }: SigningKey, text: string): boolean {
  assertThat(signature.length === given.length, "A signature of another length was parsed");
  right.write(hmac.hex(text), "latin1");
  given.write(signature, "latin1");
  return timingSafeEqual(right, given);
}
