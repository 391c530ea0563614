import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { apiGatewayHarness, assertRefused } from "../apigateway.fixture.ts";
import { bodyOf, exported, petStore, resourceAt, tokenScheme } from "./openapi.fixture.ts";

const uri = tokenScheme["x-amazon-apigateway-authorizer"].authorizerUri;
const requestScheme = {
  type: "apiKey",
  name: "Unused",
  in: "header",
  "x-amazon-apigateway-authtype": "custom",
  "x-amazon-apigateway-authorizer": {
    type: "request",
    authorizerUri: uri,
    authorizerCredentials: "arn:aws:iam::123456789012:role/asker",
    identitySource: "method.request.header.A, method.request.querystring.b",
    authorizerResultTtlInSeconds: 300,
  },
};

/** The pet store, whose `GET /pets/{petId}` and `GET /` have Lambda authorizers. */
function guarded() {
  // biome-ignore lint/suspicious/noExplicitAny: a document under construction.
  const document: any = structuredClone(petStore);
  document.components.securitySchemes = { token: tokenScheme, request: requestScheme };
  document.paths["/pets/{petId}"].get.security = [{ token: [] }];
  document.paths["/"].get.security = [{ request: [] }];
  return document;
}

describe("authorizers in OpenAPI documents", () => {
  test("are made, and the operations that name them are CUSTOM", async () => {
    const harness = apiGatewayHarness();
    const { id: restApiId } = await harness.call("ImportRestApi", { body: bodyOf(guarded()) });
    const { items } = await harness.call("GetAuthorizers", { restApiId });
    const named = (name: string) => items.find((item: { name: string }) => item.name === name);
    const { id: tokenId, ...token } = named("token");
    assert.deepEqual(token, {
      name: "token",
      type: "TOKEN",
      authType: "custom",
      authorizerUri: uri,
      identitySource: "method.request.header.X-Token",
      identityValidationExpression: "^x-[a-z]+",
      authorizerResultTtlInSeconds: 60,
    });
    const { id: requestId, ...request } = named("request");
    assert.equal(request.identitySource, "method.request.header.A, method.request.querystring.b");
    assert.equal(request.authorizerCredentials, "arn:aws:iam::123456789012:role/asker");
    const pet = (await resourceAt(harness, restApiId, "/pets/{petId}")).resourceMethods.GET;
    assert.deepEqual([pet.authorizationType, pet.authorizerId], ["CUSTOM", tokenId]);
    const root = (await resourceAt(harness, restApiId, "/")).resourceMethods.GET;
    assert.deepEqual([root.authorizationType, root.authorizerId], ["CUSTOM", requestId]);
  });

  test("a role that one names needs iam:PassRole", async () => {
    const harness = apiGatewayHarness({ denies: ({ action }) => action === "iam:PassRole" });
    await assertRefused(harness.call("ImportRestApi", { body: bodyOf(guarded()) }), "AccessDeniedException");
  });

  test("exported and imported again give the same API", async () => {
    const harness = apiGatewayHarness();
    const { id: restApiId } = await harness.call("ImportRestApi", { body: bodyOf(guarded()) });
    for (const exportType of ["oas30", "swagger"]) {
      const first = await exported(harness, restApiId, { exportType });
      const again = await harness.call("ImportRestApi", { body: first.body, failOnWarnings: true });
      const second = await exported(harness, again.id, { exportType });
      assert.equal(
        Buffer.from(second.body).toString().replaceAll(again.id, restApiId),
        Buffer.from(first.body).toString(),
      );
      assert.match(Buffer.from(first.body).toString(), /"security": \[\s*\{\s*"token"/);
    }
  });

  test("keep their ids when a document replaces them", async () => {
    const harness = apiGatewayHarness();
    const { id: restApiId } = await harness.call("ImportRestApi", { body: bodyOf(guarded()) });
    const ids = async () =>
      (await harness.call("GetAuthorizers", { restApiId })).items.map((item: { id: string }) => item.id);
    const before = await ids();
    for (const mode of ["merge", "overwrite"]) {
      await harness.call("PutRestApi", { restApiId, mode, body: bodyOf(guarded()) });
      assert.deepEqual(await ids(), before, mode);
    }
  });

  test("members that would have no effect are refused", async () => {
    const harness = apiGatewayHarness();
    const document = guarded();
    document.components.securitySchemes.token["x-amazon-apigateway-authorizer"] = {
      ...tokenScheme["x-amazon-apigateway-authorizer"],
      enableSimpleResponses: true,
    };
    await assertRefused(
      harness.call("ImportRestApi", { body: bodyOf(document) }),
      "NotImplemented",
      /enableSimpleResponses/,
    );
  });
});
