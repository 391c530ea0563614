import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseAuthorization } from "./parse-authorization.ts";
import type { SignatureRefusal } from "./refusal.ts";

const CREDENTIAL = "AKIDEXAMPLE/20260131/us-east-1/iam/aws4_request";
const SIGNATURE = "a".repeat(64);
const MEMBERS = `Credential=${CREDENTIAL}, SignedHeaders=host;x-amz-date, Signature=${SIGNATURE}`;

const parse = (
  authorization: string | undefined,
  more: readonly string[] = ["X-Amz-Date", "20260131T120000Z"],
  rawQuery = "",
) =>
  parseAuthorization({
    method: "GET",
    path: "/",
    rawQuery,
    rawHeaders: [
      "Host",
      "localhost",
      ...more,
      ...(authorization === undefined ? [] : ["Authorization", authorization]),
    ],
  });

/** A payload mode is refused where the signature is verified. */
function refusalOf(parsed: ReturnType<typeof parse>): SignatureRefusal | undefined {
  if (parsed.kind === "refused") return parsed;
  return parsed.payload.kind === "refused" ? parsed.payload : undefined;
}

describe("parseAuthorization", () => {
  it("reads every member of the header", () => {
    const signed = parse(`AWS4-HMAC-SHA256 ${MEMBERS}`, [
      "X-Amz-Date",
      "20260131T120000Z",
      "X-Amz-Security-Token",
      "token",
    ]);
    assert.ok(signed.kind === "signed");
    assert.equal(signed.accessKeyId, "AKIDEXAMPLE");
    assert.deepEqual(signed.scope, {
      date: "20260131",
      region: "us-east-1",
      service: "iam",
      text: "20260131/us-east-1/iam/aws4_request",
    });
    assert.deepEqual(signed.signedHeaders, ["host", "x-amz-date"]);
    assert.equal(signed.signature, SIGNATURE);
    assert.equal(signed.sessionToken, "token");
    assert.equal(signed.signedAtMs, Date.UTC(2026, 0, 31, 12));
    assert.equal(signed.mechanism, "header");
  });

  it("reads the members in any order, without spaces, and dates from Date", () => {
    const members = MEMBERS.split(", ").reverse().join(",");
    const signed = parse(`AWS4-HMAC-SHA256 ${members}`, ["Date", "Sat, 31 Jan 2026 12:00:00 GMT"]);
    assert.ok(signed.kind === "signed");
    assert.equal(signed.timestamp, "20260131T120000Z");
  });

  const refused: readonly (readonly [
    what: string,
    authorization: string | undefined,
    code: string,
    more?: readonly string[],
    rawQuery?: string,
  ])[] = [
    ["nothing", undefined, "credentials_missing"],
    ["an empty header", "", "scheme_unsupported"],
    ["a bearer token", "Bearer eyJ", "scheme_unsupported"],
    ["Signature Version 2", "AWS AKIDEXAMPLE:c2ln", "signature_version_2"],
    [
      "a Signature Version 2 URL",
      undefined,
      "signature_version_2",
      [],
      "AWSAccessKeyId=AKIDEXAMPLE&Signature=x&Expires=1",
    ],
    ["Signature Version 3", "AWS3-HTTPS AWSAccessKeyId=x", "algorithm_unsupported"],
    ["no members", "AWS4-HMAC-SHA256", "authorization_malformed"],
    [
      "no signature",
      `AWS4-HMAC-SHA256 Credential=${CREDENTIAL}, SignedHeaders=host`,
      "authorization_incomplete",
    ],
    ["a member twice", `AWS4-HMAC-SHA256 ${MEMBERS}, Signature=${SIGNATURE}`, "authorization_malformed"],
    ["an unknown member", `AWS4-HMAC-SHA256 ${MEMBERS}, Extra=1`, "authorization_malformed"],
    [
      "a member named like Object's own",
      `AWS4-HMAC-SHA256 ${MEMBERS}, __proto__=1`,
      "authorization_malformed",
    ],
    ["a short signature", `AWS4-HMAC-SHA256 ${MEMBERS.slice(0, -1)}`, "authorization_malformed"],
    [
      "an upper-case signature",
      `AWS4-HMAC-SHA256 ${MEMBERS.replace(SIGNATURE, SIGNATURE.toUpperCase())}`,
      "authorization_malformed",
    ],
    [
      "an upper-case header name",
      `AWS4-HMAC-SHA256 ${MEMBERS.replace("host", "Host")}`,
      "authorization_malformed",
    ],
    [
      "an empty header name",
      `AWS4-HMAC-SHA256 ${MEMBERS.replace("host;", "host;;")}`,
      "authorization_malformed",
    ],
    [
      "a header name twice",
      `AWS4-HMAC-SHA256 ${MEMBERS.replace("host;", "host;host;")}`,
      "authorization_malformed",
    ],
    ["a long header", `AWS4-HMAC-SHA256 ${MEMBERS}${"x".repeat(9000)}`, "request_too_large"],
    ["four parts of scope", `AWS4-HMAC-SHA256 ${MEMBERS.replace("/iam", "")}`, "scope_malformed"],
    ["six parts of scope", `AWS4-HMAC-SHA256 ${MEMBERS.replace("/iam", "/iam/x")}`, "scope_malformed"],
    [
      "another terminator",
      `AWS4-HMAC-SHA256 ${MEMBERS.replace("aws4_request", "aws5_request")}`,
      "scope_malformed",
    ],
    ["a scope without region", `AWS4-HMAC-SHA256 ${MEMBERS.replace("us-east-1", "")}`, "scope_malformed"],
    ["no date", `AWS4-HMAC-SHA256 ${MEMBERS}`, "date_missing", []],
    [
      "an impossible date",
      `AWS4-HMAC-SHA256 ${MEMBERS}`,
      "date_malformed",
      ["X-Amz-Date", "20260230T120000Z"],
    ],
    ["month 13", `AWS4-HMAC-SHA256 ${MEMBERS}`, "date_malformed", ["X-Amz-Date", "20261301T120000Z"]],
    ["month 0", `AWS4-HMAC-SHA256 ${MEMBERS}`, "date_malformed", ["X-Amz-Date", "20260031T120000Z"]],
    ["hour 24", `AWS4-HMAC-SHA256 ${MEMBERS}`, "date_malformed", ["X-Amz-Date", "20260131T240000Z"]],
    [
      "an X-Amz-Date that is an HTTP date",
      `AWS4-HMAC-SHA256 ${MEMBERS}`,
      "date_malformed",
      ["X-Amz-Date", "Sat, 31 Jan 2026 12:00:00 GMT"],
    ],
    [
      "a payload mode that does not exist",
      `AWS4-HMAC-SHA256 ${MEMBERS}`,
      "payload_hash_malformed",
      ["X-Amz-Date", "20260131T120000Z", "X-Amz-Content-Sha256", "UNSIGNED"],
    ],
    [
      "no payload hash for S3",
      `AWS4-HMAC-SHA256 ${MEMBERS.replace("/iam/", "/s3/")}`,
      "payload_hash_missing",
    ],
    ["a long query", `AWS4-HMAC-SHA256 ${MEMBERS}`, "request_too_large", [], "a".repeat(70_000)],
    [
      "a thousand headers",
      `AWS4-HMAC-SHA256 ${MEMBERS}`,
      "request_too_large",
      Array.from({ length: 2000 }, () => "x"),
    ],
  ];
  for (const [what, authorization, code, more, rawQuery] of refused) {
    it(`refuses ${what}`, () => {
      const refusal = refusalOf(parse(authorization, more, rawQuery));
      assert.equal(refusal?.code, code);
    });
  }

  it("never shows a signature or token in a refusal's detail", () => {
    for (const [, authorization, , more, rawQuery] of refused) {
      const refusal = refusalOf(parse(authorization, more, rawQuery));
      assert.ok(refusal && !refusal.detail.includes("aaaa"));
    }
  });
});
