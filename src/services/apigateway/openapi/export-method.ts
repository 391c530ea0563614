import type {
  ApiDefinition,
  IntegrationRecord,
  IntegrationResponseRecord,
  MethodRecord,
  MethodResponseRecord,
} from "../state/api-record.ts";
import { mapValues } from "../string-map.ts";
import type { ExportFormat, JsonObject } from "./export-format.ts";
import { exportSecurity } from "./export-security-schemes.ts";

const LOCATIONS: Readonly<Record<string, string>> = { path: "path", querystring: "query", header: "header" };

/** An operation of the document; with API Gateway's extensions where they are asked for. */
export const exportMethod = (
  format: ExportFormat,
  definition: ApiDefinition,
  method: MethodRecord,
  withExtensions: boolean,
): JsonObject => ({
  operationId: method.operationName,
  ...format.requestBody(method.requestModels ?? {}),
  ...format.produces(
    Object.values(method.responses).flatMap((response) => Object.keys(response.responseModels ?? {})),
  ),
  parameters: exportParameters(format, method),
  responses: mapValues(method.responses, (response) => exportResponse(format, response)),
  security: exportSecurity(definition, method),
  "x-amazon-apigateway-integration":
    withExtensions && method.integration ? exportIntegration(method.integration) : undefined,
});

function exportParameters(format: ExportFormat, method: MethodRecord): JsonObject[] | undefined {
  const parameters = Object.entries(method.requestParameters ?? {}).map(([parameter, required]) => {
    // `method.request.querystring.page`, whose name may hold further dots.
    const [, , location = "", ...name] = parameter.split(".");
    return format.parameter(name.join("."), LOCATIONS[location] ?? location, required);
  });
  const all = [...parameters, ...format.bodyParameters(method.requestModels ?? {})];
  return all.length > 0 ? all : undefined;
}

function exportResponse(format: ExportFormat, response: MethodResponseRecord): JsonObject {
  const names = Object.keys(response.responseParameters ?? {}).map((name) =>
    name.slice("method.response.header.".length),
  );
  return {
    description: `${response.statusCode} response`,
    headers: names.length > 0 ? Object.fromEntries(names.map((name) => [name, format.header()])) : undefined,
    ...format.responseBody(response.responseModels ?? {}),
  };
}

function exportIntegration(integration: IntegrationRecord): JsonObject {
  const { type, passthroughBehavior, timeoutInMillis, cacheKeyParameters, contentHandling, responses } =
    integration;
  return {
    type: type.toLowerCase(),
    httpMethod: integration.httpMethod,
    uri: integration.uri,
    credentials: integration.credentials,
    responses:
      Object.keys(responses).length > 0 ? exportIntegrationResponses(Object.values(responses)) : undefined,
    requestParameters: integration.requestParameters,
    requestTemplates: integration.requestTemplates,
    passthroughBehavior: passthroughBehavior.toLowerCase(),
    timeoutInMillis,
    contentHandling,
    cacheKeyParameters: cacheKeyParameters.length > 0 ? cacheKeyParameters : undefined,
  };
}

const exportIntegrationResponses = (responses: readonly IntegrationResponseRecord[]): JsonObject =>
  Object.fromEntries(
    responses.map((response) => [
      response.selectionPattern || "default",
      {
        statusCode: response.statusCode,
        responseParameters: response.responseParameters,
        responseTemplates: response.responseTemplates,
        contentHandling: response.contentHandling,
      },
    ]),
  );
