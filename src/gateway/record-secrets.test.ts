import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { presignRequest, signRequest } from "../aws/sigv4/sign.ts";
import { SigningSecret } from "../aws/sigv4/signing-secret.ts";
import { compilePolicy } from "../policy/compile.ts";
import type { Credential } from "../policy/identity-directory.ts";
import { lambdaProxy, method, type RunningHarness, restStage, startHarness } from "./gateway.fixture.ts";
import type { LambdaAuthorizerSnapshot } from "./snapshot.ts";

/** Everything here that a record must never hold. */
const secretAccessKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const sessionToken = "FwoGZXIvYXdzEPT-session-token-EXAMPLE";
const bearer = "eyJhbGciOiJSUzI1NiJ9.bearer-token-EXAMPLE.sig";
const refererToken = "referer-token-EXAMPLE";

const credential: Credential = {
  principal: {
    type: "User",
    accountId: "123456789012",
    arn: "arn:aws:iam::123456789012:user/ann",
    userId: "AIDAANN",
    userName: "ann",
    tags: {},
  },
  secret: new SigningSecret(secretAccessKey),
};

/** Refuses by every condition that shows what the request held. */
const policyText = JSON.stringify({
  Version: "2012-10-17",
  Statement: {
    Sid: "FromOurSite",
    Effect: "Allow",
    Action: "execute-api:Invoke",
    Resource: "*",
    Condition: { StringEquals: { "aws:Referer": "https://example.com/", "aws:UserAgent": "ours" } },
  },
});

const authorizer: LambdaAuthorizerSnapshot = {
  id: "auth1",
  name: "bearer",
  type: "TOKEN",
  functionArn: "arn:aws:lambda:us-east-1:123456789012:function:authorizer",
  identitySources: ["method.request.header.Authorization"],
  resultTtlS: 300,
};

/** Takes no token that is sent here. */
const picky = { ...authorizer, id: "auth2", name: "picky", identityValidationExpression: "[0-9]+" };

let harness: RunningHarness;
before(async () => {
  harness = await startHarness({
    stages: [
      restStage({
        authorizers: [authorizer, picky],
        methods: [
          method({ resourcePath: "/iam", authorization: { type: "AWS_IAM" }, integration: lambdaProxy() }),
          method({ resourcePath: "/custom", authorization: { type: "CUSTOM", authorizerId: "auth1" } }),
          method({ resourcePath: "/picky", authorization: { type: "CUSTOM", authorizerId: "auth2" } }),
        ],
      }),
    ],
    credentials: {
      findCredential: (accessKeyId, token) =>
        accessKeyId !== "AKIDEXAMPLE"
          ? "unknown-access-key"
          : token !== sessionToken
            ? "session-token-invalid"
            : credential,
    },
    policies: {
      findPolicies: () => ({
        identityPolicies: [compilePolicy(policyText, { name: "site", kind: "identity" })],
      }),
    },
    function: () => ({
      kind: "failed",
      payload: Buffer.from(JSON.stringify({ errorMessage: `bad token ${bearer}` })),
    }),
  });
});
after(() => harness.stop());

interface Sent {
  readonly path: string;
  readonly headers: readonly string[];
}

const path = "/_aws/execute-api/abc/prod/iam";
const signing = {
  accessKeyId: "AKIDEXAMPLE",
  secret: credential.secret,
  sessionToken,
  region: "us-east-1",
  service: "execute-api",
};
const unsigned = (rawHeaders: readonly string[] = []) => ({
  method: "GET",
  path,
  rawQuery: "",
  rawHeaders: ["Host", `127.0.0.1:${harness.port}`, ...rawHeaders],
});

function signed(overrides: Partial<typeof signing> & { readonly nowMs?: number } = {}): Sent {
  const headers = ["Referer", `https://example.org/?token=${refererToken}`];
  const request = signRequest(unsigned(headers), Buffer.alloc(0), {
    ...signing,
    nowMs: Date.now(),
    ...overrides,
  });
  return { path, headers: request.rawHeaders.slice(2) };
}

function presigned(nowMs: number): Sent {
  const request = presignRequest(unsigned(), 60, { ...signing, nowMs });
  return { path: `${path}?${request.rawQuery}`, headers: [] };
}

/** One request per way of bringing a secret and being refused. */
const attempts: readonly (readonly [name: string, code: string, sent: () => Sent])[] = [
  ["signed, refused by policy", "access_denied", () => signed()],
  ["wrong secret", "signature_mismatch", () => signed({ secret: new SigningSecret("wrong") })],
  ["expired signature", "signature_expired", () => signed({ nowMs: 0 })],
  ["unknown key", "access_key_unknown", () => signed({ accessKeyId: "AKIDUNKNOWN" })],
  ["wrong token", "session_token_invalid", () => signed({ sessionToken: `${sessionToken}x` })],
  ["presigned, refused by policy", "access_denied", () => presigned(Date.now())],
  ["presigned, expired", "signature_expired", () => presigned(0)],
  [
    "bearer token, failing authorizer",
    "authorizer_failed",
    () => ({ path: path.replace("/iam", "/custom"), headers: ["Authorization", `Bearer ${bearer}`] }),
  ],
  [
    "bearer token of the wrong form",
    "identity_token_invalid",
    () => ({ path: path.replace("/iam", "/picky"), headers: ["Authorization", `Bearer ${bearer}`] }),
  ],
  [
    "basic authorization at a signed method",
    "authorization_unsupported",
    () => ({ path, headers: ["Authorization", `Basic ${bearer}`] }),
  ],
];

for (const [name, code, sent] of attempts) {
  test(`the record of a refusal holds no secret: ${name}`, async () => {
    const { path: target, headers } = sent();
    const lines = [];
    for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}\r\n`);
    const answer = await harness.raw(
      `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${harness.port}\r\nConnection: close\r\n${lines.join("")}\r\n`,
    );
    const requestId = /x-amzn-requestid: (.+)\r\n/i.exec(answer)?.[1];
    const record = harness.records().find((one) => one.requestId === requestId);
    assert.equal(record?.rejection, code);
    const text = JSON.stringify(record);
    const sentText = `${target}\n${headers.join("\n")}`;
    const signature = /Signature=([0-9a-f]{64})/.exec(sentText)?.[1];
    const secrets = [secretAccessKey, sessionToken, bearer, refererToken, ...(signature ? [signature] : [])];
    for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} is in ${text}`);
  });
}
