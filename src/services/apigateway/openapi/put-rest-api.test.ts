import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { apiGatewayHarness, assertRefused } from "../apigateway.fixture.ts";
import { bodyOf, exported, paths, petStore, resourceAt } from "./openapi.fixture.ts";

describe("PutRestApi", () => {
  const addition = {
    openapi: "3.0.1",
    info: { title: "Renamed", version: "2" },
    paths: { "/cats": { get: { responses: {} } }, "/pets/{petId}": { get: { responses: {} } } },
  };

  test("merging keeps what the document does not define", async () => {
    const harness = apiGatewayHarness();
    const { id: restApiId } = await harness.call("ImportRestApi", { body: bodyOf(petStore) });
    const before = await resourceAt(harness, restApiId, "/pets/{petId}");
    const api = await harness.call("PutRestApi", { restApiId, mode: "merge", body: bodyOf(addition) });
    assert.equal(api.name, "Renamed");
    assert.equal(api.version, "2");
    assert.equal(api.description, "Pets");
    assert.deepEqual(await paths(harness, restApiId), ["/", "/cats", "/pets", "/pets/{petId}"]);
    const after = await resourceAt(harness, restApiId, "/pets/{petId}");
    assert.equal(
      after.resourceMethods.GET.authorizationType,
      "NONE",
      "the document's method replaces the API's",
    );
    assert.deepEqual(after.resourceMethods.ANY, before.resourceMethods.ANY);
  });

  test("overwriting takes the document's definition, but keeps ids, stages and the resource policy", async () => {
    const harness = apiGatewayHarness();
    const imported = await harness.call("ImportRestApi", { body: bodyOf(petStore) });
    const restApiId = imported.id;
    await harness.call("CreateDeployment", { restApiId, stageName: "prod" });
    const before = await resourceAt(harness, restApiId, "/pets/{petId}");
    const api = await harness.call("PutRestApi", { restApiId, mode: "overwrite", body: bodyOf(addition) });
    assert.equal(api.name, "Renamed");
    assert.equal(api.description, undefined);
    assert.equal(api.policy, imported.policy);
    assert.equal(api.rootResourceId, imported.rootResourceId);
    assert.deepEqual(await paths(harness, restApiId), ["/", "/cats", "/pets", "/pets/{petId}"]);
    const after = await resourceAt(harness, restApiId, "/pets/{petId}");
    assert.equal(after.id, before.id);
    assert.deepEqual(Object.keys(after.resourceMethods), ["GET"]);
    assert.equal(
      harness.sink.running.get(`${restApiId}/prod`)?.methods.length,
      3,
      "what runs waits for a deployment",
    );
    assert.deepEqual((await harness.call("GetModels", { restApiId })).items, []);
  });

  test("a document that is refused changes nothing", async () => {
    const harness = apiGatewayHarness();
    const { id: restApiId } = await harness.call("ImportRestApi", { body: bodyOf(petStore) });
    const before = await exported(harness, restApiId);
    const body = bodyOf({ ...addition, paths: { "/x": {}, bad: {} } });
    await assertRefused(
      harness.call("PutRestApi", { restApiId, mode: "overwrite", body }),
      "BadRequestException",
    );
    assert.deepEqual((await exported(harness, restApiId)).body, before.body);
  });
});
