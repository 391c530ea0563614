import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseAuthorization } from "./parse-authorization.ts";
import type { SignatureRefusal } from "./refusal.ts";
import type { ScopeExpectations } from "./scope-check.ts";
import { presignRequest, type SigningParameters, signRequest } from "./sign.ts";
import type { SignableRequest } from "./signable-request.ts";
import { SigningSecret } from "./signing-secret.ts";
import { type VerifiedSignature, verifySignature } from "./verify-signature.ts";

const NOW_MS = Date.UTC(2026, 0, 31, 23, 59, 30);
const MINUTE_MS = 60_000;
const secret = new SigningSecret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
const signing: SigningParameters = {
  accessKeyId: "AKIDEXAMPLE",
  secret,
  region: "eu-central-1",
  service: "execute-api",
  nowMs: NOW_MS,
};
const body = Buffer.from('{"amount":1}');
const order: SignableRequest = {
  method: "POST",
  path: "/prod/orders/a%20b",
  rawQuery: "b=2&a=1&a=0",
  rawHeaders: ["Host", "abc.execute-api.eu-central-1.amazonaws.com", "Content-Type", "application/json"],
};

function verify(
  request: SignableRequest,
  options: {
    body?: Uint8Array | "streamed";
    expect?: ScopeExpectations;
    nowMs?: number;
    secret?: SigningSecret;
  } = {},
): VerifiedSignature | SignatureRefusal {
  const signed = parseAuthorization(request);
  if (signed.kind === "refused") return signed;
  const expectations = options.expect ?? { service: signing.service, region: signing.region };
  return verifySignature(
    signed,
    options.body ?? body,
    options.secret ?? secret,
    expectations,
    options.nowMs ?? NOW_MS,
  );
}

const codeOf = (verdict: VerifiedSignature | SignatureRefusal): string =>
  verdict.kind === "refused" ? verdict.code : "verified";

const withHeader = (request: SignableRequest, name: string, value: string): SignableRequest => ({
  ...request,
  rawHeaders: [...request.rawHeaders, name, value],
});

const editHeader = (
  request: SignableRequest,
  name: string,
  edit: (value: string) => string,
): SignableRequest => ({
  ...request,
  rawHeaders: request.rawHeaders.map((value, i, all) =>
    i % 2 === 1 && all[i - 1] === name ? edit(value) : value,
  ),
});

const withoutHeader = (request: SignableRequest, name: string): SignableRequest => ({
  ...request,
  rawHeaders: request.rawHeaders.filter(
    (value, i, all) => value !== name && (i % 2 === 0 || all[i - 1] !== name),
  ),
});

describe("a signed request", () => {
  const signed = signRequest(order, body, signing);

  it("verifies, and the same request presigned does too", () => {
    assert.equal(codeOf(verify(signed)), "verified");
    assert.equal(codeOf(verify(presignRequest(order, 60, signing, body))), "verified");
  });

  it("verifies however the client spelled what means the same", () => {
    const reordered = { ...signed, rawQuery: "a=0&b=2&%61=1" };
    assert.equal(codeOf(verify(reordered)), "verified");
    assert.equal(codeOf(verify({ ...signed, path: "//prod/./x/../orders/a%20b" })), "verified");
    assert.equal(codeOf(verify(editHeader(signed, "Content-Type", (value) => `  ${value} `))), "verified");
  });

  const attacks: readonly (readonly [what: string, request: SignableRequest, code: string])[] = [
    ["another method", { ...signed, method: "PUT" }, "signature_mismatch"],
    ["another path", { ...signed, path: "/prod/orders/a" }, "signature_mismatch"],
    ["an escaped slash in the path", { ...signed, path: "/prod/orders%2Fa%20b" }, "signature_mismatch"],
    ["another parameter", { ...signed, rawQuery: "b=2&a=1&a=0&admin=1" }, "signature_mismatch"],
    ["a parameter twice", { ...signed, rawQuery: "b=2&b=2&a=1&a=0" }, "signature_mismatch"],
    ["no query", { ...signed, rawQuery: "" }, "signature_mismatch"],
    ["another host", editHeader(signed, "Host", () => "evil.example"), "signature_mismatch"],
    ["another signed header", editHeader(signed, "Content-Type", () => "text/plain"), "signature_mismatch"],
    ["a signed header twice", withHeader(signed, "content-type", "text/plain"), "signature_mismatch"],
    ["a signed header taken away", withoutHeader(signed, "Content-Type"), "signed_header_absent"],
    ["an X-Amz- header added", withHeader(signed, "X-Amz-Target", "Evil.Call"), "header_not_signed"],
    ["X-Amz-Date twice", withHeader(signed, "x-amz-date", "20260131T235931Z"), "header_duplicated"],
    ["Date beside it twice", withHeader(withHeader(signed, "date", "a"), "date", "b"), "header_duplicated"],
    ["Authorization twice", withHeader(signed, "authorization", "AWS4-HMAC-SHA256 x=y"), "header_duplicated"],
    ["Host twice", withHeader(signed, "host", "evil.example"), "header_duplicated"],
    ["another date", editHeader(signed, "X-Amz-Date", () => "20260131T235931Z"), "signature_mismatch"],
    ["credentials in the query as well", { ...signed, rawQuery: "X-Amz-Signature=1" }, "several_mechanisms"],
    [
      "the host left out of the signature",
      editHeader(signed, "Authorization", (value) => value.replace(";host", "")),
      "host_not_signed",
    ],
    [
      "a header left out of the signature",
      editHeader(signed, "Authorization", (value) => value.replace("content-type;", "")),
      "signature_mismatch",
    ],
  ];
  for (const [what, request, code] of attacks) {
    it(`is refused with ${what}`, () => assert.equal(codeOf(verify(request)), code));
  }

  it("is refused with another body or another secret", () => {
    assert.equal(codeOf(verify(signed, { body: Buffer.from('{"amount":9}') })), "signature_mismatch");
    assert.equal(codeOf(verify(signed, { secret: new SigningSecret("guess") })), "signature_mismatch");
  });

  it("is refused when its declared hash is not its body's", () => {
    const hashed = signRequest(
      withHeader(order, "X-Amz-Content-Sha256", "0".repeat(64)),
      "0".repeat(64),
      signing,
    );
    assert.equal(codeOf(verify(hashed)), "payload_hash_mismatch");
  });

  it("is refused unsigned or in chunks where the service does not stream", () => {
    const unsigned = signRequest(
      withHeader(order, "X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"),
      "UNSIGNED-PAYLOAD",
      signing,
    );
    assert.equal(codeOf(verify(unsigned)), "payload_must_be_signed");
  });

  it("is worth nothing at another service, in another region or on another day", () => {
    assert.equal(codeOf(verify(signed, { expect: { service: "iam" } })), "scope_service_mismatch");
    // S3's own demands on a payload are no concern of another service.
    const forS3 = editHeader(signed, "Authorization", (value) => value.replace("/execute-api/", "/s3/"));
    const refused = verify(forS3);
    assert.ok(refused.kind === "refused");
    assert.equal(refused.detail, "Credential should be scoped to correct service: 'execute-api'. ");
    const elsewhere = { service: "execute-api", region: "us-east-1" };
    assert.equal(codeOf(verify(signed, { expect: elsewhere })), "scope_region_mismatch");
    assert.equal(codeOf(verify(signed, { expect: { service: "execute-api" } })), "verified");
    const tomorrow = editHeader(signed, "X-Amz-Date", () => "20260201T000000Z");
    assert.equal(codeOf(verify(tomorrow)), "scope_date_mismatch");
  });

  it("cannot be replayed outside its window, which depends on the service", () => {
    for (const [service, minutes] of [
      ["execute-api", 5],
      ["kms", 5],
      ["sts", 15],
      ["s3", 15],
    ] as const) {
      const request = signRequest(order, body, { ...signing, service });
      const at = (offsetMs: number): string =>
        codeOf(verify(request, { nowMs: NOW_MS + offsetMs, expect: { service } }));
      assert.equal(at(minutes * MINUTE_MS), "verified", service);
      assert.equal(at(minutes * MINUTE_MS + 1000), "signature_expired", service);
      assert.equal(at(-minutes * MINUTE_MS), "verified", service);
      assert.equal(at(-minutes * MINUTE_MS - 1000), "signature_not_yet_valid", service);
    }
  });

  it("tells a mismatch with the caller's own texts and without the secret", () => {
    const verdict = verify({ ...signed, method: "PUT" });
    assert.ok(verdict.kind === "refused" && verdict.expected);
    assert.ok(verdict.expected.canonicalRequest.startsWith("PUT\n/prod/orders/a%2520b\na=0&a=1&b=2\n"));
    assert.ok(!JSON.stringify(verdict).includes("EXAMPLEKEY"));
  });

  it("hashes header bytes above 0x7f as they were sent, 0xa0 included", () => {
    const sent = Buffer.from("voilà").toString("latin1");
    const verdict = verify(signRequest(withHeader(order, "X-Amz-Meta-Name", sent), body, signing));
    assert.equal(codeOf(verdict), "verified");
    const tampered = withHeader(signRequest(order, body, signing), "X-Note", sent);
    const shown = verify({
      ...editHeader(tampered, "Authorization", (value) => value.replace("host;", "host;x-note;")),
    });
    assert.ok(shown.kind === "refused" && shown.expected);
    const text = shown.expected.canonicalRequest;
    assert.match(text, /\nx-note:voil\xc3\xa0\n/);
    // Computed from the bytes on the wire, as the client does.
    const hashed = createHash("sha256").update(text, "latin1").digest("hex");
    assert.ok(shown.expected.stringToSign.endsWith(hashed));
  });
});

describe("a presigned request", () => {
  const presigned = presignRequest(order, 120, signing, body);
  const edit = (from: string, to: string): SignableRequest => ({
    ...presigned,
    rawQuery: presigned.rawQuery.replace(from, to),
  });

  const attacks: readonly (readonly [what: string, request: SignableRequest, code: string])[] = [
    ["a longer life", edit("X-Amz-Expires=120", "X-Amz-Expires=1200"), "signature_mismatch"],
    ["more than seven days", edit("X-Amz-Expires=120", "X-Amz-Expires=604801"), "expires_too_long"],
    ["no life", edit("X-Amz-Expires=120", "X-Amz-Expires=0"), "expires_malformed"],
    ["a negative life", edit("X-Amz-Expires=120", "X-Amz-Expires=-1"), "expires_malformed"],
    ["no X-Amz-Expires", edit("X-Amz-Expires=120&", ""), "authorization_incomplete"],
    ["no signature", edit("X-Amz-Signature=", "X="), "authorization_incomplete"],
    [
      "a second signature",
      { ...presigned, rawQuery: `${presigned.rawQuery}&X-Amz-Signature=0` },
      "authorization_malformed",
    ],
    [
      "a second, escaped name",
      { ...presigned, rawQuery: `${presigned.rawQuery}&X%2DAmz-Expires=9` },
      "authorization_malformed",
    ],
    ["another parameter", edit("a=1", "a=2"), "signature_mismatch"],
    ["an X-Amz- header", withHeader(presigned, "x-amz-acl", "public-read"), "header_not_signed"],
    ["another algorithm", edit("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"), "authorization_malformed"],
    ["an unknown algorithm", edit("AWS4-HMAC-SHA256", "AWS4-HMAC-MD5"), "algorithm_unsupported"],
  ];
  for (const [what, request, code] of attacks) {
    it(`is refused with ${what}`, () => assert.equal(codeOf(verify(request)), code));
  }

  it("is valid until it expires and not before it was made", () => {
    assert.equal(codeOf(verify(presigned, { nowMs: NOW_MS + 120_000 })), "verified");
    assert.equal(codeOf(verify(presigned, { nowMs: NOW_MS + 121_000 })), "presigned_url_expired");
    assert.equal(codeOf(verify(presigned, { nowMs: NOW_MS - 6 * MINUTE_MS })), "presigned_url_not_yet_valid");
  });

  it("for S3 leaves its body unsigned, for others does not", () => {
    const upload = presignRequest({ ...order, method: "PUT" }, 60, { ...signing, service: "s3" });
    assert.equal(codeOf(verify(upload, { body: "streamed", expect: { service: "s3" } })), "verified");
    assert.equal(codeOf(verify(presigned, { body: Buffer.from("other") })), "signature_mismatch");
  });

  it("may carry a session token signed or added after signing", () => {
    const session = presignRequest(order, 60, { ...signing, sessionToken: "tok/en+=" }, body);
    const parsed = parseAuthorization(session);
    assert.ok(parsed.kind === "signed");
    assert.equal(parsed.sessionToken, "tok/en+=");
    assert.equal(codeOf(verify(session)), "verified");
    const added = { ...presigned, rawQuery: `${presigned.rawQuery}&X-Amz-Security-Token=later` };
    assert.equal(codeOf(verify(added)), "verified");
  });
});

describe("the laws of signing", () => {
  const segment = fc.string({
    unit: fc.constantFrom("a", "B", "9", "-", "~", "%20", "%2F", "+", "(", ".", "\xe9"),
    maxLength: 6,
  });
  const path = fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join("/")}`);
  const component = fc.string({
    unit: fc.constantFrom("a", "Z", "0", "_", "%3D", "+", "/", "*", "\xe9"),
    maxLength: 5,
  });
  const query = fc
    .array(fc.tuple(component, component), { maxLength: 4 })
    .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join("&"));
  const request = fc.record({
    method: fc.constantFrom("GET", "POST", "DELETE"),
    path,
    rawQuery: query,
    rawHeaders: fc.constant(["Host", "example.com", "X-Note", "one  two"]),
  });
  const service = fc.constantFrom("s3", "execute-api");

  it("what was signed verifies, in the header and in the query", () => {
    fc.assert(
      fc.property(request, service, fc.uint8Array({ maxLength: 20 }), (sent, name, payload) => {
        const parameters = { ...signing, service: name };
        const options = { body: payload, expect: { service: name } };
        assert.equal(codeOf(verify(signRequest(sent, payload, parameters), options)), "verified");
        assert.equal(codeOf(verify(presignRequest(sent, 60, parameters, payload), options)), "verified");
      }),
      { numRuns: 200 },
    );
  });

  it("one changed byte in method, path, query, a signed header or the body is refused", () => {
    const place = fc.constantFrom("method", "path", "rawQuery", "header", "body");
    fc.assert(
      fc.property(request, place, fc.nat(), (sent, where, at) => {
        const signed = signRequest(sent, body, signing);
        const flip = (text: string): string => {
          const index = at % text.length;
          return text.slice(0, index) + (text[index] === "x" ? "y" : "x") + text.slice(index + 1);
        };
        if (where === "rawQuery" && sent.rawQuery === "") return;
        // The leading slash and the dots of a relative segment are not data: normalizing removes them.
        if (where === "path" && /\/(?:\.*)(?:\/|$)/.test(sent.path)) return;
        if (where === "path" && at % sent.path.length === 0) return;
        const changed =
          where === "header"
            ? editHeader(signed, "X-Note", flip)
            : where === "body"
              ? signed
              : { ...signed, [where]: flip(signed[where]) };
        const verdict = verify(changed, {
          body: where === "body" ? Buffer.from(flip(body.toString())) : body,
        });
        assert.equal(verdict.kind, "refused");
      }),
      { numRuns: 300 },
    );
  });

  it("no request makes the reader throw", () => {
    const header = fc.string({ unit: "binary-ascii", maxLength: 40 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("Authorization", "X-Amz-Date", "Host", "Date", "x"), header), {
          maxLength: 5,
        }),
        fc.string({
          unit: fc.constantFrom("X-Amz-Signature", "X-Amz-Credential", "=", "&", "%", "%zz", "a/b/c/d/e"),
          maxLength: 12,
        }),
        (headers, rawQuery) => {
          const verdict = verify({ method: "GET", path: "/", rawQuery, rawHeaders: headers.flat() });
          assert.equal(verdict.kind, "refused");
        },
      ),
      { numRuns: 300 },
    );
  });
});
