import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { apiGatewayHarness, assertRefused } from "../apigateway.fixture.ts";

const TEMPLATES = { "application/json": '{"message":$context.error.messageString}' };
const MISSING = "MISSING_AUTHENTICATION_TOKEN";

async function api() {
  const harness = apiGatewayHarness();
  const { id: restApiId } = await harness.call("CreateRestApi", { name: "a" });
  const call = (name: string, responseType: string, input: object = {}) =>
    harness.call(name, { restApiId, responseType, ...input });
  return { harness, restApiId, call };
}

/** Source: recorded from AWS. */
const DEFAULT = {
  defaultResponse: true,
  responseParameters: {},
  responseTemplates: TEMPLATES,
  responseType: MISSING,
  statusCode: "403",
};

describe("gateway responses", () => {
  test("every type is listed, with its default", async () => {
    const { harness, restApiId, call } = await api();
    assert.deepEqual(await call("GetGatewayResponse", MISSING), DEFAULT);
    const { items } = await harness.call("GetGatewayResponses", { restApiId });
    assert.equal(items.length, 21);
    assert.ok(items.every((item: { defaultResponse: boolean }) => item.defaultResponse));
  });

  test("one that is put replaces the default, and deleting it brings that back", async () => {
    const { call } = await api();
    const put = await call("PutGatewayResponse", MISSING, {
      statusCode: "404",
      responseParameters: { "gatewayresponse.header.Access-Control-Allow-Origin": "'a.b.c'" },
    });
    assert.deepEqual(put, {
      ...DEFAULT,
      defaultResponse: false,
      statusCode: "404",
      responseParameters: { "gatewayresponse.header.Access-Control-Allow-Origin": "'a.b.c'" },
    });
    await call("DeleteGatewayResponse", MISSING);
    assert.deepEqual(await call("GetGatewayResponse", MISSING), DEFAULT);
    const gone = call("DeleteGatewayResponse", MISSING);
    await assertRefused(gone, "NotFoundException", "Gateway response type not defined on api");
  });

  test("types without a customisation of their own follow DEFAULT_4XX and DEFAULT_5XX", async () => {
    const { call } = await api();
    await call("PutGatewayResponse", "DEFAULT_5XX", { statusCode: "599" });
    const timeout = await call("GetGatewayResponse", "INTEGRATION_TIMEOUT");
    assert.equal(timeout.statusCode, "599");
    assert.equal(timeout.defaultResponse, true);
    assert.equal((await call("GetGatewayResponse", MISSING)).statusCode, "403");
  });

  test("an update customises a type that was not", async () => {
    const { call } = await api();
    const update = (...patchOperations: object[]) =>
      call("UpdateGatewayResponse", "DEFAULT_4XX", { patchOperations });
    const updated = await update(
      { op: "replace", path: "/statusCode", value: "444" },
      { op: "add", path: "/responseParameters/gatewayresponse.header.X", value: "'y'" },
    );
    assert.deepEqual(updated, {
      defaultResponse: false,
      responseType: "DEFAULT_4XX",
      statusCode: "444",
      responseParameters: { "gatewayresponse.header.X": "'y'" },
      responseTemplates: TEMPLATES,
    });
    const cases: [operation: object, code: string, message: string][] = [
      [
        { op: "add", path: "/statusCode", value: "400" },
        "BadRequestException",
        "Invalid patch path /statusCode",
      ],
      [
        { op: "replace", path: "/wrongPath", value: "x" },
        "BadRequestException",
        "Invalid patch path /wrongPath",
      ],
      [{ op: "replace", value: "x" }, "BadRequestException", "Invalid patch path null"],
      [
        { op: "replace", path: "/responseParameters/gatewayresponse.header.Z", value: "'z'" },
        "NotFoundException",
        "Invalid parameter name specified",
      ],
      [
        { op: "add", path: "/responseTemplates/application~1xml" },
        "BadRequestException",
        "Invalid null or empty value in responseTemplates",
      ],
    ];
    for (const [operation, code, message] of cases) await assertRefused(update(operation), code, message);
  });

  const refusals: [name: string, input: object, code: string][] = [
    ["a status that is none", { statusCode: "600" }, "ValidationException"],
    [
      "a target that is no header",
      { responseParameters: { "gatewayresponse.body.x": "'y'" } },
      "BadRequestException",
    ],
    [
      "a line break in a header's name",
      { responseParameters: { "gatewayresponse.header.X\r\nY": "'y'" } },
      "BadRequestException",
    ],
    [
      "a source that is none",
      { responseParameters: { "gatewayresponse.header.X": "y" } },
      "BadRequestException",
    ],
  ];
  for (const [name, input, code] of refusals) {
    test(`refuses ${name}`, async () => {
      const { call } = await api();
      await assertRefused(call("PutGatewayResponse", MISSING, input), code);
      assert.deepEqual(await call("GetGatewayResponse", MISSING), DEFAULT);
    });
  }

  test("refuses a type that is none", async () => {
    const { call } = await api();
    await assertRefused(call("GetGatewayResponse", "toString"), "ValidationException", /Value 'toString'/);
  });
});
