import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { apiGatewayHarness, assertRefused, type Harness, petApi } from "../apigateway.fixture.ts";

const functionArn = "arn:aws:lambda:us-east-1:123456789012:function:auth";
const authorizerUri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
const credentials = "arn:aws:iam::123456789012:role/asker";
const token = { name: "token", type: "TOKEN", authorizerUri, identitySource: "method.request.header.Auth" };
const replace = (path: string, value?: string) => ({ op: "replace", path, value });

/** An API whose `GET /pets` a TOKEN authorizer guards. */
async function guardedApi(harness: Harness) {
  const api = await petApi(harness);
  const { restApiId, resourceId } = api;
  const { id: authorizerId } = await harness.call("CreateAuthorizer", { restApiId, ...token });
  const method = { restApiId, resourceId, httpMethod: "GET" };
  const patchOperations = [replace("/authorizationType", "CUSTOM"), replace("/authorizerId", authorizerId)];
  const updated = await harness.call("UpdateMethod", { ...method, patchOperations });
  assert.equal(updated.authorizerId, authorizerId);
  return { ...api, method, authorizerId };
}

describe("authorizers", () => {
  test("show what was put, with AWS's defaults", async () => {
    const harness = apiGatewayHarness();
    const { restApiId } = await petApi(harness);
    const created = await harness.call("CreateAuthorizer", { restApiId, ...token });
    const { id: authorizerId, ...rest } = created;
    assert.deepEqual(rest, { ...token, authType: "custom", authorizerResultTtlInSeconds: 300 });
    assert.deepEqual(await harness.call("GetAuthorizer", { restApiId, authorizerId }), created);
    assert.deepEqual((await harness.call("GetAuthorizers", { restApiId })).items, [created]);
    await harness.call("DeleteAuthorizer", { restApiId, authorizerId });
    await assertRefused(
      harness.call("GetAuthorizer", { restApiId, authorizerId }),
      "NotFoundException",
      "Invalid Authorizer identifier specified",
    );
  });

  const uncached = { authorizerResultTtlInSeconds: 0 };
  const refusals: readonly [name: string, input: object, code: string, message: RegExp][] = [
    ["user pools", { type: "COGNITO_USER_POOLS" }, "NotImplemented", /COGNITO_USER_POOLS/],
    ["user pools by ARN", { providerARNs: ["arn:aws:cognito-idp:x"] }, "NotImplemented", /providerARNs/],
    ["a type that is none", { type: "JWT" }, "BadRequestException", /authorizer type/],
    ["no function", { authorizerUri: undefined }, "BadRequestException", /Invalid Authorizer URI/],
    [
      "a URI of no function",
      { authorizerUri: "https://example.com" },
      "BadRequestException",
      /Authorizer URI/,
    ],
    ["a token without a place", { identitySource: undefined }, "BadRequestException", /one identity source/],
    [
      "a token in two places",
      { identitySource: "method.request.header.A,method.request.header.B" },
      "BadRequestException",
      /one identity source/,
    ],
    [
      "a token in the query",
      { identitySource: "method.request.querystring.q" },
      "BadRequestException",
      /mapping expression/,
    ],
    [
      "a path parameter as identity",
      { type: "REQUEST", identitySource: "method.request.path.id" },
      "BadRequestException",
      /mapping expression/,
    ],
    [
      "a cache without a key",
      { type: "REQUEST", identitySource: undefined },
      "BadRequestException",
      /needs an identity source/,
    ],
    [
      "a validation expression that would not be asked",
      { type: "REQUEST", identityValidationExpression: "x.*" },
      "BadRequestException",
      /do not apply to REQUEST/,
    ],
    ["a result kept too long", { authorizerResultTtlInSeconds: 3601 }, "BadRequestException", /TTL/],
    ["a result kept for less than none", { authorizerResultTtlInSeconds: -1 }, "BadRequestException", /TTL/],
    ["no name", { name: "" }, "BadRequestException", /name/],
    [
      "a role of another account",
      { authorizerCredentials: "arn:aws:iam::999999999999:role/r" },
      "AccessDeniedException",
      /Cross-account/,
    ],
    [
      "the caller's own credentials",
      { authorizerCredentials: "arn:aws:iam::*:user/*" },
      "NotImplemented",
      /authorizerCredentials with variables or wildcards/,
    ],
  ];
  for (const [name, input, code, message] of refusals) {
    test(`refuse ${name}`, async () => {
      const harness = apiGatewayHarness();
      const { restApiId } = await petApi(harness);
      const put = harness.call("CreateAuthorizer", { restApiId, ...token, ...input });
      await assertRefused(put, code, message);
      assert.deepEqual((await harness.call("GetAuthorizers", { restApiId })).items, []);
    });
  }

  test("are at most ten, each with a name of its own", async () => {
    const harness = apiGatewayHarness();
    const { restApiId } = await petApi(harness);
    for (let i = 0; i < 10; i++) {
      await harness.call("CreateAuthorizer", { restApiId, ...token, name: `a${i}` });
    }
    const more = harness.call("CreateAuthorizer", { restApiId, ...token, name: "more" });
    await assertRefused(more, "LimitExceededException");
    const { items } = await harness.call("GetAuthorizers", { restApiId });
    const rename = {
      restApiId,
      authorizerId: items[0].id,
      patchOperations: [replace("/name", items[1].name)],
    };
    await assertRefused(harness.call("UpdateAuthorizer", rename), "ConflictException", /must be unique/);
  });

  test("a role needs iam:PassRole, on create and on update", async () => {
    const harness = apiGatewayHarness({ denies: ({ action }) => action === "iam:PassRole" });
    const { restApiId } = await petApi(harness);
    const withRole = { restApiId, ...token, authorizerCredentials: credentials };
    await assertRefused(harness.call("CreateAuthorizer", withRole), "AccessDeniedException");
    const { id: authorizerId } = await harness.call("CreateAuthorizer", { restApiId, ...token });
    const patchOperations = [replace("/authorizerCredentials", credentials)];
    const update = harness.call("UpdateAuthorizer", { restApiId, authorizerId, patchOperations });
    await assertRefused(update, "AccessDeniedException");
  });

  test("change member by member, and are checked as a whole", async () => {
    const harness = apiGatewayHarness();
    const { restApiId } = await petApi(harness);
    const { id: authorizerId } = await harness.call("CreateAuthorizer", { restApiId, ...token });
    const update = (...patchOperations: object[]) =>
      harness.call("UpdateAuthorizer", { restApiId, authorizerId, patchOperations });
    const updated = await update(
      replace("/type", "REQUEST"),
      replace("/identitySource", ""),
      replace("/authorizerResultTtlInSeconds", "0"),
      replace("/authorizerCredentials", credentials),
    );
    assert.deepEqual(updated, {
      id: authorizerId,
      name: "token",
      type: "REQUEST",
      authType: "custom",
      authorizerUri,
      authorizerCredentials: credentials,
      ...uncached,
    });
    await assertRefused(update(replace("/type", "TOKEN")), "BadRequestException", /identity source/);
    await assertRefused(update(replace("/authorizerResultTtlInSeconds", "x")), "BadRequestException", /TTL/);
    await assertRefused(update(replace("/nonsense", "x")), "BadRequestException", /Invalid patch path/);
  });
});

describe("methods with an authorizer", () => {
  test("are CUSTOM, and reach the gateway with it", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, authorizerId } = await guardedApi(harness);
    await harness.call("CreateAuthorizer", { restApiId, ...token, name: "unused" });
    await harness.call("CreateDeployment", { restApiId, stageName: "live" });
    const snapshot = harness.sink.running.get(`${restApiId}/live`);
    assert.deepEqual(snapshot?.authorizers, [
      {
        id: authorizerId,
        name: "token",
        type: "TOKEN",
        functionArn,
        identitySources: ["method.request.header.Auth"],
        resultTtlS: 300,
      },
    ]);
    assert.deepEqual(snapshot?.methods[0]?.authorization, { type: "CUSTOM", authorizerId });
  });

  test("a change to the authorizer takes effect with the next deployment", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, authorizerId } = await guardedApi(harness);
    const deploy = () => harness.call("CreateDeployment", { restApiId, stageName: "live" });
    const ttl = () => harness.sink.running.get(`${restApiId}/live`)?.authorizers[0]?.resultTtlS;
    await deploy();
    const patchOperations = [replace("/authorizerResultTtlInSeconds", "5")];
    await harness.call("UpdateAuthorizer", { restApiId, authorizerId, patchOperations });
    assert.equal(ttl(), 300);
    await deploy();
    assert.equal(ttl(), 5);
  });

  test("keep it from being deleted", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, method, authorizerId } = await guardedApi(harness);
    const remove = () => harness.call("DeleteAuthorizer", { restApiId, authorizerId });
    await assertRefused(
      remove(),
      "ConflictException",
      "Cannot delete authorizer 'token', is referenced in method: GET//pets",
    );
    // A type without an authorizer lets go of it.
    const patchOperations = [replace("/authorizationType", "AWS_IAM")];
    const updated = await harness.call("UpdateMethod", { ...method, patchOperations });
    assert.equal(updated.authorizerId, undefined);
    await remove();
  });

  test("cannot be opened by naming an authorizer that is not there", async () => {
    const harness = apiGatewayHarness();
    const { method } = await guardedApi(harness);
    const patchOperations = [replace("/authorizerId", "gone")];
    const update = harness.call("UpdateMethod", { ...method, patchOperations });
    await assertRefused(update, "BadRequestException", /Invalid authorizer ID/);
  });

  test("FlushStageAuthorizersCache tells the gateway, of stages that are there", async () => {
    const harness = apiGatewayHarness();
    const { restApiId } = await guardedApi(harness);
    await harness.call("CreateDeployment", { restApiId, stageName: "live" });
    await harness.call("FlushStageAuthorizersCache", { restApiId, stageName: "live" });
    assert.deepEqual(harness.sink.flushed, [`${restApiId}/live`]);
    const gone = harness.call("FlushStageAuthorizersCache", { restApiId, stageName: "gone" });
    await assertRefused(gone, "NotFoundException");
  });
});

describe("TestInvokeAuthorizer", () => {
  test("asks about the request that the caller makes up", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, authorizerId } = await guardedApi(harness);
    harness.sink.trialOutcome = { kind: "answered", principalId: "ann", policyDocument: "{}", latencyMs: 7 };
    const answer = await harness.call("TestInvokeAuthorizer", {
      restApiId,
      authorizerId,
      headers: { Auth: "secret-token" },
      multiValueHeaders: { X: ["1", "2"] },
      pathWithQueryString: "/pets/7?a=1&b=?",
      stageVariables: { team: "blue" },
    });
    assert.deepEqual(
      [answer.clientStatus, answer.principalId, answer.policy, answer.latency],
      [200, "ann", "{}", 7],
    );
    assert.doesNotMatch(answer.log, /secret-token/);
    const [trial] = harness.sink.trials;
    assert.deepEqual(trial?.headers, ["Auth", "secret-token", "X", "1", "X", "2"]);
    assert.deepEqual([trial?.path, trial?.rawQuery], ["/pets/7", "a=1&b=?"]);
    assert.deepEqual(trial?.stage.variables, { team: "blue" });
    assert.deepEqual(
      trial?.stage.authorizers.map(({ id }) => id),
      [authorizerId],
    );
  });

  test("says what a client would see", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, authorizerId } = await guardedApi(harness);
    const answer = await harness.call("TestInvokeAuthorizer", { restApiId, authorizerId });
    assert.deepEqual([answer.clientStatus, answer.policy], [401, undefined]);
    const gone = harness.call("TestInvokeAuthorizer", { restApiId, authorizerId: "gone" });
    await assertRefused(gone, "NotFoundException");
    const body = harness.call("TestInvokeAuthorizer", { restApiId, authorizerId, body: "{}" });
    await assertRefused(body, "NotImplemented", /body/);
  });
});
