import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { stringify } from "yaml";
import { AwsError } from "../../../aws/aws-error.ts";
import { apiGatewayHarness, assertRefused } from "../apigateway.fixture.ts";
import { bodyOf, paths, petStore, resourceAt, tokenScheme } from "./openapi.fixture.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document that tests break in every way.
type Document = any;

/** The pet store with one change. */
function changed(change: (document: Document) => void): Uint8Array {
  const document = structuredClone(petStore);
  change(document);
  return bodyOf(document);
}

describe("ImportRestApi", () => {
  test("takes the whole document", async () => {
    const harness = apiGatewayHarness();
    const api = await harness.call("ImportRestApi", { body: bodyOf(petStore) });
    assert.equal(api.name, "PetStore");
    assert.equal(api.description, "Pets");
    assert.deepEqual(api.binaryMediaTypes, ["image/png"]);
    assert.deepEqual(JSON.parse(JSON.parse(`"${api.policy}"`)), petStore["x-amazon-apigateway-policy"]);
    assert.equal(api.warnings, undefined);
    assert.deepEqual(await paths(harness, api.id), ["/", "/pets", "/pets/{petId}"]);
    const { id: resourceId, resourceMethods } = await resourceAt(harness, api.id, "/pets/{petId}");
    assert.deepEqual(resourceMethods.GET, {
      httpMethod: "GET",
      authorizationType: "AWS_IAM",
      apiKeyRequired: false,
      operationName: "GetPet",
      requestParameters: { "method.request.path.petId": true, "method.request.querystring.verbose": false },
      methodResponses: { "200": { statusCode: "200", responseModels: { "application/json": "Pet" } } },
      methodIntegration: {
        type: "HTTP",
        connectionType: "INTERNET",
        httpMethod: "GET",
        uri: "http://example.com/pets/{petId}",
        requestParameters: { "integration.request.path.petId": "method.request.path.petId" },
        passthroughBehavior: "NEVER",
        timeoutInMillis: 1000,
        cacheNamespace: resourceId,
        cacheKeyParameters: [],
        integrationResponses: { "200": { statusCode: "200" } },
      },
    });
    assert.equal(resourceMethods.ANY.methodIntegration.type, "AWS_PROXY");
    const pet = await harness.call("GetModel", { restApiId: api.id, modelName: "Pet" });
    assert.deepEqual(JSON.parse(pet.schema), {
      type: "object",
      properties: { kind: { $ref: `https://apigateway.amazonaws.com/restapis/${api.id}/models/Kind` } },
    });
    const response = await harness.call("GetGatewayResponse", {
      restApiId: api.id,
      responseType: "DEFAULT_4XX",
    });
    assert.deepEqual(response.responseParameters, { "gatewayresponse.header.X": "'y'" });
  });

  test("takes YAML, with numbers for status codes", async () => {
    const harness = apiGatewayHarness();
    const body = Buffer.from(
      stringify(petStore).replaceAll('"200":', "200:").replaceAll('statusCode: "200"', "statusCode: 200"),
    );
    const api = await harness.call("ImportRestApi", { body });
    const { resourceMethods } = await resourceAt(harness, api.id, "/");
    assert.deepEqual(Object.keys(resourceMethods.GET.methodIntegration.integrationResponses), ["200"]);
  });

  test("asks for the permissions that the document needs", async () => {
    const harness = apiGatewayHarness();
    await harness.call("ImportRestApi", { body: bodyOf(petStore) });
    const check = harness.asked.find((asked) =>
      asked.context?.get("apigateway:request/routeauthorizationtype"),
    );
    const types = check?.context?.get("apigateway:request/routeauthorizationtype");
    assert.deepEqual([...(types ?? [])].sort(), ["AWS_IAM", "NONE", "NONE"]);
  });

  test("a role in the document needs iam:PassRole", async () => {
    const harness = apiGatewayHarness({ denies: ({ action }) => action === "iam:PassRole" });
    const body = changed((document) => {
      const integration = document.paths["/pets/{petId}"]["x-amazon-apigateway-any-method"];
      integration["x-amazon-apigateway-integration"].credentials = "arn:aws:iam::123456789012:role/r";
    });
    await assertRefused(harness.call("ImportRestApi", { body }), "AccessDeniedException");
    assert.deepEqual((await harness.call("GetRestApis", {})).items, []);
  });

  const operation = (document: Document) => document.paths["/pets/{petId}"].get;
  const refusals: [name: string, change: (document: Document) => void, code: string, message: RegExp][] = [
    [
      "another version",
      (d) => (d.openapi = "3.1.0"),
      "BadRequestException",
      /must be a Swagger 2\.0 or OpenAPI 3\.0/,
    ],
    ["no title", (d) => delete d.info.title, "BadRequestException", /name/],
    [
      "an unknown extension",
      (d) => (operation(d)["x-amazon-apigateway-throttling"] = {}),
      "NotImplemented",
      /x-amazon-apigateway-throttling at #\/paths\/~1pets~1\{petId\}\/get/,
    ],
    [
      "an extension where it has no effect",
      (d) => (d.paths["/"]["x-amazon-apigateway-policy"] = {}),
      "NotImplemented",
      /x-amazon-apigateway-policy at #\/paths\/~1/,
    ],
    [
      "compression",
      (d) => (d["x-amazon-apigateway-minimum-compression-size"] = 1),
      "NotImplemented",
      /compression/,
    ],
    [
      "keys from an authorizer",
      (d) => (d["x-amazon-apigateway-api-key-source"] = "AUTHORIZER"),
      "NotImplemented",
      /key/,
    ],
    [
      "an authorizer of no type",
      (d) => (d.components.securitySchemes.sigv4["x-amazon-apigateway-authorizer"] = {}),
      "BadRequestException",
      /Unable to create authorizer 'sigv4': Invalid authorizer type/,
    ],
    [
      "a user pool authorizer",
      (d) =>
        (d.components.securitySchemes.sigv4["x-amazon-apigateway-authorizer"] = {
          type: "cognito_user_pools",
        }),
      "NotImplemented",
      /COGNITO_USER_POOLS/,
    ],
    [
      "two kinds of authorization on one method",
      (d) => {
        d.components.securitySchemes.token = tokenScheme;
        operation(d).security.push({ token: [] });
      },
      "BadRequestException",
      /several kinds/,
    ],
    [
      "an API key",
      (d) => (d.components.securitySchemes.sigv4 = { type: "apiKey", name: "x-api-key", in: "header" }),
      "NotImplemented",
      /API key scheme sigv4/,
    ],
    [
      "OAuth, which would leave the method open",
      (d) => (d.components.securitySchemes.sigv4 = { type: "oauth2" }),
      "NotImplemented",
      /security scheme sigv4/,
    ],
    [
      "a scheme that is missing",
      (d) => (operation(d).security = [{ other: [] }]),
      "BadRequestException",
      /missing/,
    ],
    ["optional security", (d) => operation(d).security.push({}), "BadRequestException", /optional/],
    [
      "a scheme of the whole document's that cannot be enforced",
      (d) => {
        d.components.securitySchemes.jwt = { type: "http", scheme: "bearer" };
        d.security = [{ jwt: [] }];
      },
      "NotImplemented",
      /security scheme jwt at #\/security/,
    ],
    [
      "a contradiction",
      (d) => (operation(d)["x-amazon-apigateway-auth"] = { type: "NONE" }),
      "BadRequestException",
      /contradict/,
    ],
    [
      "a custom authorizer by extension",
      (d) => (d.paths["/"].get["x-amazon-apigateway-auth"] = { type: "custom" }),
      "BadRequestException",
      /Invalid authorizer ID/,
    ],
    [
      "a validator that validates",
      (d) => {
        d["x-amazon-apigateway-request-validators"].all = { validateRequestBody: true };
        d["x-amazon-apigateway-request-validator"] = "all";
      },
      "NotImplemented",
      /request-validator/,
    ],
    [
      "an integration that cannot be",
      (d) => (operation(d)["x-amazon-apigateway-integration"].uri = "nonsense"),
      "BadRequestException",
      /^Errors found during import:\n\tUnable to put integration on 'GET' for resource at path '\/pets\/\{petId\}': Invalid HTTP endpoint/,
    ],
    [
      "an unknown member of an integration",
      (d) => (operation(d)["x-amazon-apigateway-integration"].connectionId = "x"),
      "NotImplemented",
      /connectionId/,
    ],
    [
      "a link",
      (d) => (operation(d)["x-amazon-apigateway-integration"].connectionType = "VPC_LINK"),
      "NotImplemented",
      /connectionType/,
    ],
    [
      "unverified certificates",
      (d) => (operation(d)["x-amazon-apigateway-integration"].tlsConfig = { insecureSkipVerification: true }),
      "NotImplemented",
      /insecureSkipVerification/,
    ],
    [
      "a response that no method response carries",
      (d) => (operation(d).responses = {}),
      "BadRequestException",
      /Output mapping refers to an invalid method response: 200/,
    ],
    ["a policy that is none", (d) => (d["x-amazon-apigateway-policy"] = {}), "BadRequestException", /policy/],
    ["a method of no HTTP", (d) => (d.paths["/"].trace = {}), "BadRequestException", /#\/paths\/~1\/trace/],
    ["a path without a slash", (d) => (d.paths.pets = {}), "BadRequestException", /slash/],
    ["a path part that cannot be", (d) => (d.paths["/a b"] = {}), "BadRequestException", /path '\/a b'/],
    [
      "a reference to another document",
      (d) => (d.paths["/"].parameters = [{ $ref: "https://example.com/p.json" }]),
      "BadRequestException",
      /not in this document/,
    ],
    [
      "a reference to itself",
      (d) => {
        d.components.parameters = { A: { $ref: "#/components/parameters/A" } };
        d.paths["/"].parameters = [{ $ref: "#/components/parameters/A" }];
      },
      "BadRequestException",
      /leads nowhere/,
    ],
  ];
  for (const [name, change, code, message] of refusals) {
    test(`refuses ${name}, naming the place, and stores nothing`, async () => {
      const harness = apiGatewayHarness();
      await assertRefused(harness.call("ImportRestApi", { body: changed(change) }), code, message);
      assert.deepEqual((await harness.call("GetRestApis", {})).items, []);
    });
  }

  test("what AWS only warns of is left out with a warning, or refused where the caller asks for that", async () => {
    const harness = apiGatewayHarness();
    const body = changed((document) => {
      document.components.schemas["Not_A_Name"] = { type: "object" };
      document.components.schemas.Dependent = { $ref: "#/components/schemas/Not_A_Name" };
      operation(document).parameters.push({ name: "session", in: "cookie" });
      operation(document).responses["404"] = {
        description: "",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Missing" } } },
      };
    });
    const strict = harness.call("ImportRestApi", { body, failOnWarnings: true });
    await assertRefused(strict, "BadRequestException", /^Warnings found during import:\n\t/);
    const { warnings } = await harness.call("ImportRestApi", { body });
    for (const part of ["Not_A_Name", "Dependent", "session", "Missing"]) {
      assert.ok(
        warnings.some((warning: string) => warning.includes(part)),
        part,
      );
    }
  });

  test("Swagger 2.0: base path, body parameters, consumes and produces", async () => {
    const document = {
      swagger: "2.0",
      info: { title: "old", version: "1" },
      basePath: "/a/b",
      consumes: ["application/json"],
      paths: {
        "/pets": {
          post: {
            produces: ["application/json", "application/xml"],
            parameters: [{ in: "body", name: "Pet", required: true, schema: { $ref: "#/definitions/Pet" } }],
            responses: {
              "200": { description: "ok", schema: { type: "string" }, headers: { X: { type: "string" } } },
            },
          },
        },
      },
      definitions: { Pet: { type: "object" } },
    };
    const cases: [mode: string | undefined, expected: string[]][] = [
      [undefined, ["/", "/pets"]],
      ["ignore", ["/", "/pets"]],
      ["prepend", ["/", "/a", "/a/b", "/a/b/pets"]],
      ["split", ["/", "/b", "/b/pets"]],
    ];
    for (const [basepath, expected] of cases) {
      const harness = apiGatewayHarness();
      const parameters = { endpointConfigurationTypes: "REGIONAL", ...(basepath ? { basepath } : {}) };
      const api = await harness.call("ImportRestApi", { body: bodyOf(document), parameters });
      assert.deepEqual(api.endpointConfiguration.types, ["REGIONAL"]);
      assert.deepEqual(await paths(harness, api.id), expected);
      const { resourceMethods } = await resourceAt(harness, api.id, expected.at(-1)!);
      assert.deepEqual(resourceMethods.POST.requestModels, { "application/json": "Pet" });
      const { responseModels, responseParameters } = resourceMethods.POST.methodResponses["200"];
      assert.deepEqual(Object.keys(responseModels), ["application/json", "application/xml"]);
      assert.deepEqual(responseParameters, { "method.response.header.X": false });
    }
  });

  test("security of the whole document protects each operation that has none of its own", async () => {
    const harness = apiGatewayHarness();
    const body = changed((document) => {
      document.security = [{ sigv4: [] }];
      document.paths["/pets/{petId}"]["x-amazon-apigateway-any-method"].security = [];
    });
    const { id: restApiId } = await harness.call("ImportRestApi", { body });
    const root = await resourceAt(harness, restApiId, "/");
    assert.equal(root.resourceMethods.GET.authorizationType, "AWS_IAM");
    const pet = await resourceAt(harness, restApiId, "/pets/{petId}");
    assert.equal(pet.resourceMethods.ANY.authorizationType, "NONE");
  });

  test("as recorded from AWS: variables of a path are declared, HTTP goes by the internet, models keep descriptions", async () => {
    const harness = apiGatewayHarness();
    const body = changed((document) => {
      delete document.paths["/pets/{petId}"].parameters;
      document.components.schemas.Pet.description = "A pet";
    });
    const { id: restApiId, version } = await harness.call("ImportRestApi", { body });
    assert.equal(version, "1");
    const { resourceMethods } = await resourceAt(harness, restApiId, "/pets/{petId}");
    assert.equal(resourceMethods.GET.requestParameters["method.request.path.petId"], true);
    assert.equal(resourceMethods.GET.methodIntegration.connectionType, "INTERNET");
    assert.equal(resourceMethods.ANY.methodIntegration.connectionType, undefined);
    assert.equal((await harness.call("GetModel", { restApiId, modelName: "Pet" })).description, "A pet");
  });

  test("refuses parameters that would be passed over", async () => {
    const harness = apiGatewayHarness();
    const parameters = { endpointConfigurationVpcEndpointIds: "vpce-1" };
    await assertRefused(
      harness.call("ImportRestApi", { body: bodyOf(petStore), parameters }),
      "NotImplemented",
    );
  });
});

test("no document makes an import throw anything but a refusal", async () => {
  const node = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("200", "x", "/", "#/paths/~1", "mock", null, true, 5),
      tie("list"),
      tie("object"),
    ),
    list: fc.array(tie("value"), { maxLength: 3 }),
    object: fc.dictionary(
      fc.constantFrom(
        "get",
        "$ref",
        "parameters",
        "responses",
        "security",
        "200",
        "type",
        "name",
        "in",
        "content",
        "schema",
        "x-amazon-apigateway-integration",
        "x-amazon-apigateway-auth",
        "default",
        "statusCode",
        "__proto__",
        "/a",
      ),
      tie("value"),
      { maxKeys: 4 },
    ),
  })).object;
  await fc.assert(
    fc.asyncProperty(node, node, fc.constantFrom("openapi", "swagger"), async (paths, rest, version) => {
      const document = {
        ...rest,
        [version]: version === "swagger" ? "2.0" : "3.0.1",
        info: { title: "t" },
        paths: { "/": paths },
      };
      const { call } = apiGatewayHarness();
      await call("ImportRestApi", { body: bodyOf(document) }).catch((error: unknown) =>
        assert.ok(error instanceof AwsError, String(error)),
      );
    }),
    { numRuns: 300 },
  );
});
