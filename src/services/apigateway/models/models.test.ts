import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { AwsError } from "../../../aws/aws-error.ts";
import { apiGatewayHarness, assertRefused, petApi } from "../apigateway.fixture.ts";
import { checkSchema } from "./model-schema.ts";

const schema = JSON.stringify({ title: "Pet", type: "object", properties: { id: { type: "integer" } } });

describe("models", () => {
  test("live as recorded from AWS", async () => {
    const { call } = apiGatewayHarness();
    const { id: restApiId } = await call("CreateRestApi", { name: "a" });
    const model = { name: "Pet", description: "A pet", contentType: "application/json", schema };
    const created = await call("CreateModel", { restApiId, ...model });
    assert.deepEqual(created, { id: created.id, ...model });
    const address = { restApiId, modelName: "Pet" };
    assert.deepEqual(await call("GetModel", address), created);
    const again = call("CreateModel", { restApiId, ...model });
    await assertRefused(again, "ConflictException", "Model name already exists for this REST API");
    const patchOperations = [{ op: "replace", path: "/schema", value: '{"title":"New","type":"object"}' }];
    assert.equal(
      (await call("UpdateModel", { ...address, patchOperations })).schema,
      patchOperations[0]?.value,
    );
    await call("DeleteModel", address);
    await assertRefused(call("GetModel", address), "NotFoundException", "Invalid model name specified: Pet");
  });

  const EMPTY = "Model schema must have at least 1 property or array items defined";
  const refusals: [name: string, input: object, message: string | RegExp][] = [
    ["an empty name", { name: "" }, "Model name must be non-empty"],
    ["a name with a hyphen", { name: "a-b" }, "Model name must be alphanumeric"],
    ["no schema", { schema: undefined }, EMPTY],
    ["an empty schema", { schema: "" }, EMPTY],
    ["no JSON", { schema: "{" }, /# is not valid JSON/],
    ["a list", { schema: "[]" }, /# must be an object/],
    ["an unknown type", { schema: '{"type":"strng"}' }, /#\/type has a value/],
    ["draft 6's exclusiveMinimum", { schema: '{"exclusiveMinimum":3}' }, /#\/exclusiveMinimum/],
    ["a bad property", { schema: '{"properties":{"a":3}}' }, /#\/properties\/a must be an object/],
    ["a reference elsewhere", { schema: '{"$ref":"https://example.com/s.json"}' }, /#\/\$ref/],
    [
      "a model that is not there",
      { schema: '{"$ref":"https://apigateway.amazonaws.com/restapis/a1/models/Nope"}' },
      "Invalid model identifier specified: Nope",
    ],
  ];
  for (const [name, input, message] of refusals) {
    test(`refuses ${name}`, async () => {
      const { call } = apiGatewayHarness();
      const { id: restApiId } = await call("CreateRestApi", { name: "a" });
      const model = { restApiId, name: "Pet", contentType: "application/json", schema, ...input };
      await assertRefused(call("CreateModel", model), "BadRequestException", message);
      assert.equal((await call("GetModels", { restApiId })).items.length, 2);
    });
  }

  test("one that is referred to cannot be deleted", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, resourceId } = await petApi(harness);
    const create = (name: string, text = schema) =>
      harness.call("CreateModel", { restApiId, name, contentType: "application/json", schema: text });
    const remove = (modelName: string) => harness.call("DeleteModel", { restApiId, modelName });
    await create("Pet");
    await create(
      "Pets",
      '{"type":"array","items":{"$ref":"https://apigateway.amazonaws.com/restapis/a/models/Pet"}}',
    );
    await assertRefused(
      remove("Pet"),
      "ConflictException",
      "Cannot delete model 'Pet', is referenced in model: Pets",
    );
    const address = { restApiId, resourceId, httpMethod: "PUT" };
    const requestModels = { "application/json": "Pets" };
    await harness.call("PutMethod", { ...address, authorizationType: "NONE", requestModels });
    const inMethod = "Cannot delete model 'Pets', is referenced in method request: /pets/PUT";
    await assertRefused(remove("Pets"), "ConflictException", inMethod);
    await harness.call("DeleteMethod", address);
    await remove("Pets");
    await remove("Pet");
  });

  test("GetModel does not flatten yet, and says so", async () => {
    const { call } = apiGatewayHarness();
    const { id: restApiId } = await call("CreateRestApi", { name: "a" });
    const flat = call("GetModel", { restApiId, modelName: "Empty", flatten: true });
    await assertRefused(flat, "NotImplemented", /flatten/);
  });
});

test("no text makes the schema check throw anything but a refusal", () => {
  const text = fc.oneof(
    fc.json(),
    fc.string(),
    fc.json().map((json) => `{"items":${json},"$ref":"#/a"}`),
  );
  fc.assert(
    fc.property(text, (candidate) => {
      try {
        checkSchema(candidate);
      } catch (error) {
        assert.ok(error instanceof AwsError, String(error));
      }
    }),
  );
});

test("a schema nested without end is refused before the stack is", () => {
  const nested = '{"items":'.repeat(100_000) + "{}" + "}".repeat(100_000);
  assert.throws(() => checkSchema(nested), AwsError);
});
