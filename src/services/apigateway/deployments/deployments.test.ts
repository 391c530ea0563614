import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ResourceStore } from "../../../store/resource-store.ts";
import {
  addMock,
  apiGatewayHarness,
  assertRefused,
  CompileError,
  type Harness,
  NOW_MS,
  petApi,
} from "../apigateway.fixture.ts";

const stageOf = (harness: Harness, restApiId: string, stageName = "prod") =>
  harness.sink.running.get(`${restApiId}/${stageName}`);

describe("CreateDeployment", () => {
  test("without a stage freezes the API and runs nothing", async () => {
    const harness = apiGatewayHarness();
    const { restApiId } = await petApi(harness);
    const deployment = await harness.call("CreateDeployment", { restApiId, description: "first" });
    assert.deepEqual(deployment, { id: deployment.id, description: "first", createdDate: new Date(NOW_MS) });
    assert.equal(harness.sink.running.size, 0);
    const address = { restApiId, deploymentId: deployment.id };
    assert.deepEqual(await harness.call("GetDeployment", address), deployment);
    const { apiSummary } = await harness.call("GetDeployment", { ...address, embed: ["apisummary"] });
    assert.deepEqual(apiSummary, { "/pets": { GET: { authorizationType: "NONE", apiKeyRequired: false } } });
  });

  test("refuses what is meant for a stage and names none, but not Terraform's empty map", async () => {
    const harness = apiGatewayHarness();
    const { restApiId } = await petApi(harness);
    for (const input of [{ stageDescription: "live" }, { variables: { a: "b" } }]) {
      await assertRefused(harness.call("CreateDeployment", { restApiId, ...input }), "BadRequestException");
    }
    await harness.call("CreateDeployment", { restApiId, stageDescription: "", variables: {} });
  });

  test("with a stage puts the whole definition into service", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, resourceId } = await petApi(harness);
    const { id: deploymentId } = await harness.call("CreateDeployment", {
      restApiId,
      stageName: "prod",
      stageDescription: "live",
      variables: { host: "example.com" },
    });
    assert.deepEqual(stageOf(harness, restApiId), {
      kind: "REST",
      apiId: restApiId,
      apiName: "pets",
      accountId: "123456789012",
      region: "us-east-1",
      partition: "aws",
      stageName: "prod",
      deploymentId,
      variables: { host: "example.com" },
      binaryMediaTypes: [],
      disableExecuteApiEndpoint: false,
      endpointType: "EDGE",
      methods: [
        {
          resourceId,
          resourcePath: "/pets",
          httpMethod: "GET",
          authorization: { type: "NONE" },
          apiKeyRequired: false,
          requestParameters: {},
          methodResponses: [{ statusCode: "200", responseParameters: {} }],
          integration: {
            type: "MOCK",
            timeoutMs: 29000,
            requestParameters: {},
            requestTemplates: { "application/json": '{"statusCode": 200}' },
            passthroughBehavior: "WHEN_NO_MATCH",
            responses: [{ statusCode: "200", responseParameters: {}, responseTemplates: {} }],
          },
        },
      ],
      authorizers: [],
      gatewayResponses: [],
    });
    assert.equal((await harness.call("GetStage", { restApiId, stageName: "prod" })).description, "live");
  });

  test("a later change runs only after the next deployment", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, rootId } = await petApi(harness);
    await harness.call("CreateDeployment", { restApiId, stageName: "prod" });
    await addMock(harness, { restApiId, resourceId: rootId, httpMethod: "GET" });
    assert.equal(stageOf(harness, restApiId)?.methods.length, 1);
    const second = await harness.call("CreateDeployment", { restApiId, stageName: "prod" });
    assert.equal(stageOf(harness, restApiId)?.methods.length, 2);
    assert.equal(stageOf(harness, restApiId)?.deploymentId, second.id);
  });

  test("what a stage turns back to is what was frozen then", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, rootId } = await petApi(harness);
    const first = await harness.call("CreateDeployment", { restApiId, stageName: "prod" });
    await addMock(harness, { restApiId, resourceId: rootId, httpMethod: "GET" });
    await harness.call("CreateDeployment", { restApiId, stageName: "prod" });
    await harness.call("UpdateStage", {
      restApiId,
      stageName: "prod",
      patchOperations: [{ op: "replace", path: "/deploymentId", value: first.id }],
    });
    assert.equal(stageOf(harness, restApiId)?.methods.length, 1);
  });

  test("refuses an API that is not whole", async () => {
    const harness = apiGatewayHarness();
    const { id: restApiId, rootResourceId: resourceId } = await harness.call("CreateRestApi", { name: "a" });
    const deploy = () => harness.call("CreateDeployment", { restApiId, stageName: "prod" });
    await assertRefused(deploy(), "BadRequestException", "The REST API doesn't contain any methods");
    await harness.call("PutMethod", { restApiId, resourceId, httpMethod: "GET", authorizationType: "NONE" });
    await assertRefused(deploy(), "BadRequestException", "No integration defined for method");
  });

  const unbuilt: [member: string, value: unknown][] = [
    ["cacheClusterEnabled", true],
    ["cacheClusterSize", "0.5"],
    ["canarySettings", { percentTraffic: 10 }],
    ["tracingEnabled", true],
  ];
  for (const [member, value] of unbuilt) {
    test(`refuses ${member}`, async () => {
      const harness = apiGatewayHarness();
      const { restApiId } = await petApi(harness);
      const deployment = harness.call("CreateDeployment", { restApiId, stageName: "prod", [member]: value });
      await assertRefused(deployment, "NotImplemented", new RegExp(member));
      assert.equal(harness.sink.running.size, 0);
    });
  }

  test("a definition that the gateway does not compile is refused, and what ran goes on", async () => {
    const harness = apiGatewayHarness();
    const { restApiId } = await petApi(harness);
    const first = await harness.call("CreateDeployment", { restApiId, stageName: "prod" });
    harness.sink.refuse = (snapshot) =>
      snapshot.deploymentId === first.id ? undefined : new CompileError("GET /pets: a template is not one");
    const refused = harness.call("CreateDeployment", { restApiId, stageName: "prod" });
    await assertRefused(refused, "BadRequestException", "GET /pets: a template is not one");
    assert.equal(stageOf(harness, restApiId)?.deploymentId, first.id);
    const { items } = await harness.call("GetDeployments", { restApiId });
    assert.deepEqual(
      items.map((deployment: { id: string }) => deployment.id),
      [first.id],
    );
  });

  test("a bug of the gateway's is not the caller's mistake", async () => {
    const harness = apiGatewayHarness();
    const { restApiId } = await petApi(harness);
    harness.sink.refuse = () => new TypeError("x is not a function");
    await assert.rejects(harness.call("CreateDeployment", { restApiId, stageName: "prod" }), TypeError);
  });

  test("a write that fails takes back what was published", async () => {
    const harness = apiGatewayHarness();
    const { restApiId } = await petApi(harness);
    const first = await harness.call("CreateDeployment", { restApiId, stageName: "prod" });
    const failing: Pick<ResourceStore, "transact"> = {
      transact: () => Promise.reject(new Error("disk full")),
    };
    Object.assign(harness.store, failing);
    await assert.rejects(harness.call("CreateDeployment", { restApiId, stageName: "prod" }), /disk full/);
    assert.equal(stageOf(harness, restApiId)?.deploymentId, first.id);
    await assert.rejects(harness.call("CreateDeployment", { restApiId, stageName: "new" }), /disk full/);
    assert.equal(stageOf(harness, restApiId, "new"), undefined);
  });
});

describe("deployments", () => {
  test("one that a stage runs cannot be deleted; another can", async () => {
    const harness = apiGatewayHarness();
    const { restApiId } = await petApi(harness);
    const { id: deploymentId } = await harness.call("CreateDeployment", { restApiId, stageName: "prod" });
    const remove = () => harness.call("DeleteDeployment", { restApiId, deploymentId });
    const active = "Active stages pointing to this deployment must be moved or deleted";
    await assertRefused(remove(), "BadRequestException", active);
    await harness.call("DeleteStage", { restApiId, stageName: "prod" });
    await remove();
    await assertRefused(remove(), "NotFoundException", "Invalid Deployment identifier specified");
    const left = await harness.store.list({ service: "apigateway", type: "rest-api-deployment" });
    assert.deepEqual(left, [], "the frozen definition is gone, too");
  });

  test("only the description can be patched", async () => {
    const harness = apiGatewayHarness();
    const { restApiId } = await petApi(harness);
    const { id: deploymentId } = await harness.call("CreateDeployment", { restApiId });
    const update = (op: string, path: string) =>
      harness.call("UpdateDeployment", {
        restApiId,
        deploymentId,
        patchOperations: [{ op, path, value: "new" }],
      });
    assert.equal((await update("replace", "/description")).description, "new");
    await assertRefused(
      update("replace", "/id"),
      "BadRequestException",
      "Invalid patch path  '/id' specified for op 'replace'. Must be one of: [/description]",
    );
  });
});

describe("after a restart", () => {
  test("every stage runs again, and one that no longer compiles does not stop the others", async () => {
    const before = apiGatewayHarness();
    const { restApiId } = await petApi(before);
    await before.call("CreateDeployment", { restApiId, stageName: "good" });
    await before.call("CreateDeployment", { restApiId, stageName: "bad" });
    const after = apiGatewayHarness({ store: before.store });
    after.sink.refuse = ({ stageName }) => (stageName === "bad" ? new CompileError("no more") : undefined);
    await after.service.start?.();
    assert.deepEqual([...after.sink.running.keys()], [`${restApiId}/good`]);
    assert.deepEqual(stageOf(after, restApiId, "good"), stageOf(before, restApiId, "good"));
  });

  test("deleting an API takes all its stages out of service and leaves no document behind", async () => {
    const harness = apiGatewayHarness();
    const { restApiId } = await petApi(harness);
    await harness.call("CreateDeployment", { restApiId, stageName: "a" });
    await harness.call("CreateDeployment", { restApiId, stageName: "b" });
    await harness.call("DeleteRestApi", { restApiId });
    assert.equal(harness.sink.running.size, 0);
    for (const type of ["rest-api", "rest-api-deployment"]) {
      assert.deepEqual(await harness.store.list({ service: "apigateway", type }), []);
    }
  });
});

test("edits of one API at the same time all count", async () => {
  const harness = apiGatewayHarness();
  const { restApiId, rootId } = await petApi(harness);
  const parts = Array.from({ length: 20 }, (_, n) => `r${n}`);
  await Promise.all(
    parts.map((pathPart) => harness.call("CreateResource", { restApiId, parentId: rootId, pathPart })),
  );
  const { items } = await harness.call("GetResources", { restApiId });
  assert.equal(items.length, 22);
});

test("an edit that another process overtook is refused and taken back", async () => {
  const harness = apiGatewayHarness();
  const { restApiId } = await petApi(harness);
  const overtaken = Object.create(harness.store) as ResourceStore;
  const transact = harness.store.transact.bind(harness.store);
  const other = apiGatewayHarness({ store: harness.store });
  let first = true;
  overtaken.transact = async (writes) => {
    if (first) {
      first = false;
      await other.call("TagResource", {
        resourceArn: `arn:aws:apigateway:us-east-1::/restapis/${restApiId}`,
        tags: { a: "b" },
      });
    }
    return transact(writes);
  };
  overtaken.get = harness.store.get.bind(harness.store);
  const slow = apiGatewayHarness({ store: overtaken });
  await assertRefused(
    slow.call("CreateDeployment", { restApiId, stageName: "prod" }),
    "ConflictException",
    "Unable to complete operation due to concurrent modification. Please try again later.",
  );
  assert.equal(slow.sink.running.size, 0);
});
