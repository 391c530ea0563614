import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findAddressee } from "../aws/addressee.ts";
import { AwsError } from "../aws/aws-error.ts";
import { signRequest } from "../aws/sigv4/sign.ts";
import { type MultiRegionSigning, presignRequest4a, signRequest4a } from "../aws/sigv4/sign-4a.fixture.ts";
import type { SignableRequest } from "../aws/sigv4/signable-request.ts";
import { SigningSecret } from "../aws/sigv4/signing-secret.ts";
import { wireRequest } from "../aws/wire-request.ts";
import type { Principal } from "../policy/principal.ts";
import { authenticateCall } from "./authenticate-call.ts";

const nowMs = Date.UTC(2026, 0, 1, 12);
const secret = new SigningSecret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
const principal: Principal = {
  type: "User",
  accountId: "111122223333",
  arn: "arn:aws:iam::111122223333:user/ann",
  userId: "AIDAANN",
  tags: {},
};
const ports = {
  credentials: { findCredential: () => ({ principal, secret }) },
  nowMs: () => nowMs,
  defaultRegion: "eu-west-1",
};
const signing: MultiRegionSigning = {
  ...{ accessKeyId: "AKIDEXAMPLE", secret, service: "s3", regionSet: "eu-*", nowMs },
};
const put: SignableRequest = {
  method: "PUT",
  path: "/b/key",
  rawQuery: "",
  rawHeaders: ["Host", "localhost"],
};

/** Who a request to S3 is by and for which region, or the code of the error. */
function outcomeOf({ method, path, rawQuery, rawHeaders }: SignableRequest, body = "content"): string {
  const target = rawQuery ? `${path}?${rawQuery}` : path;
  const request = wireRequest({ method, target, rawHeaders, body: Buffer.from(body) });
  assert.equal(findAddressee(request).entry.id, "s3");
  const service = { id: "s3", signingName: "s3", global: false };
  try {
    const { region, principal: caller } = authenticateCall(request, service, "restXml", ports);
    return `${caller.arn} in ${region}`;
  } catch (error) {
    assert.ok(error instanceof AwsError);
    return error.code;
  }
}

describe("a call to S3 signed for several regions", () => {
  const signed = signRequest4a(put, Buffer.from("content"), signing);

  it("is one to the default region", () => {
    const expected = `${principal.arn} in eu-west-1`;
    assert.equal(outcomeOf(signed), expected);
    assert.equal(outcomeOf(presignRequest4a(put, signing)), expected);
  });

  const attacks: readonly (readonly [what: string, request: SignableRequest, code: string])[] = [
    ["another key", { ...signed, path: "/b/other" }, "SignatureDoesNotMatch"],
    ["another method", { ...signed, method: "DELETE" }, "SignatureDoesNotMatch"],
    [
      "another bucket's region",
      signRequest4a(put, "UNSIGNED-PAYLOAD", { ...signing, regionSet: "us-*" }),
      "AuthorizationHeaderMalformed",
    ],
    [
      "another secret",
      signRequest4a(put, "UNSIGNED-PAYLOAD", { ...signing, secret: new SigningSecret("guess") }),
      "SignatureDoesNotMatch",
    ],
    [
      "an old signature",
      signRequest4a(put, "UNSIGNED-PAYLOAD", { ...signing, nowMs: nowMs - 16 * 60_000 }),
      "RequestTimeTooSkewed",
    ],
  ];
  for (const [what, request, code] of attacks) {
    it(`is refused with ${what}: ${code}`, () => assert.equal(outcomeOf(request), code));
  }

  it("is refused with another body", () => {
    assert.equal(outcomeOf(signed, "other"), "XAmzContentSHA256Mismatch");
  });
});

describe("a call", () => {
  const ssm = { id: "ssm", signingName: "ssm", global: false };
  const s3 = { id: "s3", signingName: "s3", global: false };
  const iam = { id: "iam", signingName: "iam", global: true };
  const signedFor = (service: string, region: string) =>
    signRequest(put, Buffer.from("content"), { accessKeyId: "AKIDEXAMPLE", secret, region, service, nowMs });
  const outcome = (
    { method, path, rawHeaders }: SignableRequest,
    service: Parameters<typeof authenticateCall>[1],
  ): string => {
    const request = wireRequest({ method, target: path, rawHeaders, body: Buffer.from("content") });
    try {
      const { region, principal: caller } = authenticateCall(request, service, "awsJson1.1", ports);
      return `${caller.type} in ${region}`;
    } catch (error) {
      assert.ok(error instanceof AwsError);
      return error.code;
    }
  };

  it("without a signature is anonymous where that is allowed, and refused elsewhere", () => {
    assert.equal(outcome(put, s3), "Anonymous in eu-west-1");
    assert.equal(outcome(put, { ...ssm, acceptsUnsigned: true }), "Anonymous in eu-west-1");
    assert.equal(outcome(put, ssm), "MissingAuthenticationTokenException");
  });

  it("with credentials that cannot be read is not anonymous", () => {
    for (const value of ["AWS4-HMAC-SHA256 Credential=", "AWS AKIDEXAMPLE:c2ln", "Bearer token"]) {
      const request = { ...put, rawHeaders: [...put.rawHeaders, "Authorization", value] };
      assert.doesNotMatch(outcome(request, s3), /^Anonymous/, value);
    }
  });

  it("that is signed for one service is refused by another", () => {
    assert.equal(outcome(signedFor("ssm", "eu-west-1"), ssm), "User in eu-west-1");
    assert.equal(outcome(signedFor("s3", "eu-west-1"), ssm), "InvalidSignatureException");
  });

  it("of a global service is in its one region, whatever region it is signed for", () => {
    assert.equal(outcome(signedFor("iam", "eu-west-1"), iam), "User in us-east-1");
  });
});
