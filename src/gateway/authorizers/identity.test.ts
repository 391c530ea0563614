import assert from "node:assert/strict";
import { test } from "node:test";
import type { RejectionCode } from "../rejections.ts";
import type { LambdaAuthorizerSnapshot } from "../snapshot.ts";
import { requestAuthorizer } from "./authorizer.fixture.ts";
import { guard, lastRecord, twoSources } from "./guarded-gateway.fixture.ts";

const unidentified: readonly [
  name: string,
  authorizer: Partial<LambdaAuthorizerSnapshot>,
  path: string,
  headers: Record<string, string>,
  code: RejectionCode,
][] = [
  ["no token", {}, "/", {}, "identity_source_missing"],
  ["an empty token", {}, "/", { Auth: "" }, "identity_source_missing"],
  [
    "a token of another form",
    { identityValidationExpression: "Bearer [a-z]+" },
    "/",
    { Auth: "Basic abc" },
    "identity_token_invalid",
  ],
  [
    "a token that only begins well",
    { identityValidationExpression: "[a-z]+" },
    "/",
    { Auth: "abc1" },
    "identity_token_invalid",
  ],
  ["one source of two", twoSources(), "/", { A: "1" }, "identity_source_missing"],
  ["an empty parameter", twoSources(), "/?b=", { A: "1" }, "identity_source_missing"],
  ["a stage variable that is not set", source("stageVariables.team"), "/", {}, "identity_source_missing"],
  [
    "a context variable that has no value",
    source("context.identity.userArn"),
    "/",
    {},
    "identity_source_missing",
  ],
  [
    "no source, though nothing is kept",
    { ...twoSources(), resultTtlS: 0 },
    "/",
    {},
    "identity_source_missing",
  ],
];
function source(expression: string): Partial<LambdaAuthorizerSnapshot> {
  return requestAuthorizer({ identitySources: [expression] });
}
for (const [name, authorizer, path, headers, code] of unidentified) {
  test(`${name}: 401, and the function is not asked`, async (t) => {
    const { harness, asked } = await guard(t, { authorizer });
    const answer = await harness.call(path, { headers });
    assert.deepEqual([answer.status, answer.text], [401, '{"message":"Unauthorized"}']);
    assert.equal(answer.headers.get("x-amzn-errortype"), "UnauthorizedException");
    assert.equal(lastRecord(harness).rejection, code);
    assert.equal(asked.length, 0);
  });
}

test("a token whose header is sent twice is refused", async (t) => {
  const { harness, asked } = await guard(t);
  const answer = await harness.raw(
    "GET /_aws/execute-api/abc/prod/ HTTP/1.1\r\nHost: localhost\r\nAuth: a\r\nAuth: b\r\nConnection: close\r\n\r\n",
  );
  assert.match(answer, /^HTTP\/1\.1 401 /);
  assert.equal(asked.length, 0);
});

test("all identity sources are the key, and all their values", async (t) => {
  const { harness, asked } = await guard(t, { authorizer: twoSources() });
  const requests: readonly [path: string, a: string][] = [
    ["/?b=1", "x"],
    ["/?b=2", "x"],
    ["/?b=1", "y"],
    // Were one value chosen, the victim's answer would be found, or replaced by one that the function gave for both.
    ["/?b=1&b=2", "x"],
    ["/?b=2&b=1", "x"],
    ["/?b=1%2C2", "x"],
  ];
  for (const [path, a] of requests) await harness.call(path, { headers: { A: a } });
  assert.equal(asked.length, requests.length);
  for (const [path, a] of requests) await harness.call(path, { headers: { A: a } });
  assert.equal(asked.length, requests.length);
});
