import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { apiGatewayHarness, assertRefused, type Harness, NOW_MS, petApi } from "../apigateway.fixture.ts";

async function deployed(harness: Harness) {
  const { restApiId } = await petApi(harness);
  const { id: deploymentId } = await harness.call("CreateDeployment", { restApiId });
  const stage = { restApiId, stageName: "prod", deploymentId };
  return stage;
}

describe("stages", () => {
  test("a new stage runs at once and shows AWS's defaults", async () => {
    const harness = apiGatewayHarness();
    const address = await deployed(harness);
    const created = await harness.call("CreateStage", {
      ...address,
      variables: { a: "b" },
      tags: { team: "x" },
    });
    assert.deepEqual(created, {
      stageName: "prod",
      deploymentId: address.deploymentId,
      cacheClusterEnabled: false,
      cacheClusterStatus: "NOT_AVAILABLE",
      methodSettings: {},
      variables: { a: "b" },
      tracingEnabled: false,
      tags: { team: "x" },
      createdDate: new Date(NOW_MS),
      lastUpdatedDate: new Date(NOW_MS),
    });
    assert.deepEqual(await harness.call("GetStage", address), created);
    assert.deepEqual((await harness.call("GetStages", { restApiId: address.restApiId })).item, [created]);
    const none = await harness.call("GetStages", { restApiId: address.restApiId, deploymentId: "other" });
    assert.deepEqual(none.item, []);
    assert.deepEqual(harness.sink.running.get(`${address.restApiId}/prod`)?.variables, { a: "b" });
  });

  const refusals: [name: string, input: object, code: string, message: string | RegExp][] = [
    ["a name with a slash", { stageName: "a/b" }, "BadRequestException", /Stage name only allows/],
    [
      "a deployment that is not there",
      { deploymentId: "x" },
      "BadRequestException",
      "Deployment id does not exist",
    ],
    ["a cache", { cacheClusterEnabled: true }, "NotImplemented", /cacheClusterEnabled/],
    ["a cache's size", { cacheClusterSize: "0.5" }, "NotImplemented", /cacheClusterSize/],
    ["a canary", { canarySettings: { percentTraffic: 5 } }, "NotImplemented", /canarySettings/],
    ["tracing", { tracingEnabled: true }, "NotImplemented", /tracingEnabled/],
    ["documentation", { documentationVersion: "1" }, "NotImplemented", /documentationVersion/],
    ["a variable's name", { variables: { "a-b": "c" } }, "BadRequestException", /variable name/],
    ["a line break in a variable", { variables: { a: "b\r\nc" } }, "BadRequestException", /variable value/],
    [
      "a variable that would end a URI's host",
      { variables: { a: "b@c" } },
      "BadRequestException",
      /variable value/,
    ],
  ];
  for (const [name, input, code, message] of refusals) {
    test(`refuses ${name} and runs nothing`, async () => {
      const harness = apiGatewayHarness();
      const address = await deployed(harness);
      await assertRefused(harness.call("CreateStage", { ...address, ...input }), code, message);
      assert.equal(harness.sink.running.size, 0);
    });
  }

  test("a name is taken once, and an API has at most ten", async () => {
    const harness = apiGatewayHarness();
    const address = await deployed(harness);
    for (let n = 0; n < 10; n++) await harness.call("CreateStage", { ...address, stageName: `s${n}` });
    const again = harness.call("CreateStage", { ...address, stageName: "s1" });
    await assertRefused(again, "ConflictException", "Stage already exists");
    await assertRefused(
      harness.call("CreateStage", { ...address, stageName: "s10" }),
      "LimitExceededException",
    );
  });

  test("a stage may have the name of what every object inherits", async () => {
    const harness = apiGatewayHarness();
    const address = await deployed(harness);
    for (const stageName of ["constructor", "__proto__"]) {
      await harness.call("CreateStage", { ...address, stageName });
      assert.ok(harness.sink.running.has(`${address.restApiId}/${stageName}`));
      assert.equal((await harness.call("GetStage", { ...address, stageName })).stageName, stageName);
      await harness.call("DeleteStage", { ...address, stageName });
    }
  });

  test("a deleted stage is out of service", async () => {
    const harness = apiGatewayHarness();
    const address = await deployed(harness);
    await harness.call("CreateStage", address);
    await harness.call("DeleteStage", address);
    assert.equal(harness.sink.running.size, 0);
    await assertRefused(
      harness.call("GetStage", address),
      "NotFoundException",
      "Invalid stage identifier specified",
    );
  });
});

describe("UpdateStage", () => {
  async function stage() {
    const harness = apiGatewayHarness();
    const address = await deployed(harness);
    await harness.call("CreateStage", { ...address, variables: { var1: "test1" } });
    const update = (...patchOperations: object[]) =>
      harness.call("UpdateStage", { ...address, patchOperations });
    return { harness, address, update };
  }

  test("changes of variables run at once; a replaced one need not be there", async () => {
    const { harness, address, update } = await stage();
    const updated = await update(
      { op: "replace", path: "/description", value: "stage new" },
      { op: "replace", path: "/variables/var1", value: "test" },
      { op: "replace", path: "/variables/var2", value: "test2" },
    );
    assert.equal(updated.description, "stage new");
    assert.deepEqual(updated.variables, { var1: "test", var2: "test2" });
    assert.deepEqual(harness.sink.running.get(`${address.restApiId}/prod`)?.variables, updated.variables);
    const removed = await update({ op: "remove", path: "/variables/var1" });
    assert.deepEqual(removed.variables, { var2: "test2" });
  });

  const neutral = [
    ["/*/*/metrics/enabled", "false"],
    ["/*/*/logging/loglevel", "OFF"],
    ["/*/*/logging/dataTrace", "false"],
    ["/*/*/throttling/burstLimit", "-1"],
    ["/*/*/throttling/rateLimit", "-1"],
    ["/*/*/throttling/rateLimit", "-1.0"],
    ["/*/*/caching/enabled", "false"],
    ["/*/*/caching/ttlInSeconds", "300"],
    ["/tracingEnabled", "false"],
    ["/cacheClusterEnabled", "false"],
  ] as const;
  for (const [path, value] of neutral) {
    test(`takes ${path} ${value}, which asks for nothing`, async () => {
      const { update } = await stage();
      await update({ op: "replace", path, value });
    });
  }

  test("settings show under the method they were set for, and go with it", async () => {
    const { update } = await stage();
    const set = await update({ op: "replace", path: "/pets/{id}/GET/metrics/enabled", value: "false" });
    assert.deepEqual(set.methodSettings, { "pets/{id}/GET": { metricsEnabled: false } });
    assert.deepEqual((await update({ op: "remove", path: "/pets/{id}/GET" })).methodSettings, {});
  });

  const refusals: [path: string, value: string, code: string, message: RegExp][] = [
    ["/*/*/throttling/rateLimit", "10", "NotImplemented", /throttlingRateLimit/],
    ["/canarySettings/percentTraffic", "10", "NotImplemented", /canarySettings.percentTraffic/],
    ["/canarySettings/deploymentId", "abc", "NotImplemented", /canarySettings.deploymentId/],
    [
      "/canarySettings/stageVariableOverrides/a",
      "b",
      "NotImplemented",
      /canarySettings.stageVariableOverrides/,
    ],
    ["/*/*/throttling/burstLimit", "0", "NotImplemented", /throttlingBurstLimit/],
    ["/*/*/logging/loglevel", "INFO", "NotImplemented", /loggingLevel/],
    ["/*/*/metrics/enabled", "true", "NotImplemented", /metricsEnabled/],
    ["/*/*/caching/enabled", "true", "NotImplemented", /cachingEnabled/],
    [
      "/~1pets/GET/caching/requireAuthorizationForCacheControl",
      "false",
      "NotImplemented",
      /requireAuthorization/,
    ],
    ["/accessLogSettings/format", "$context.requestId", "BadRequestException", /needs both/],
    ["/accessLogSettings", "{}", "BadRequestException", /Must be one of: \[remove\]/],
    ["/clientCertificateId", "abc", "NotImplemented", /clientCertificateId/],
    ["/tracingEnabled", "true", "NotImplemented", /tracingEnabled/],
    [
      "/tags/tag1",
      "x",
      "BadRequestException",
      /^Invalid method setting path: \/tags\/tag1\. Must be one of: \[\/dep/,
    ],
    ["/deploymentId", "nope", "BadRequestException", /Deployment id does not exist/],
    ["/variables/a", "b c", "BadRequestException", /variable value/],
  ];
  for (const [path, value, code, message] of refusals) {
    test(`refuses ${path} ${value} and changes nothing`, async () => {
      const { harness, address, update } = await stage();
      const before = await harness.call("GetStage", address);
      await assertRefused(update({ op: "replace", path, value }), code, message);
      assert.deepEqual(await harness.call("GetStage", address), before);
    });
  }
});
