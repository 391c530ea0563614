import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseAuthorization } from "./parse-authorization.ts";
import { coversRegion, parseRegionSet } from "./region-set.ts";
import type { ScopeExpectations } from "./scope-check.ts";
import { signRequest } from "./sign.ts";
import { type MultiRegionSigning, presignRequest4a, signRequest4a } from "./sign-4a.fixture.ts";
import type { SignableRequest } from "./signable-request.ts";
import { SigningSecret } from "./signing-secret.ts";
import { verifySignature } from "./verify-signature.ts";

const NOW_MS = Date.UTC(2026, 0, 31, 23, 59, 30);
const MINUTE_MS = 60_000;
const accessKeyId = "AKIDEXAMPLE";
const secret = new SigningSecret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
const api: ScopeExpectations = { service: "execute-api", region: "eu-central-1" };
const body = Buffer.from('{"amount":1}');

interface Verification {
  readonly body?: Uint8Array | "streamed";
  readonly expect?: ScopeExpectations;
  readonly nowMs?: number;
  readonly secret?: SigningSecret;
}

/** `verified`, or the code of the refusal. */
function verdictOf(request: SignableRequest, given: Verification = {}): string {
  const signed = parseAuthorization(request);
  if (signed.kind === "refused") return signed.code;
  const verdict = verifySignature(
    signed,
    given.body ?? body,
    given.secret ?? secret,
    given.expect ?? api,
    given.nowMs ?? NOW_MS,
  );
  return verdict.kind === "refused" ? verdict.code : "verified";
}

describe("the key pair of Signature Version 4A", () => {
  it("is the one that AWS's own implementations derive", () => {
    // Source: awslabs/aws-c-auth, tests/key_derivation_tests.c: "in synchronicity with Golang and IAM".
    const known = new SigningSecret("q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom");
    const { x, y } = known.ecdsaKeys("AKISORANDOMAASORANDOM").publicKey.export({ format: "jwk" });
    const hex = (part = "") => Buffer.from(part, "base64url").toString("hex");
    assert.equal(hex(x), "15d242ceebf8d8169fd6a8b5a746c41140414c3b07579038da06af89190fffcb");
    assert.equal(hex(y), "0515242cedd82e94799482e4c0514b505afccf2c0c98d6a553bf539f424c5ec0");
  });
});

/** Signed by the npm package @smithy/signature-v4a 3.6.2 (AWS's signer for JavaScript), on 22 November 2026. */
const recordings: readonly {
  readonly what: string;
  readonly request: SignableRequest;
  readonly body: string;
  readonly expect: ScopeExpectations;
}[] = [
  {
    what: "a POST to an API for a few regions",
    request: {
      method: "POST",
      path: "/prod/orders/a%20b",
      rawQuery: "b=2&a=1&a=0",
      rawHeaders: [
        ...["host", "abc.execute-api.eu-central-1.amazonaws.com", "content-type", "application/json"],
        ...["x-amz-date", "20260131T235930Z", "x-amz-region-set", "us-east-1,eu-*", "authorization"],
        "AWS4-ECDSA-P256-SHA256 Credential=AKIDEXAMPLE/20260131/execute-api/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-region-set, Signature=3045022100c216278b61184fdcf34ad1d21458bc4eabfe4d2a2a2b931453273181dae7646e022001a6a9d43195b7e57d6cca1f43a3481959eb699d0546917e80aa3d6cfecb3f6f",
      ],
    },
    body: '{"amount":1}',
    expect: api,
  },
  {
    what: "a session's GET for every region",
    request: {
      method: "GET",
      path: "/prod/pets",
      rawQuery: "",
      rawHeaders: [
        ...["host", "abc.execute-api.us-west-2.amazonaws.com", "x-amz-date", "20260131T235930Z"],
        ...["x-amz-security-token", "session-token", "x-amz-region-set", "*", "authorization"],
        "AWS4-ECDSA-P256-SHA256 Credential=AKIDEXAMPLE/20260131/execute-api/aws4_request, SignedHeaders=host;x-amz-date;x-amz-region-set;x-amz-security-token, Signature=304502210087a244daaa16899c290742a1cb0efa2e99fdc379844ba81442d3fa4b7cd18cb4022017b63493a776712d2712832061b4c93fa45d569e92bf97eac92eceb118ff44b4",
      ],
    },
    body: "",
    expect: { service: "execute-api", region: "us-west-2" },
  },
  {
    what: "an object put to S3",
    request: {
      method: "PUT",
      path: "/a//b%20c",
      rawQuery: "",
      rawHeaders: [
        ...["host", "mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com"],
        ...["x-amz-date", "20260131T235930Z", "x-amz-region-set", "*", "x-amz-content-sha256"],
        ...["ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73", "authorization"],
        "AWS4-ECDSA-P256-SHA256 Credential=AKIDEXAMPLE/20260131/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-region-set, Signature=30440220534ab08d0d517036abbb114b54cc48587118fc537b75c57a8af778ab5c196640022006ef4b5eaa29da1032b7a700053fea9b259b80ae97a3333af5a1ed282a925d40",
      ],
    },
    body: "content",
    expect: { service: "s3", region: "us-east-1" },
  },
];

describe("what AWS's signer signed", () => {
  for (const { what, request, body: sent, expect } of recordings) {
    const given = { body: Buffer.from(sent), expect };
    it(`verifies: ${what}`, () => assert.equal(verdictOf(request, given), "verified"));
    it(`is refused with another body: ${what}`, () => {
      const refused = expect.service === "s3" ? "payload_hash_mismatch" : "signature_mismatch";
      assert.equal(verdictOf(request, { expect, body: Buffer.from("other") }), refused);
    });
  }
});

const signing: MultiRegionSigning = {
  accessKeyId,
  secret,
  service: "execute-api",
  regionSet: "us-east-1,eu-*",
  nowMs: NOW_MS,
};
const order: SignableRequest = {
  method: "POST",
  path: "/prod/orders/a%20b",
  rawQuery: "b=2&a=1",
  rawHeaders: ["Host", "abc.execute-api.eu-central-1.amazonaws.com", "Content-Type", "application/json"],
};
const signed = signedWithRoom();
const presigned = presignRequest4a(order, signing);

/** A signature that is not as long as one may be, which one in four is: a byte more is not yet too many. */
function signedWithRoom(): SignableRequest {
  for (;;) {
    const request = signRequest4a(order, body, signing);
    if (!/Signature=[0-9a-f]{144}$/.test(request.rawHeaders.at(-1)!)) return request;
  }
}

const withHeader = (name: string, edit: (value: string) => string, from = signed): SignableRequest => ({
  ...from,
  rawHeaders: from.rawHeaders.map((value, i, all) =>
    i % 2 === 1 && all[i - 1] === name ? edit(value) : value,
  ),
});
const withAuthorization = (found: string | RegExp, put: string): SignableRequest =>
  withHeader("Authorization", (value) => value.replace(found, put));
const withQuery = (found: string | RegExp, put: string): SignableRequest => ({
  ...presigned,
  rawQuery: presigned.rawQuery.replace(found, put),
});
const withoutHeader = (name: string): SignableRequest => ({
  ...signed,
  rawHeaders: signed.rawHeaders.filter((value, i, all) => value !== name && all[i - 1] !== name),
});

describe("a request signed for several regions", () => {
  it("verifies in its headers and presigned", () => {
    assert.equal(verdictOf(signed), "verified");
    assert.equal(verdictOf({ ...presigned, method: "POST" }, { body: Buffer.alloc(0) }), "verified");
  });

  const attacks: readonly (readonly [what: string, request: SignableRequest, code: string])[] = [
    ["another method", { ...signed, method: "PUT" }, "signature_mismatch"],
    ["another path", { ...signed, path: "/prod/orders/a" }, "signature_mismatch"],
    ["another parameter", { ...signed, rawQuery: "b=2&a=1&admin=1" }, "signature_mismatch"],
    ["another host", withHeader("Host", () => "evil.example"), "signature_mismatch"],
    ["another signed header", withHeader("Content-Type", () => "text/plain"), "signature_mismatch"],
    ["more regions", withHeader("X-Amz-Region-Set", () => "*"), "signature_mismatch"],
    ["no regions", withoutHeader("X-Amz-Region-Set"), "authorization_incomplete"],
    ["malformed regions", withHeader("X-Amz-Region-Set", () => "*-1"), "authorization_malformed"],
    [
      "regions twice",
      { ...signed, rawHeaders: [...signed.rawHeaders, "x-amz-region-set", "*"] },
      "header_duplicated",
    ],
    ["unsigned regions", withAuthorization(";x-amz-region-set", ""), "header_not_signed"],
    ["the host unsigned", withAuthorization(";host", ""), "host_not_signed"],
    ["another time", withHeader("X-Amz-Date", () => "20260131T235931Z"), "signature_mismatch"],
    ["another key id", withAuthorization("AKIDEXAMPLE", "AKIDOTHER"), "signature_mismatch"],
    ["another service", withAuthorization("/execute-api/", "/s3/"), "scope_service_mismatch"],
    ["a service without 4A", withAuthorization("/execute-api/", "/iam/"), "algorithm_unsupported"],
    [
      "a region in its scope",
      withAuthorization("/execute-api/", "/eu-central-1/execute-api/"),
      "scope_malformed",
    ],
    ["the other algorithm", withAuthorization("ECDSA-P256", "HMAC"), "authorization_malformed"],
    [
      "a hash for a signature",
      withAuthorization(/Signature=.*/, `Signature=${"a".repeat(64)}`),
      "authorization_malformed",
    ],
    [
      "a signature of zeros",
      withAuthorization(/Signature=.*/, "Signature=3006020100020100"),
      "signature_mismatch",
    ],
    ["a signature cut short", withAuthorization(/..$/, ""), "signature_mismatch"],
    ["a signature with more behind it", withAuthorization(/$/, "00"), "signature_mismatch"],
    ["presigned: more regions", withQuery(/Region-Set=[^&]*/, "Region-Set=%2A"), "signature_mismatch"],
    ["presigned: no regions", withQuery(/&X-Amz-Region-Set=[^&]*/, ""), "authorization_incomplete"],
    ["presigned: regions twice", withQuery(/$/, "&X-Amz-Region-Set=%2A"), "authorization_malformed"],
    ["presigned: for longer", withQuery("Expires=60", "Expires=600"), "signature_mismatch"],
  ];
  for (const [what, request, code] of attacks) {
    it(`is refused with ${what}`, () => {
      const sent = request.rawQuery.includes("X-Amz-") ? Buffer.alloc(0) : body;
      assert.equal(verdictOf(request, { body: sent }), code);
    });
  }

  const elsewhere: readonly (readonly [what: string, given: Verification, code: string])[] = [
    ["another body", { body: Buffer.from('{"amount":9}') }, "signature_mismatch"],
    ["another secret", { secret: new SigningSecret("guess") }, "signature_mismatch"],
    [
      "at a region that it does not name",
      { expect: { ...api, region: "us-west-2" } },
      "scope_region_mismatch",
    ],
    [
      "at a region that only begins alike",
      { expect: { ...api, region: "us-east-12" } },
      "scope_region_mismatch",
    ],
    ["at another service", { expect: { service: "s3" } }, "scope_service_mismatch"],
    ["five minutes late", { nowMs: NOW_MS + 5 * MINUTE_MS + 1 }, "signature_expired"],
    ["five minutes early", { nowMs: NOW_MS - 5 * MINUTE_MS - 1 }, "signature_not_yet_valid"],
  ];
  for (const [what, given, code] of elsewhere) {
    it(`is refused ${what}`, () => assert.equal(verdictOf(signed, given), code));
  }

  it("is refused presigned once its time is over", () => {
    const late = { body: Buffer.alloc(0), nowMs: NOW_MS + MINUTE_MS + 1 };
    assert.equal(verdictOf(presigned, late), "presigned_url_expired");
  });

  it("is refused when the secret signed it by HMAC and the algorithm's name was changed", () => {
    const hmac = signRequest(order, body, { ...signing, region: "eu-central-1" });
    const renamed = withHeader("Authorization", (value) => value.replace("HMAC", "ECDSA-P256"), hmac);
    assert.equal(verdictOf(renamed), "authorization_malformed");
  });
});

describe("a request to S3 signed for several regions", () => {
  const s3 = { ...signing, service: "s3", regionSet: "*" };
  const expect = { service: "s3", region: "us-east-1" };
  const put = (payload: string): string =>
    verdictOf(signRequest4a(order, payload, s3), { expect, body: "streamed" });

  it("may leave its body unsigned, or its chunks", () => {
    assert.equal(put("UNSIGNED-PAYLOAD"), "verified");
    assert.equal(put("STREAMING-UNSIGNED-PAYLOAD-TRAILER"), "verified");
    assert.equal(verdictOf(presignRequest4a(order, s3), { expect, body: "streamed" }), "verified");
  });

  it("may sign its chunks by the same algorithm, and by no other", () => {
    for (const mode of ["PAYLOAD", "PAYLOAD-TRAILER"]) {
      assert.equal(put(`STREAMING-AWS4-ECDSA-P256-SHA256-${mode}`), "verified");
      assert.equal(put(`STREAMING-AWS4-HMAC-SHA256-${mode}`), "payload_hash_malformed");
      const hmac = signRequest(order, `STREAMING-AWS4-ECDSA-P256-SHA256-${mode}`, {
        ...s3,
        region: "us-east-1",
      });
      assert.equal(verdictOf(hmac, { expect, body: "streamed" }), "payload_hash_malformed");
    }
  });
});

it("what is signed verifies, and nothing else does", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "Z", "9", "/", "%20", "-", "~", "."), maxLength: 12 });
  const request = fc.record({ path: text.map((one) => `/${one}`), rawQuery: text, sent: fc.uint8Array() });
  fc.assert(
    fc.property(request, fc.nat(), ({ path, rawQuery, sent }, at) => {
      const one = signRequest4a({ ...order, path, rawQuery }, sent, signing);
      assert.equal(verdictOf(one, { body: sent }), "verified");
      const flipped = withHeader("Authorization", (value) => flipDigit(value, at), one);
      assert.notEqual(verdictOf(flipped, { body: sent }), "verified");
    }),
    { numRuns: 50 },
  );
});

/** Changes one hexadecimal digit of the signature at the end. */
function flipDigit(authorization: string, at: number): string {
  const start = authorization.indexOf("Signature=") + "Signature=".length;
  const index = start + (at % (authorization.length - start));
  const digit = (Number.parseInt(authorization[index]!, 16) ^ 1).toString(16);
  return authorization.slice(0, index) + digit + authorization.slice(index + 1);
}

it("a region set is read strictly and matched without backtracking", () => {
  assert.deepEqual(parseRegionSet("us-east-1, eu-*", "header"), ["us-east-1", "eu-*"]);
  for (const text of ["", ",", "us-east-1,", "**", "*a", "a*b*", "US-EAST-1", "a".repeat(65)]) {
    assert.ok("kind" in parseRegionSet(text, "header"), text);
  }
  const many = "us-east-1,".repeat(204);
  assert.ok(!("kind" in parseRegionSet(`${many}eu-1`, "header")));
  assert.ok("kind" in parseRegionSet(`${many}us-east-1`, "header"), "longer than 2,048 characters");
  assert.ok(coversRegion(["*"], "us-east-1") && coversRegion(["eu-*"], "eu-west-1"));
  assert.ok(!coversRegion(["us-east-1", "eu-*"], "us-east-2"));
});
