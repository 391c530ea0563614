import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { apiGatewayHarness, assertRefused, type Harness, petApi } from "../apigateway.fixture.ts";

const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:pets";
const lambdaUri = (functionArn: string): string =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
const ROLE = "arn:aws:iam::123456789012:role/caller";

/** A method without an integration: POST on /pets, which declares a query parameter. */
async function bareMethod(harness: Harness) {
  const { restApiId, resourceId } = await petApi(harness);
  const address = { restApiId, resourceId, httpMethod: "POST" };
  const requestParameters = { "method.request.querystring.page": false };
  await harness.call("PutMethod", { ...address, authorizationType: "NONE", requestParameters });
  return address;
}

describe("PutIntegration", () => {
  test("fills in AWS's defaults", async () => {
    const harness = apiGatewayHarness();
    const address = await bareMethod(harness);
    const put = await harness.call("PutIntegration", { ...address, type: "MOCK" });
    assert.deepEqual(put, {
      type: "MOCK",
      passthroughBehavior: "WHEN_NO_MATCH",
      timeoutInMillis: 29000,
      cacheNamespace: address.resourceId,
      cacheKeyParameters: [],
    });
    assert.deepEqual(await harness.call("GetIntegration", address), put);
  });

  const accepted: [name: string, input: object][] = [
    ["HTTP", { type: "HTTP", integrationHttpMethod: "GET", uri: "http://example.com/pets" }],
    [
      "variables in a URI",
      { type: "HTTP_PROXY", integrationHttpMethod: "ANY", uri: "https://${stageVariables.host}/{proxy}" },
    ],
    ["a Lambda function", { type: "AWS_PROXY", integrationHttpMethod: "POST", uri: lambdaUri(FUNCTION) }],
    ["an alias", { type: "AWS_PROXY", integrationHttpMethod: "POST", uri: lambdaUri(`${FUNCTION}:live`) }],
    [
      "a function behind a stage variable",
      {
        type: "AWS_PROXY",
        integrationHttpMethod: "POST",
        uri: lambdaUri(FUNCTION.replace("pets", "${stageVariables.fn}")),
      },
    ],
    [
      "a role",
      { type: "AWS_PROXY", integrationHttpMethod: "POST", uri: lambdaUri(FUNCTION), credentials: ROLE },
    ],
    [
      "what Terraform sends",
      { type: "MOCK", connectionType: "INTERNET", tlsConfig: { insecureSkipVerification: false } },
    ],
    [
      "payloads as text",
      {
        type: "AWS_PROXY",
        integrationHttpMethod: "POST",
        uri: lambdaUri(FUNCTION),
        contentHandling: "CONVERT_TO_TEXT",
      },
    ],
    ["buffered answers", { type: "MOCK", responseTransferMode: "BUFFERED" }],
    [
      "a mapped parameter",
      {
        type: "MOCK",
        requestParameters: { "integration.request.header.X": "method.request.querystring.page" },
      },
    ],
    ["a literal", { type: "MOCK", requestParameters: { "integration.request.header.X": "'yes'" } }],
  ];
  for (const [name, input] of accepted) {
    test(`accepts ${name}`, async () => {
      const harness = apiGatewayHarness();
      const address = await bareMethod(harness);
      await harness.call("PutIntegration", { ...address, ...input });
    });
  }

  const http = { type: "HTTP", integrationHttpMethod: "GET" };
  const lambda = { type: "AWS_PROXY", integrationHttpMethod: "POST", uri: lambdaUri(FUNCTION) };
  const URI = "Invalid HTTP endpoint specified for URI";
  const ARN = "Invalid ARN specified in the request";
  const refusals: [name: string, input: object, code: string, message: string | RegExp][] = [
    ["AWS", { ...lambda, type: "AWS" }, "NotImplemented", /type: AWS/],
    [
      "VPC links",
      { ...http, uri: "http://a.b", connectionType: "VPC_LINK" },
      "NotImplemented",
      /connectionType/,
    ],
    [
      "unverified certificates",
      { type: "MOCK", tlsConfig: { insecureSkipVerification: true } },
      "NotImplemented",
      /tlsConfig/,
    ],
    ["streams", { type: "MOCK", responseTransferMode: "STREAM" }, "NotImplemented", /responseTransferMode/],
    [
      "no method",
      { type: "HTTP", uri: "http://a.b" },
      "BadRequestException",
      "Enumeration value for HttpMethod must be non-empty",
    ],
    ["no URI", http, "BadRequestException", URI],
    ["another scheme", { ...http, uri: "ftp://a.b" }, "BadRequestException", URI],
    ["a password in a URI", { ...http, uri: "http://u:p@a.b" }, "BadRequestException", URI],
    ["spaces in a URI", { ...http, uri: "http://a.b/x y" }, "BadRequestException", URI],
    ["a line break in a URI", { ...http, uri: "http://a.b/\r\nX: y" }, "BadRequestException", URI],
    ["no ARN", { ...lambda, uri: "http://a.b" }, "BadRequestException", ARN],
    ["a bare function", { ...lambda, uri: FUNCTION }, "BadRequestException", ARN],
    [
      "no action",
      { ...lambda, uri: "arn:aws:apigateway:us-east-1:lambda:x" },
      "BadRequestException",
      "AWS ARN for integration must contain path or action",
    ],
    [
      "another service by proxy",
      { ...lambda, uri: "arn:aws:apigateway:us-east-1:sqs:path/123456789012/q" },
      "BadRequestException",
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    ],
    ["GET to Lambda", { ...lambda, integrationHttpMethod: "GET" }, "BadRequestException", /POST/],
    [
      "credentials for HTTP",
      { ...http, uri: "http://a.b", credentials: ROLE },
      "NotImplemented",
      /credentials/,
    ],
    [
      "a role behind a variable",
      { ...lambda, credentials: `${ROLE}\${stageVariables.x}` },
      "NotImplemented",
      /credentials with variables/,
    ],
    [
      "another account's role",
      { ...lambda, credentials: ROLE.replace("123456789012", "999999999999") },
      "AccessDeniedException",
      "Cross-account pass role is not allowed.",
    ],
    [
      "a short timeout",
      { type: "MOCK", timeoutInMillis: 49 },
      "BadRequestException",
      /between 50 ms and 29000 ms/,
    ],
    [
      "a long timeout",
      { type: "MOCK", timeoutInMillis: 29001 },
      "BadRequestException",
      /between 50 ms and 29000 ms/,
    ],
    [
      "an undeclared parameter",
      {
        type: "MOCK",
        requestParameters: { "integration.request.header.X": "method.request.querystring.other" },
      },
      "BadRequestException",
      "Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: method.request.querystring.other]",
    ],
    [
      "no expression",
      { type: "MOCK", requestParameters: { "integration.request.header.X": "true" } },
      "BadRequestException",
      "Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: true]",
    ],
    [
      "mappings that Lambda would not get",
      { ...lambda, requestParameters: { "integration.request.header.X-Amz-Invocation-Type": "'Event'" } },
      "NotImplemented",
      /requestParameters of an AWS_PROXY/,
    ],
    [
      "no content type",
      { type: "MOCK", requestTemplates: { "123": "" } },
      "BadRequestException",
      "Validation Result: warnings : [], errors : [Invalid content type specified: 123]",
    ],
    [
      "a template past 300 KB",
      { type: "MOCK", requestTemplates: { "a/b": "x".repeat(300 * 1024 + 1) } },
      "BadRequestException",
      /at most 307200 bytes/,
    ],
  ];
  for (const [name, input, code, message] of refusals) {
    test(`refuses ${name}`, async () => {
      const harness = apiGatewayHarness();
      const address = await bareMethod(harness);
      await assertRefused(harness.call("PutIntegration", { ...address, ...input }), code, message);
      const missing = harness.call("GetIntegration", address);
      await assertRefused(missing, "NotFoundException", "Invalid Integration identifier specified");
    });
  }

  test("a caller who may not pass the role cannot name it, neither at first nor by update", async () => {
    const denies = ({ action }: { action: string }) => action === "iam:PassRole";
    const harness = apiGatewayHarness({ denies });
    const address = await bareMethod(harness);
    const passing = harness.call("PutIntegration", { ...address, ...lambda, credentials: ROLE });
    await assertRefused(passing, "AccessDeniedException");
    await harness.call("PutIntegration", { ...address, ...lambda });
    const patchOperations = [{ op: "replace", path: "/credentials", value: ROLE }];
    await assertRefused(
      harness.call("UpdateIntegration", { ...address, patchOperations }),
      "AccessDeniedException",
    );
    assert.equal((await harness.call("GetIntegration", address)).credentials, undefined);
  });
});

describe("UpdateIntegration", () => {
  test("patches each member, and checks the whole again", async () => {
    const harness = apiGatewayHarness();
    const address = await bareMethod(harness);
    await harness.call("PutIntegration", {
      ...address,
      type: "HTTP",
      integrationHttpMethod: "GET",
      uri: "http://a.b",
    });
    const update = (...patchOperations: object[]) =>
      harness.call("UpdateIntegration", { ...address, patchOperations });
    const updated = await update(
      { op: "replace", path: "/uri", value: "https://c.d/{id}" },
      { op: "replace", path: "/httpMethod", value: "POST" },
      { op: "replace", path: "/timeoutInMillis", value: "100" },
      { op: "replace", path: "/passthroughBehavior", value: "NEVER" },
      { op: "add", path: "/requestTemplates/application~1json", value: "{}" },
      { op: "add", path: "/requestParameters/integration.request.header.X", value: "'y'" },
      { op: "add", path: "/cacheKeyParameters/method.request.querystring.page" },
    );
    assert.deepEqual(updated, {
      type: "HTTP",
      uri: "https://c.d/{id}",
      httpMethod: "POST",
      timeoutInMillis: 100,
      passthroughBehavior: "NEVER",
      requestTemplates: { "application/json": "{}" },
      requestParameters: { "integration.request.header.X": "'y'" },
      cacheNamespace: address.resourceId,
      cacheKeyParameters: ["method.request.querystring.page"],
    });
    await assertRefused(update({ op: "replace", path: "/uri", value: "nonsense" }), "BadRequestException");
    await assertRefused(
      update({ op: "replace", path: "/timeoutInMillis", value: "1e3" }),
      "BadRequestException",
    );
    await assertRefused(
      update({ op: "replace", path: "/connectionType", value: "VPC_LINK" }),
      "NotImplemented",
    );
    await assertRefused(
      update({ op: "replace", path: "/tlsConfig/insecureSkipVerification", value: "true" }),
      "NotImplemented",
    );
    assert.deepEqual(await harness.call("GetIntegration", address), updated);
  });
});

describe("integration responses", () => {
  async function mocked(harness: Harness) {
    const { restApiId, resourceId } = await petApi(harness);
    return { restApiId, resourceId, httpMethod: "GET", statusCode: "200" };
  }

  test("live as recorded from AWS", async () => {
    const harness = apiGatewayHarness();
    const address = await mocked(harness);
    const put = await harness.call("PutIntegrationResponse", {
      ...address,
      selectionPattern: "",
      responseTemplates: { "application/json": '"created"' },
    });
    assert.deepEqual(put, {
      statusCode: "200",
      selectionPattern: "",
      responseTemplates: { "application/json": '"created"' },
    });
    const patchOperations = [{ op: "replace", path: "/selectionPattern", value: "updated-pattern" }];
    const updated = await harness.call("UpdateIntegrationResponse", { ...address, patchOperations });
    assert.equal(updated.selectionPattern, "updated-pattern");
    assert.deepEqual(await harness.call("GetIntegrationResponse", address), updated);
    await harness.call("DeleteIntegrationResponse", address);
    const gone = harness.call("GetIntegrationResponse", address);
    await assertRefused(gone, "NotFoundException", "Invalid Response status code specified");
  });

  test("need a method response of that status, which declares the headers they set", async () => {
    const harness = apiGatewayHarness();
    const address = await mocked(harness);
    const put = (input: object) => harness.call("PutIntegrationResponse", { ...address, ...input });
    const orphan = put({ statusCode: "404" });
    await assertRefused(
      orphan,
      "BadRequestException",
      "Output mapping refers to an invalid method response: 404",
    );
    const responseParameters = { "method.response.header.X": "integration.response.header.y" };
    await assertRefused(put({ responseParameters }), "BadRequestException", /method\.response\.header\.X/);
    const patchOperations = [
      { op: "add", path: "/responseParameters/method.response.header.X", value: "false" },
    ];
    await harness.call("UpdateMethodResponse", { ...address, patchOperations });
    assert.deepEqual((await put({ responseParameters })).responseParameters, responseParameters);
  });
});
