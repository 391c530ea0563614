import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { apiGatewayHarness, assertRefused, petApi } from "./apigateway.fixture.ts";
import { bodyOf, petStore } from "./openapi/openapi.fixture.ts";

describe("permissions", () => {
  test("every operation asks for an API Gateway verb on its path", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, resourceId } = await petApi(harness);
    await harness.call("CreateDeployment", { restApiId, stageName: "prod" });
    const api = `/restapis/${restApiId}`;
    const method = { restApiId, resourceId, httpMethod: "GET" };
    const resourceArn = `arn:aws:apigateway:us-east-1::${api}`;
    const cases: [name: string, input: object, verb: string, path: string][] = [
      ["GetRestApis", {}, "GET", "/restapis"],
      ["GetRestApi", { restApiId }, "GET", api],
      ["GetResources", { restApiId }, "GET", `${api}/resources`],
      ["GetMethod", method, "GET", `${api}/resources/${resourceId}/methods/GET`],
      ["GetIntegration", method, "GET", `${api}/resources/${resourceId}/methods/GET/integration`],
      ["GetStage", { restApiId, stageName: "prod" }, "GET", `${api}/stages/prod`],
      ["GetTags", { resourceArn }, "GET", `/tags/${encodeURIComponent(resourceArn)}`],
      ["GetAccount", {}, "GET", "/account"],
      ["DeleteStage", { restApiId, stageName: "prod" }, "DELETE", `${api}/stages/prod`],
    ];
    for (const [name, input, verb, path] of cases) {
      harness.asked.length = 0;
      await harness.call(name, input);
      const [check] = harness.asked;
      assert.equal(check?.action, `apigateway:${verb}`, name);
      assert.equal(check?.resource, `arn:aws:apigateway:us-east-1::${path}`, name);
      assert.equal(check?.resourceAccountId, "123456789012", name);
    }
  });

  test("condition keys tell what is asked for, so that a policy can forbid an open method", async () => {
    const denies = (check: {
      action: string;
      context?: { get(key: string): readonly string[] | undefined };
    }) => check.context?.get("apigateway:request/routeauthorizationtype")?.includes("NONE") ?? false;
    const harness = apiGatewayHarness({ denies });
    const { id: restApiId, rootResourceId: resourceId } = await harness.call("CreateRestApi", { name: "a" });
    const put = (httpMethod: string, authorizationType: string) =>
      harness.call("PutMethod", { restApiId, resourceId, httpMethod, authorizationType });
    await assertRefused(put("GET", "NONE"), "AccessDeniedException");
    await put("GET", "AWS_IAM");
    const patchOperations = [{ op: "replace", path: "/authorizationType", value: "NONE" }];
    const update = harness.call("UpdateMethod", {
      restApiId,
      resourceId,
      httpMethod: "GET",
      patchOperations,
    });
    await assertRefused(update, "AccessDeniedException");
  });

  test("condition keys tell what is there: tags, name, endpoint and methods", async () => {
    const harness = apiGatewayHarness();
    const { restApiId } = await petApi(harness);
    const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${restApiId}`;
    await harness.call("TagResource", { resourceArn, tags: { Team: "blue" } });
    await harness.call("CreateDeployment", { restApiId, stageName: "prod" });
    await harness.call("TagResource", { resourceArn: `${resourceArn}/stages/prod`, tags: { Team: "red" } });
    const contextOf = async (name: string, input: object) => {
      harness.asked.length = 0;
      await harness.call(name, input);
      return harness.asked[0]?.context;
    };
    const api = await contextOf("GetRestApi", { restApiId });
    assert.deepEqual(api?.get("aws:resourcetag/team"), ["blue"]);
    assert.deepEqual(api?.get("apigateway:resource/apiname"), ["pets"]);
    assert.deepEqual(api?.get("apigateway:resource/endpointtype"), ["EDGE"]);
    assert.deepEqual(api?.get("apigateway:resource/routeauthorizationtype"), ["NONE"]);
    const stage = await contextOf("GetStage", { restApiId, stageName: "prod" });
    assert.deepEqual(stage?.get("aws:resourcetag/team"), ["red"]);
    const created = await contextOf("CreateRestApi", { name: "b", tags: { Team: "green" } });
    assert.deepEqual(created?.get("aws:requesttag/team"), ["green"]);
    assert.deepEqual(created?.get("aws:tagkeys"), ["Team"]);
  });
});

test("a resource policy needs apigateway:UpdateRestApiPolicy, however it is set", async () => {
  const denies = ({ action }: { action: string }) => action === "apigateway:UpdateRestApiPolicy";
  const { call } = apiGatewayHarness({ denies });
  const policy = JSON.stringify(petStore["x-amazon-apigateway-policy"]);
  const { id: restApiId } = await call("CreateRestApi", { name: "a" });
  const patchOperations = [{ op: "replace", path: "/policy", value: policy }];
  for (const refused of [
    call("CreateRestApi", { name: "b", policy }),
    call("UpdateRestApi", { restApiId, patchOperations }),
    call("ImportRestApi", { body: bodyOf(petStore) }),
    call("PutRestApi", { restApiId, body: bodyOf(petStore) }),
  ]) {
    await assertRefused(refused, "AccessDeniedException");
  }
  assert.equal((await call("GetRestApi", { restApiId })).policy, undefined);
  assert.equal((await call("GetRestApis", {})).items.length, 1);
});

describe("tags", () => {
  test("are added, read and taken away, on APIs and on stages", async () => {
    const harness = apiGatewayHarness();
    const { restApiId } = await petApi(harness);
    await harness.call("CreateDeployment", { restApiId, stageName: "prod" });
    for (const path of [`/restapis/${restApiId}`, `/restapis/${restApiId}/stages/prod`]) {
      const resourceArn = `arn:aws:apigateway:us-east-1::${path}`;
      await harness.call("TagResource", { resourceArn, tags: { a: "1", b: "2", __proto__x: "3" } });
      await harness.call("UntagResource", { resourceArn, tagKeys: ["a", "c"] });
      assert.deepEqual((await harness.call("GetTags", { resourceArn })).tags, { b: "2", __proto__x: "3" });
    }
  });

  const refusals: [resourceArn: string, code: string][] = [
    ["nonsense", "BadRequestException"],
    ["arn:aws:lambda:us-east-1::/restapis/a", "BadRequestException"],
    ["arn:aws:apigateway:us-east-1::/restapis/nope", "NotFoundException"],
    ["arn:aws:apigateway:eu-west-1::/restapis/nope", "NotFoundException"],
    ["arn:aws:apigateway:us-east-1::/apikeys/a", "NotFoundException"],
  ];
  for (const [resourceArn, code] of refusals) {
    test(`refuses ${resourceArn}`, async () => {
      const { call } = apiGatewayHarness();
      await assertRefused(call("TagResource", { resourceArn, tags: { a: "b" } }), code);
    });
  }
});

describe("the account", () => {
  const ROLE = "arn:aws:iam::123456789012:role/logs";
  const set = [{ op: "replace", path: "/cloudwatchRoleArn", value: ROLE }];

  test("takes a role that API Gateway may assume, and no other", async () => {
    const harness = apiGatewayHarness();
    assert.deepEqual(await harness.call("GetAccount", {}), { features: [], apiKeyVersion: "4" });
    await assertRefused(
      harness.call("UpdateAccount", { patchOperations: set }),
      "BadRequestException",
      /role ARN/,
    );
    harness.trusted.add(ROLE);
    assert.equal((await harness.call("UpdateAccount", { patchOperations: set })).cloudwatchRoleArn, ROLE);
    assert.equal((await harness.call("GetAccount", {})).cloudwatchRoleArn, ROLE);
    const remove = [{ op: "replace", path: "/cloudwatchRoleArn", value: "" }];
    assert.equal(
      (await harness.call("UpdateAccount", { patchOperations: remove })).cloudwatchRoleArn,
      undefined,
    );
  });

  test("takes no role that the caller may not pass", async () => {
    const harness = apiGatewayHarness({ denies: ({ action }) => action === "iam:PassRole" });
    harness.trusted.add(ROLE);
    await assertRefused(harness.call("UpdateAccount", { patchOperations: set }), "AccessDeniedException");
    assert.equal((await harness.call("GetAccount", {})).cloudwatchRoleArn, undefined);
  });
});
