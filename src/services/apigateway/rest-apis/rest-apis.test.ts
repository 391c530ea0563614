import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ACCOUNT_ID, apiGatewayHarness, assertRefused, NOW_MS, petApi } from "../apigateway.fixture.ts";

const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" }],
});

describe("REST APIs", () => {
  test("a new API has AWS's defaults, and reading it adds tags", async () => {
    const { call } = apiGatewayHarness();
    const created = await call("CreateRestApi", { name: "one" });
    assert.deepEqual(created, {
      id: created.id,
      name: "one",
      createdDate: new Date(NOW_MS),
      apiKeySource: "HEADER",
      endpointConfiguration: { types: ["EDGE"], ipAddressType: "ipv4" },
      disableExecuteApiEndpoint: false,
      rootResourceId: created.rootResourceId,
    });
    assert.match(created.id, /^[a-z0-9]{10}$/);
    assert.deepEqual(await call("GetRestApi", { restApiId: created.id }), { ...created, tags: {} });
    const { items } = await call("GetModels", { restApiId: created.id });
    assert.deepEqual(
      items.map((model: { name: string }) => model.name),
      ["Empty", "Error"],
    );
  });

  test("a policy comes back escaped once more, as Terraform expects", async () => {
    const { call } = apiGatewayHarness();
    const { policy } = await call("CreateRestApi", { name: "one", policy: POLICY });
    assert.equal(JSON.parse(`"${policy}"`), POLICY);
  });

  const refusals: [name: string, input: object, code: string, message?: string | RegExp][] = [
    ["an empty name", { name: "" }, "BadRequestException"],
    [
      "an empty description",
      { name: "a", description: "" },
      "BadRequestException",
      "Description cannot be an empty string",
    ],
    [
      "a private API",
      { name: "a", endpointConfiguration: { types: ["PRIVATE"] } },
      "NotImplemented",
      /PRIVATE/,
    ],
    [
      "two endpoint types",
      { name: "a", endpointConfiguration: { types: ["EDGE", "REGIONAL"] } },
      "BadRequestException",
      "Cannot create an api with multiple Endpoint Types.",
    ],
    [
      "no endpoint type",
      { name: "a", endpointConfiguration: { types: [] } },
      "BadRequestException",
      "REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.",
    ],
    [
      "dual stack",
      { name: "a", endpointConfiguration: { ipAddressType: "dualstack" } },
      "NotImplemented",
      /ipAddressType/,
    ],
    ["keys from an authorizer", { name: "a", apiKeySource: "AUTHORIZER" }, "NotImplemented", /apiKeySource/],
    ["compression", { name: "a", minimumCompressionSize: 0 }, "NotImplemented", /minimumCompressionSize/],
    [
      "a policy that is no JSON",
      { name: "a", policy: "{" },
      "BadRequestException",
      /Invalid policy document/,
    ],
    [
      "a policy without a principal",
      { name: "a", policy: POLICY.replace('"Principal":"*",', "") },
      "BadRequestException",
      /Principal/,
    ],
    [
      "a clone of what is not there",
      { name: "a", cloneFrom: "abc" },
      "NotFoundException",
      `Invalid API identifier specified ${ACCOUNT_ID}:abc`,
    ],
    ["a reserved tag", { name: "a", tags: { "aws:x": "y" } }, "BadRequestException", /reserved/],
  ];
  for (const [name, input, code, message] of refusals) {
    test(`refuses ${name} and stores nothing`, async () => {
      const { call } = apiGatewayHarness();
      await assertRefused(call("CreateRestApi", input), code, message);
      assert.deepEqual((await call("GetRestApis", {})).items, []);
    });
  }

  test("cloneFrom copies the definition, and asks for the right to read it", async () => {
    const harness = apiGatewayHarness();
    const { restApiId } = await petApi(harness);
    const clone = await harness.call("CreateRestApi", { name: "copy", cloneFrom: restApiId });
    const { items } = await harness.call("GetResources", { restApiId: clone.id });
    assert.deepEqual(
      items.map((resource: { path: string }) => resource.path),
      ["/", "/pets"],
    );
    assert.ok(
      harness.asked.some((check) => check.action === "apigateway:GET" && check.resource.endsWith(restApiId)),
    );
  });

  test("pages hold `limit` APIs, each once, and only this account's", async () => {
    const harness = apiGatewayHarness();
    const other = apiGatewayHarness({ store: harness.store, accountId: "210987654321" });
    for (const name of ["a", "b", "c", "d", "e"]) await harness.call("CreateRestApi", { name });
    await other.call("CreateRestApi", { name: "other" });
    const names: string[] = [];
    let position: string | undefined;
    do {
      const page = await harness.call("GetRestApis", { limit: 2, position });
      assert.ok(page.items.length <= 2);
      names.push(...page.items.map((api: { name: string }) => api.name));
      position = page.position;
    } while (position);
    assert.deepEqual(names.sort(), ["a", "b", "c", "d", "e"]);
  });

  test("what could be no id leads nowhere", async () => {
    const { call } = apiGatewayHarness();
    for (const restApiId of ["A1B2", "../x", "__proto__", "a".repeat(3000)]) {
      await assertRefused(call("GetRestApi", { restApiId }), "NotFoundException", /Invalid API identifier/);
    }
  });

  test("another account's API is not there", async () => {
    const harness = apiGatewayHarness();
    const { restApiId } = await petApi(harness);
    const other = apiGatewayHarness({ store: harness.store, accountId: "210987654321" });
    const message = `Invalid API identifier specified 210987654321:${restApiId}`;
    await assertRefused(other.call("GetRestApi", { restApiId }), "NotFoundException", message);
    await assertRefused(other.call("DeleteRestApi", { restApiId }), "NotFoundException", message);
  });
});

describe("UpdateRestApi", () => {
  const replace = (path: string, value?: string) => ({ op: "replace", path, value });

  test("adds, replaces and removes as recorded from AWS", async () => {
    const { call } = apiGatewayHarness();
    const { id: restApiId } = await call("CreateRestApi", { name: "one", description: "this is my api" });
    const update = (...patchOperations: object[]) => call("UpdateRestApi", { restApiId, patchOperations });
    const added = await update(
      { op: "add", path: "/binaryMediaTypes/image~1png" },
      { op: "add", path: "/binaryMediaTypes/image~1jpeg" },
    );
    assert.deepEqual(added.binaryMediaTypes, ["image/png", "image/jpeg"]);
    assert.deepEqual(added.tags, {});
    const replaced = await update(replace("/binaryMediaTypes/image~1png", "image/gif"));
    assert.deepEqual(replaced.binaryMediaTypes, ["image/jpeg", "image/gif"]);
    const removed = await update(
      { op: "remove", path: "/binaryMediaTypes/image~1gif" },
      { op: "remove", path: "/description" },
    );
    assert.deepEqual(removed.binaryMediaTypes, ["image/jpeg"]);
    assert.equal(removed.description, undefined);
  });

  test("changes what can be changed", async () => {
    const { call } = apiGatewayHarness();
    const { id: restApiId } = await call("CreateRestApi", { name: "one" });
    const changed = await call("UpdateRestApi", {
      restApiId,
      patchOperations: [
        replace("/name", "two"),
        replace("/disableExecuteApiEndpoint", "true"),
        replace("/endpointConfiguration/types/EDGE", "REGIONAL"),
        replace("/policy", POLICY),
      ],
    });
    assert.equal(changed.name, "two");
    assert.equal(changed.disableExecuteApiEndpoint, true);
    assert.deepEqual(changed.endpointConfiguration.types, ["REGIONAL"]);
    const without = await call("UpdateRestApi", { restApiId, patchOperations: [replace("/policy", "")] });
    assert.equal(without.policy, undefined);
  });

  const refusals: [operation: object, code: string, message: string | RegExp][] = [
    [{ op: "add", path: "/binaryMediaTypes" }, "BadRequestException", "Invalid patch path /binaryMediaTypes"],
    [
      { op: "replace", path: "/createdDate", value: "1" },
      "BadRequestException",
      "Invalid patch path /createdDate",
    ],
    [{ op: "replace" }, "BadRequestException", "Invalid patch path null"],
    [
      { op: "add", path: "/minimumCompressionSize", value: "10" },
      "BadRequestException",
      "Invalid patch operation specified. Must be one of: [replace]",
    ],
    [replace("/minimumCompressionSize", "10"), "NotImplemented", /minimumCompressionSize/],
    [replace("/apiKeySource", "AUTHORIZER"), "NotImplemented", /apiKeySource/],
    [replace("/endpointConfiguration/types/EDGE", "PRIVATE"), "NotImplemented", /PRIVATE/],
    [replace("/endpointConfiguration/ipAddressType", "dualstack"), "NotImplemented", /ipAddressType/],
    [replace("/policy", "[]"), "BadRequestException", /Invalid policy document/],
  ];
  for (const [operation, code, message] of refusals) {
    test(`refuses ${JSON.stringify(operation)} and changes nothing`, async () => {
      const { call } = apiGatewayHarness();
      const { id: restApiId } = await call("CreateRestApi", { name: "one" });
      const before = await call("GetRestApi", { restApiId });
      const patchOperations = [replace("/name", "changed"), operation];
      await assertRefused(call("UpdateRestApi", { restApiId, patchOperations }), code, message);
      assert.deepEqual(await call("GetRestApi", { restApiId }), before);
    });
  }
});
