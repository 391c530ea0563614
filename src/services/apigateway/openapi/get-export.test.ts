import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parse as parseYaml } from "yaml";
import { apiGatewayHarness, assertRefused } from "../apigateway.fixture.ts";
import { bodyOf, exported, petStore } from "./openapi.fixture.ts";

describe("GetExport", () => {
  test("imported again, an export gives the same API", async () => {
    const harness = apiGatewayHarness();
    const { id: restApiId } = await harness.call("ImportRestApi", { body: bodyOf(petStore) });
    for (const accepts of ["application/json", "application/yaml"]) {
      for (const exportType of ["oas30", "swagger"]) {
        const first = await exported(harness, restApiId, { accepts, exportType });
        const again = await harness.call("ImportRestApi", { body: first.body, failOnWarnings: true });
        const second = await exported(harness, again.id, { accepts, exportType });
        const text = Buffer.from(second.body).toString().replaceAll(again.id, restApiId);
        assert.equal(text, Buffer.from(first.body).toString(), `${exportType} ${accepts}`);
      }
    }
  });

  test("without extensions a document holds no integration, and still says which methods are signed", async () => {
    const harness = apiGatewayHarness();
    const { id: restApiId } = await harness.call("ImportRestApi", { body: bodyOf(petStore) });
    const { body, contentDisposition } = await exported(harness, restApiId, { parameters: undefined });
    const document = JSON.parse(Buffer.from(body).toString());
    assert.equal(contentDisposition, 'attachment; filename="oas30_2026-01-02T03:04:05Z.json"');
    assert.equal(document.servers[0].url, `https://${restApiId}.execute-api.us-east-1.localhost/{basePath}`);
    assert.deepEqual(document.servers[0].variables, { basePath: { default: "local" } });
    assert.deepEqual(document.paths["/pets/{petId}"].get, {
      operationId: "GetPet",
      parameters: [
        { name: "petId", in: "path", required: true, schema: { type: "string" } },
        { name: "verbose", in: "query", schema: { type: "string" } },
      ],
      responses: {
        "200": {
          description: "200 response",
          content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } },
        },
      },
      security: [{ sigv4: [] }],
    });
    assert.ok(!JSON.stringify(document).includes("x-amazon-apigateway-integration"));
  });

  test("exports what the stage runs, not what was changed since", async () => {
    const harness = apiGatewayHarness();
    const { id: restApiId } = await harness.call("ImportRestApi", { body: bodyOf(petStore) });
    const before = await exported(harness, restApiId, { accepts: "application/yaml" });
    await harness.call("PutRestApi", {
      restApiId,
      mode: "overwrite",
      body: bodyOf({ ...petStore, paths: {} }),
    });
    const input = { restApiId, stageName: "local", exportType: "oas30", accepts: "application/yaml" };
    const after = await harness.call("GetExport", { ...input, parameters: { extensions: "apigateway" } });
    assert.deepEqual(after.body, before.body);
    assert.ok(parseYaml(Buffer.from(after.body).toString()).paths["/"]);
  });

  test("refuses what it cannot write", async () => {
    const harness = apiGatewayHarness();
    const { id: restApiId } = await harness.call("ImportRestApi", { body: bodyOf(petStore) });
    await assertRefused(exported(harness, restApiId, { exportType: "raml" }), "BadRequestException", /raml/);
    await assertRefused(
      exported(harness, restApiId, { accepts: "text/html" }),
      "BadRequestException",
      /text\/html/,
    );
    const parameters = { extensions: "postman" };
    await assertRefused(exported(harness, restApiId, { parameters }), "NotImplemented", /postman/);
    await assertRefused(exported(harness, restApiId, { stageName: "x" }), "NotFoundException");
  });
});
