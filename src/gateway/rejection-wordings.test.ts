import assert from "node:assert/strict";
import { test } from "node:test";
import { presignRequest, signRequest } from "../aws/sigv4/sign.ts";
import { SigningSecret } from "../aws/sigv4/signing-secret.ts";
import { ManualClock } from "../base/clock.ts";
import { compilePolicy } from "../policy/compile.ts";
import type { Principal } from "../policy/principal.ts";
import { answerOf, arnOf, policyOf, tokenAuthorizer } from "./authorizers/authorizer.fixture.ts";
import { createHarness, method, restStage } from "./gateway.fixture.ts";
import { indexHeaders } from "./http-message.ts";
import { type Rejection, type RejectionCode, rejectionOf, rejections } from "./rejections.ts";
import { signatureRejections } from "./stages/signature-rejections.ts";

/** The catalogue's examples of wordings, each by a request that is answered so. */
const NOON_MS = Date.UTC(2026, 0, 1, 12);
const secret = new SigningSecret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
const ann: Principal = {
  type: "User",
  accountId: "123456789012",
  arn: "arn:aws:iam::123456789012:user/ann",
  userId: "AIDAANN",
  userName: "ann",
  tags: {},
};
const host = ["Host", "abc.execute-api.us-east-1.localhost:4566"];

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly rawHeaders: readonly string[];
}

const get = (path: string, ...rawHeaders: string[]): Sent => ({
  method: "GET",
  path: `/prod/${path}`,
  rawQuery: "",
  rawHeaders: [...host, ...rawHeaders],
});
const signing = (more: object = {}) => ({
  ...{ accessKeyId: "AKIAEXAMPLE", secret, region: "us-east-1", service: "execute-api", nowMs: NOON_MS },
  ...more,
});
const sign = (path: string, more?: object, ...rawHeaders: string[]): Sent => {
  const parts = get(path, ...rawHeaders);
  return { ...parts, rawHeaders: signRequest(parts, Buffer.alloc(0), signing(more)).rawHeaders };
};
const presign = (path: string): Sent => {
  const parts = get(path);
  return { ...parts, rawQuery: presignRequest(parts, 60, signing()).rawQuery };
};

const denial = policyOf("Deny", arnOf("GET/denied"));
const stage = restStage({
  methods: [
    ...["signed", "denied"].map((name) =>
      method({ resourcePath: `/${name}`, authorization: { type: "AWS_IAM" } }),
    ),
    method({ resourcePath: "/open" }),
    method({ resourcePath: "/asked", authorization: { type: "CUSTOM", authorizerId: "auth1" } }),
  ],
  authorizers: [tokenAuthorizer({ resultTtlS: 0 })],
});
/** Allows nothing that is asked for here. */
const resourcePolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: arnOf("GET/none") }],
});

async function ask(sent: Sent, laterMs = 0) {
  const { gateway, records } = createHarness({
    stages: [{ ...stage, resourcePolicy }],
    credentials: { findCredential: () => ({ principal: ann, secret }) },
    policies: {
      findPolicies: () => ({
        identityPolicies: [compilePolicy(JSON.stringify(denial), { name: "no", kind: "identity" })],
      }),
    },
    function: ({ payload }) => {
      const effect = JSON.parse(payload.toString()).authorizationToken;
      const policyDocument = policyOf(effect, arnOf(effect === "Deny" ? "GET/asked" : "GET/other"));
      return { kind: "returned", payload: answerOf({ policyDocument }) };
    },
    clock: new ManualClock(NOON_MS + laterMs),
  });
  const answer = await gateway.handle({
    ...sent,
    headers: indexHeaders(sent.rawHeaders),
    body: Buffer.alloc(0),
    connection: { sourceIp: "203.0.113.9", localPort: 4566, tls: undefined },
  });
  const [[member, text]] = Object.entries(JSON.parse(answer.body.toString())) as [[string, string]];
  return { answer, member, text, code: records()[0]!.rejection };
}

const HASH = "0".repeat(64);
type Case = readonly [code: RejectionCode, sent: () => Sent, laterMs?: number];
const CASES: readonly Case[] = [
  [
    "authorization_malformed",
    () =>
      get(
        "signed",
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/us-east-1/execute-api/aws4_request",
      ),
  ],
  ["authorization_malformed", () => sign("signed", {}, "Authorization", "x")],
  ["authorization_unsupported", () => get("signed", "Authorization", "Basic dXNlcjpwYXNz")],
  ["authorization_unsupported", () => get("signed", "Authorization", "AWS AKIAEXAMPLE:x")],
  ["signature_mismatch", () => ({ ...sign("signed"), path: "/prod/denied" })],
  ["signature_mismatch", () => sign("signed", {}, "X-Amz-Content-Sha256", HASH)],
  ["signature_expired", () => sign("signed"), 10 * 60_000],
  ["signature_expired", () => presign("signed"), 61_000],
  ["credential_scope_wrong", () => sign("signed", { service: "iam" })],
  ["credential_scope_wrong", () => sign("signed", { region: "eu-west-1" })],
  ["access_denied", () => sign("signed")],
  ["access_denied", () => get("open")],
  ["access_denied", () => get("asked", "Auth", "Allow")],
  ["access_denied_explicitly", () => sign("denied")],
  ["access_denied_explicitly", () => get("asked", "Auth", "Deny")],
];

/** `…` at the end, or before a quote, stands for the rest. */
const fits = (wording: string, text: string): boolean => {
  const [start, rest] = wording.split("…");
  return rest === undefined ? text === wording : text.startsWith(start!);
};

test("every example of a wording is what some request is answered, and the member is the catalogue's", async () => {
  const shown = new Set<string>();
  for (const [code, sent, laterMs] of CASES) {
    const { answer, member, text, code: given } = await ask(sent(), laterMs);
    const { status, errorType, member: named, wordings = [] }: Rejection = rejectionOf(code);
    assert.deepEqual([given, answer.status, member], [code, status, named ?? "message"]);
    assert.ok(answer.headers.includes(errorType));
    const wording = wordings.find((one) => fits(one, text));
    assert.ok(wording !== undefined, `${code} is worded otherwise: ${text}`);
    shown.add(`${code} ${wording}`);
  }
  const all = Object.entries<Rejection>(rejections).flatMap(([code, { wordings = [] }]) =>
    wordings.map((wording) => `${code} ${wording}`),
  );
  assert.deepEqual(
    all.filter((one) => !shown.has(one)),
    [],
  );
});

test("a code whose wording signatures decide declares examples", () => {
  for (const code of new Set(Object.values(signatureRejections))) {
    const { wordings }: Rejection = rejectionOf(code);
    // A request without a signature is answered in one way.
    assert.equal(wordings !== undefined, code !== "authorization_missing", code);
  }
});
