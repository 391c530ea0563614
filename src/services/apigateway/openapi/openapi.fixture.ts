import type { Harness } from "../apigateway.fixture.ts";

/** A small OpenAPI 3 document with most of what an import takes. */
export const petStore = {
  openapi: "3.0.1",
  info: { title: "PetStore", description: "Pets", version: "1" },
  paths: {
    "/": {
      get: {
        responses: {
          "200": {
            description: "200 response",
            headers: { "Content-Type": { schema: { type: "string" } } },
            content: {},
          },
        },
        "x-amazon-apigateway-integration": {
          type: "mock",
          requestTemplates: { "application/json": '{"statusCode": 200}' },
          passthroughBehavior: "when_no_match",
          responses: {
            default: {
              statusCode: "200",
              responseParameters: { "method.response.header.Content-Type": "'text/html'" },
              responseTemplates: { "text/html": "<html></html>" },
            },
          },
        },
      },
    },
    "/pets/{petId}": {
      parameters: [{ name: "petId", in: "path", required: true, schema: { type: "string" } }],
      get: {
        operationId: "GetPet",
        parameters: [{ name: "verbose", in: "query", schema: { type: "string" } }],
        security: [{ sigv4: [] }],
        responses: {
          "200": {
            description: "200 response",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } },
          },
        },
        "x-amazon-apigateway-integration": {
          type: "http",
          httpMethod: "GET",
          uri: "http://example.com/pets/{petId}",
          requestParameters: { "integration.request.path.petId": "method.request.path.petId" },
          passthroughBehavior: "never",
          timeoutInMillis: 1000,
          responses: {
            default: { statusCode: "200" },
          },
        },
      },
      "x-amazon-apigateway-any-method": {
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } } },
        responses: {},
        "x-amazon-apigateway-integration": {
          type: "aws_proxy",
          httpMethod: "POST",
          uri: "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations",
          passthroughBehavior: "when_no_match",
          responses: { default: { statusCode: "200" } },
        },
      },
    },
  },
  components: {
    schemas: {
      Pet: { type: "object", properties: { kind: { $ref: "#/components/schemas/Kind" } } },
      Kind: { type: "string", enum: ["cat", "dog"] },
    },
    securitySchemes: {
      sigv4: {
        type: "apiKey",
        name: "Authorization",
        in: "header",
        "x-amazon-apigateway-authtype": "awsSigv4",
      },
    },
  },
  "x-amazon-apigateway-policy": {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" },
    ],
  },
  "x-amazon-apigateway-binary-media-types": ["image/png"],
  "x-amazon-apigateway-gateway-responses": {
    DEFAULT_4XX: {
      responseParameters: { "gatewayresponse.header.X": "'y'" },
      responseTemplates: { "application/json": "{}" },
    },
  },
  "x-amazon-apigateway-request-validators": {
    none: { validateRequestBody: false, validateRequestParameters: false },
  },
};

/** A security scheme with a TOKEN authorizer. */
export const tokenScheme = {
  type: "apiKey",
  name: "X-Token",
  in: "header",
  "x-amazon-apigateway-authtype": "custom",
  "x-amazon-apigateway-authorizer": {
    type: "token",
    authorizerUri:
      "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:auth/invocations",
    identityValidationExpression: "^x-[a-z]+",
    authorizerResultTtlInSeconds: 60,
  },
};

/** The document as a call's body. */
export const bodyOf = (document: unknown): Uint8Array => Buffer.from(JSON.stringify(document));

/** The paths of an API's resources, in order. */
export const paths = async (harness: Harness, restApiId: string): Promise<string[]> =>
  (await harness.call("GetResources", { restApiId, limit: 500 })).items.map(
    (item: { path: string }) => item.path,
  );

/** One resource of an API, its methods included. */
export const resourceAt = async (harness: Harness, restApiId: string, path: string) => {
  const { items } = await harness.call("GetResources", { restApiId, limit: 500, embed: ["methods"] });
  return items.find((item: { path: string }) => item.path === path);
};

/** What GetExport answers for the API as it is now. */
export async function exported(harness: Harness, restApiId: string, input: object = {}) {
  await harness.call("CreateDeployment", { restApiId, stageName: "local" });
  const parameters = { extensions: "apigateway" };
  return harness.call("GetExport", {
    restApiId,
    stageName: "local",
    exportType: "oas30",
    parameters,
    ...input,
  });
}
