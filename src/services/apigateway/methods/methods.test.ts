import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { apiGatewayHarness, assertRefused, type Harness, petApi } from "../apigateway.fixture.ts";

async function petMethod(harness: Harness) {
  const { restApiId, resourceId, rootId } = await petApi(harness);
  return { restApiId, resourceId, rootId, httpMethod: "GET" };
}

const replace = (path: string, value?: string) => ({ op: "replace", path, value });

describe("methods", () => {
  test("show what was put, and no member more", async () => {
    const harness = apiGatewayHarness();
    const address = { ...(await petMethod(harness)), httpMethod: "POST" };
    const method = {
      httpMethod: "POST",
      authorizationType: "AWS_IAM",
      operationName: "createPet",
      requestParameters: { "method.request.querystring.kind": true, "method.request.header.X-A": false },
      requestModels: { "application/json": "Empty" },
    };
    const put = await harness.call("PutMethod", { ...address, ...method });
    assert.deepEqual(put, { ...method, apiKeyRequired: false });
    assert.deepEqual(await harness.call("GetMethod", address), put);
  });

  const AUTHORIZER =
    "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.";
  const refusals: [name: string, input: object, code: string, message: string | RegExp][] = [
    [
      "an unknown HTTP method",
      { httpMethod: "FETCH" },
      "BadRequestException",
      "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY",
    ],
    [
      "a method that is there",
      { httpMethod: "GET" },
      "ConflictException",
      "Method already exists for this resource",
    ],
    ["an API key", { apiKeyRequired: true }, "NotImplemented", /apiKeyRequired/],
    ["an authorizer that is not there", { authorizationType: "CUSTOM" }, "BadRequestException", AUTHORIZER],
    [
      "a user pool that is not there",
      { authorizationType: "COGNITO_USER_POOLS" },
      "BadRequestException",
      AUTHORIZER,
    ],
    [
      "an unknown authorization type",
      { authorizationType: "none" },
      "BadRequestException",
      /authorization type/,
    ],
    ["an authorizer for a method without", { authorizerId: "abc" }, "BadRequestException", /CUSTOM/],
    ["scopes", { authorizationScopes: ["a"] }, "NotImplemented", /authorizationScopes/],
    [
      "a validator that is not there",
      { requestValidatorId: "abc" },
      "BadRequestException",
      "Invalid Request Validator identifier specified",
    ],
    [
      "a model that is not there",
      { requestModels: { "application/json": "petModel" } },
      "BadRequestException",
      "Invalid model identifier specified: petModel",
    ],
    [
      "a name in two places",
      { requestParameters: { "method.request.header.q": true, "method.request.querystring.q": false } },
      "BadRequestException",
      "Parameter names must be unique across querystring, header and path",
    ],
    [
      "a parameter of nothing",
      { requestParameters: { page: true } },
      "BadRequestException",
      /Invalid mapping expression/,
    ],
  ];
  for (const [name, input, code, message] of refusals) {
    test(`refuses ${name}`, async () => {
      const harness = apiGatewayHarness();
      const address = { ...(await petMethod(harness)), httpMethod: "POST", authorizationType: "NONE" };
      await assertRefused(harness.call("PutMethod", { ...address, ...input }), code, message);
      await assertRefused(
        harness.call("GetMethod", address),
        "NotFoundException",
        "Invalid Method identifier specified",
      );
    });
  }

  test("a validator that asks for nothing may be used; one that asks for something may only be defined", async () => {
    const harness = apiGatewayHarness();
    const address = await petMethod(harness);
    const { restApiId } = address;
    const idle = await harness.call("CreateRequestValidator", { restApiId, name: "idle" });
    const strict = await harness.call("CreateRequestValidator", {
      restApiId,
      name: "strict",
      validateRequestBody: true,
    });
    const use = (id: string) =>
      harness.call("UpdateMethod", { ...address, patchOperations: [replace("/requestValidatorId", id)] });
    assert.equal((await use(idle.id)).requestValidatorId, idle.id);
    await assertRefused(use(strict.id), "NotImplemented", /requestValidatorId/);
    const switchOn = harness.call("UpdateRequestValidator", {
      restApiId,
      requestValidatorId: idle.id,
      patchOperations: [replace("/validateRequestParameters", "true")],
    });
    await assertRefused(switchOn, "NotImplemented", /validateRequestParameters/);
  });
});

describe("UpdateMethod", () => {
  test("adds, replaces and removes as recorded from AWS", async () => {
    const harness = apiGatewayHarness();
    const address = await petMethod(harness);
    const update = (...patchOperations: object[]) =>
      harness.call("UpdateMethod", { ...address, patchOperations });
    const added = await update(
      { op: "add", path: "/requestParameters/method.request.querystring.optional", value: "true" },
      { op: "add", path: "/requestModels/application~1json", value: "Empty" },
    );
    assert.deepEqual(added.requestParameters, { "method.request.querystring.optional": true });
    assert.deepEqual(added.requestModels, { "application/json": "Empty" });
    const replaced = await update(
      replace("/requestParameters/method.request.querystring.optional", "false"),
      replace("/authorizationType", "AWS_IAM"),
      replace("/operationName", "ReplacedOperationName"),
    );
    assert.deepEqual(replaced.requestParameters, { "method.request.querystring.optional": false });
    assert.equal(replaced.authorizationType, "AWS_IAM");
    assert.equal(replaced.operationName, "ReplacedOperationName");
    const removed = await update(
      { op: "remove", path: "/requestParameters/method.request.querystring.optional" },
      { op: "remove", path: "/requestModels/application~1json" },
    );
    assert.equal(removed.requestParameters, undefined);
    assert.equal(removed.requestModels, undefined);
  });

  const ONE_OF_REPLACE = "Invalid patch operation specified. Must be one of: [replace]";
  const refusals: [operation: object, code: string, message: string | RegExp][] = [
    [{ op: "add", path: "/authorizationType", value: "AWS_IAM" }, "BadRequestException", ONE_OF_REPLACE],
    [{ op: "remove", path: "/apiKeyRequired" }, "BadRequestException", ONE_OF_REPLACE],
    [replace("/httpMethod", "PUT"), "BadRequestException", "Invalid patch path /httpMethod"],
    [
      { op: "add", path: "/requestParameters" },
      "BadRequestException",
      "Invalid patch path /requestParameters",
    ],
    [
      { op: "add", path: "/requestModels/application/json", value: "Empty" },
      "BadRequestException",
      "Invalid patch path /requestModels/application/json",
    ],
    [replace("/authorizationType", "CUSTOM"), "BadRequestException", /Invalid authorizer ID specified/],
    [replace("/apiKeyRequired", "true"), "NotImplemented", /apiKeyRequired/],
    [replace("/authorizerId", "abc"), "BadRequestException", /CUSTOM/],
    [{ op: "add", path: "/authorizationScopes", value: "a" }, "NotImplemented", /authorizationScopes/],
    [
      replace("/requestValidatorId", "abc"),
      "BadRequestException",
      "Invalid Request Validator identifier specified",
    ],
    [
      { op: "remove", path: "/requestModels/a~1b" },
      "NotFoundException",
      "Content-Type specified was not found",
    ],
  ];
  for (const [operation, code, message] of refusals) {
    test(`refuses ${JSON.stringify(operation)}`, async () => {
      const harness = apiGatewayHarness();
      const address = await petMethod(harness);
      const before = await harness.call("GetMethod", address);
      await assertRefused(
        harness.call("UpdateMethod", { ...address, patchOperations: [operation] }),
        code,
        message,
      );
      assert.deepEqual(await harness.call("GetMethod", address), before);
    });
  }
});

describe("method responses", () => {
  test("live as recorded from AWS", async () => {
    const harness = apiGatewayHarness();
    const address = { ...(await petMethod(harness)), statusCode: "201" };
    const empty = { responseModels: {}, responseParameters: {}, statusCode: "201" };
    assert.deepEqual(await harness.call("PutMethodResponse", { ...address, ...empty }), empty);
    await assertRefused(
      harness.call("PutMethodResponse", address),
      "ConflictException",
      "Response already exists for this resource",
    );
    const patchOperations = [
      { op: "add", path: "/responseParameters/method.response.header.my-header", value: "true" },
      { op: "add", path: "/responseModels/application~1json", value: "Empty" },
    ];
    const updated = await harness.call("UpdateMethodResponse", { ...address, patchOperations });
    assert.deepEqual(updated, {
      responseModels: { "application/json": "Empty" },
      responseParameters: { "method.response.header.my-header": true },
      statusCode: "201",
    });
    assert.deepEqual(await harness.call("GetMethodResponse", address), updated);
    await harness.call("DeleteMethodResponse", address);
    await assertRefused(
      harness.call("GetMethodResponse", address),
      "NotFoundException",
      "Invalid Response status code specified",
    );
  });

  test("a status code that is none is refused by its pattern", async () => {
    const harness = apiGatewayHarness();
    const address = { ...(await petMethod(harness)), statusCode: "wrong" };
    const message =
      "1 validation error detected: Value 'wrong' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d";
    for (const name of [
      "PutMethodResponse",
      "GetMethodResponse",
      "PutIntegrationResponse",
      "GetIntegrationResponse",
    ]) {
      await assertRefused(harness.call(name, address), "ValidationException", message);
    }
  });
});
