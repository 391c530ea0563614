import assert from "node:assert/strict";
import { test } from "node:test";
import { presignRequest, signRequest } from "../../aws/sigv4/sign.ts";
import { signRequest4a } from "../../aws/sigv4/sign-4a.fixture.ts";
import { SigningSecret } from "../../aws/sigv4/signing-secret.ts";
import { ManualClock } from "../../base/clock.ts";
import type { Credential, CredentialDirectory, CredentialRefusal } from "../../policy/identity-directory.ts";
import type { Principal } from "../../policy/principal.ts";
import { createHarness, method, restStage } from "../gateway.fixture.ts";
import { indexHeaders } from "../http-message.ts";
import type { RejectionCode } from "../rejections.ts";

const startMs = Date.UTC(2026, 0, 1, 12);
const secret = new SigningSecret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
const ann: Principal = {
  type: "User",
  accountId: "123456789012",
  arn: "arn:aws:iam::123456789012:user/ann",
  userId: "AIDAANN",
  userName: "ann",
  tags: {},
};
const host = "abc.execute-api.us-east-1.localhost:4566";

interface Parts {
  method: string;
  path: string;
  rawQuery: string;
  rawHeaders: string[];
  body: string;
}

const plain = (): Parts => ({
  method: "POST",
  path: "/prod/pets/7",
  rawQuery: "a=1",
  rawHeaders: ["Host", host, "X-Custom", "kept"],
  body: "hello",
});

interface Signing {
  readonly region?: string;
  readonly service?: string;
  readonly nowMs?: number;
  readonly sessionToken?: string;
  readonly accessKeyId?: string;
  readonly secret?: SigningSecret;
}

function sign(signing: Signing = {}, parts = plain()): Parts {
  const signed = signRequest(parts, Buffer.from(parts.body), {
    accessKeyId: "AKIAEXAMPLE",
    secret,
    region: "us-east-1",
    service: "execute-api",
    nowMs: startMs,
    ...signing,
  });
  return { ...parts, rawHeaders: [...signed.rawHeaders], rawQuery: signed.rawQuery };
}

/** Signed for several regions. */
function sign4a(regionSet: string, service = "execute-api"): Parts {
  const parts = plain();
  const signing = { accessKeyId: "AKIAEXAMPLE", secret, service, regionSet, nowMs: startMs };
  return { ...parts, rawHeaders: [...signRequest4a(parts, Buffer.from(parts.body), signing).rawHeaders] };
}

function presign(expiresS: number, signing: Signing = {}): Parts {
  const parts = { ...plain(), method: "GET", body: "" };
  const signed = presignRequest(parts, expiresS, {
    accessKeyId: "AKIAEXAMPLE",
    secret,
    region: "us-east-1",
    service: "execute-api",
    nowMs: startMs,
    ...signing,
  });
  return { ...parts, rawHeaders: [...signed.rawHeaders], rawQuery: signed.rawQuery };
}

const directory = (found: Credential | CredentialRefusal): CredentialDirectory => ({
  findCredential: (accessKeyId) => (accessKeyId === "AKIAEXAMPLE" ? found : "unknown-access-key"),
});

/** Sends `parts` to `ANY /pets/{id}` with IAM authorization, `laterMs` after noon. */
async function send(
  parts: Parts,
  found: Credential | CredentialRefusal = { principal: ann, secret },
  laterMs = 0,
) {
  const clock = new ManualClock(startMs + laterMs);
  const iam = method({ resourcePath: "/pets/{id}", httpMethod: "ANY", authorization: { type: "AWS_IAM" } });
  const { gateway, records } = createHarness({
    stages: [restStage({ methods: [iam] })],
    credentials: directory(found),
    // Root needs no policy: what is tested here is authentication alone.
    policies: { findPolicies: () => ({ identityPolicies: [] }) },
    clock,
  });
  const answer = await gateway.handle({
    ...parts,
    headers: indexHeaders(parts.rawHeaders),
    body: Buffer.from(parts.body),
    connection: { sourceIp: "203.0.113.9", localPort: 4566, tls: undefined },
  });
  return { answer, body: answer.body.toString(), record: records()[0]! };
}

const root: Credential = {
  principal: { ...ann, type: "Root", arn: "arn:aws:iam::123456789012:root", userId: "123456789012" },
  secret,
};

test("a signed request is let in, by header and by query", async () => {
  assert.equal((await send(sign(), root)).answer.status, 200);
  assert.equal((await send(presign(60), root)).answer.status, 200);
  assert.equal((await send(sign(), root, 5 * 60_000)).answer.status, 200);
  assert.equal((await send(sign4a("eu-west-1,us-*"), root)).answer.status, 200);
  assert.equal((await send(sign(), root)).record.principalArn, root.principal.arn);
});

/** Each attack changes a well-signed request; without verification every one of them would be answered 200. */
const attacks: readonly [name: string, parts: () => Parts, code: RejectionCode, laterMs?: number][] = [
  ["no signature", plain, "authorization_missing"],
  ["another path", () => ({ ...sign(), path: "/prod/pets/8" }), "signature_mismatch"],
  ["another method", () => ({ ...sign(), method: "DELETE" }), "signature_mismatch"],
  ["another query", () => ({ ...sign(), rawQuery: "a=2" }), "signature_mismatch"],
  ["a further parameter", () => ({ ...sign(), rawQuery: "a=1&b=2" }), "signature_mismatch"],
  ["another body", () => ({ ...sign(), body: "hullo" }), "signature_mismatch"],
  ["another header value", () => replaceHeader(sign(), "X-Custom", "changed"), "signature_mismatch"],
  [
    "another host",
    () => replaceHeader(sign(), "Host", "abc.execute-api.us-east-1.amazonaws.com"),
    "signature_mismatch",
  ],
  ["another secret", () => sign({ secret: new SigningSecret("guessed") }), "signature_mismatch"],
  ["another key", () => sign({ accessKeyId: "AKIAOTHER" }), "access_key_unknown"],
  ["another region", () => sign({ region: "eu-west-1" }), "credential_scope_wrong"],
  ["another service", () => sign({ service: "iam" }), "credential_scope_wrong"],
  ["an old request", sign, "signature_expired", 5 * 60_000 + 1],
  ["a request from the future", () => sign({ nowMs: startMs + 6 * 60_000 }), "signature_expired"],
  ["an old presigned URL", () => presign(60), "signature_expired", 61_000],
  ["a presigned URL with a longer life", () => longerLife(presign(60)), "signature_mismatch"],
  [
    "a password instead",
    () => withHeader(plain(), "Authorization", "Basic dXNlcjpwYXNz"),
    "authorization_unsupported",
  ],
  [
    "half a signature",
    () => withHeader(plain(), "Authorization", "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE"),
    "authorization_malformed",
  ],
  [
    "two authorizations",
    () => withHeader(sign(), "Authorization", "AWS4-HMAC-SHA256 x"),
    "authorization_malformed",
  ],
  ["signed for other regions", () => sign4a("eu-west-1,us-west-*"), "credential_scope_wrong"],
  ["signed for several regions of S3", () => sign4a("*", "s3"), "credential_scope_wrong"],
  [
    "regions added after signing",
    () => replaceHeader(sign4a("eu-west-1"), "X-Amz-Region-Set", "*"),
    "signature_mismatch",
  ],
  [
    "signed for several regions, another body",
    () => ({ ...sign4a("*"), body: "hullo" }),
    "signature_mismatch",
  ],
  ["an unsigned X-Amz header", () => withHeader(sign(), "X-Amz-Target", "x"), "signature_mismatch"],
];
for (const [name, parts, code, laterMs] of attacks) {
  test(`${name} is refused: ${code}`, async () => {
    const { answer, record, body } = await send(parts(), root, laterMs);
    assert.equal(answer.status, 403);
    assert.equal(record.rejection, code);
    assert.equal(record.stages.at(-1)?.stage, "authenticate");
    assert.ok(!body.includes("wJalr") && !JSON.stringify(record).includes("wJalr"));
  });
}

const refusals: readonly [refusal: CredentialRefusal, code: RejectionCode, errorType: string][] = [
  ["unknown-access-key", "access_key_unknown", "UnrecognizedClientException"],
  ["inactive-access-key", "access_key_inactive", "UnrecognizedClientException"],
  ["session-token-missing", "session_token_missing", "UnrecognizedClientException"],
  ["session-token-invalid", "session_token_invalid", "UnrecognizedClientException"],
  ["session-expired", "session_token_expired", "ExpiredTokenException"],
];
for (const [refusal, code, errorType] of refusals) {
  test(`${refusal} is refused: ${code}`, async () => {
    const { answer, record } = await send(sign(), refusal);
    assert.equal(answer.status, 403);
    assert.equal(record.rejection, code);
    assert.ok(answer.headers.includes(errorType));
  });
}

test("a session that has ended is refused though its directory still knows it", async () => {
  assert.equal(
    (await send(sign(), { ...root, expiresAtMs: startMs })).record.rejection,
    "session_token_expired",
  );
  assert.equal((await send(sign(), { ...root, expiresAtMs: startMs + 1 })).record.rejection, undefined);
});

test("the client reads what it should have signed, and the record does not keep it", async () => {
  const { body, record } = await send({ ...sign({ sessionToken: "TOKEN" }), path: "/prod/pets/8" }, root);
  assert.match(JSON.parse(body).message, /The Canonical String for this request should have been/);
  assert.ok(!JSON.stringify(record).includes("TOKEN"));
  assert.ok(!JSON.stringify(record).includes("x-amz-date"));
});

test("an expired signature is worded as AWS words it", async () => {
  const { body, answer } = await send(sign(), root, 10 * 60_000);
  assert.match(
    JSON.parse(body).message,
    /^Signature expired: 20260101T120000Z is now earlier than 20260101T120500Z/,
  );
  assert.ok(answer.headers.includes("InvalidSignatureException"));
});

function withHeader(parts: Parts, name: string, value: string): Parts {
  return { ...parts, rawHeaders: [...parts.rawHeaders, name, value] };
}

function replaceHeader(parts: Parts, name: string, value: string): Parts {
  const rawHeaders = [...parts.rawHeaders];
  rawHeaders[rawHeaders.indexOf(name) + 1] = value;
  return { ...parts, rawHeaders };
}

const longerLife = (parts: Parts): Parts => ({
  ...parts,
  rawQuery: parts.rawQuery.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"),
});
