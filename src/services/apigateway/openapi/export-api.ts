import { resourcePath } from "../resources/resource-tree.ts";
import type { ApiDefinition } from "../state/api-record.ts";
import { isEmptyMap, mapValues } from "../string-map.ts";
import type { ExportFormat, ExportSource, JsonObject } from "./export-format.ts";
import { exportMethod } from "./export-method.ts";
import { exportSecuritySchemes } from "./export-security-schemes.ts";
import { withReferences } from "./read-models.ts";

/** Which of API Gateway's extensions a document has. */
export interface ExportedExtensions {
  readonly integrations: boolean;
  readonly authorizers: boolean;
  /** Everything else: validators, gateway responses, the resource policy. */
  readonly settings: boolean;
}

/** How models refer to each other inside an API, whatever its id. */
const MODEL_REFERENCE = /^https:\/\/apigateway\.amazonaws\.com\/restapis\/[^/]+\/models\//;

/** Writes what a deployment froze as an OpenAPI document. With all extensions, importing it gives the same API. */
export function exportApi(
  format: ExportFormat,
  source: ExportSource,
  extensions: ExportedExtensions,
): JsonObject {
  const { definition } = source;
  return {
    ...format.head(source),
    paths: exportPaths(format, definition, extensions),
    ...format.tail(
      exportModels(format, definition),
      exportSecuritySchemes(definition, extensions.authorizers),
    ),
    ...(extensions.settings ? exportSettings(definition) : {}),
  };
}

function exportPaths(
  format: ExportFormat,
  definition: ApiDefinition,
  extensions: ExportedExtensions,
): JsonObject {
  const paths = Object.values(definition.resources)
    .filter((resource) => !isEmptyMap(resource.methods))
    .map((resource) => {
      const operations = Object.values(resource.methods).map((method) => [
        method.httpMethod === "ANY" ? "x-amazon-apigateway-any-method" : method.httpMethod.toLowerCase(),
        exportMethod(format, definition, method, extensions.integrations),
      ]);
      return [resourcePath(definition, resource), Object.fromEntries(operations)] as const;
    });
  return Object.fromEntries(paths.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function exportModels(format: ExportFormat, { models }: ApiDefinition): JsonObject | undefined {
  if (isEmptyMap(models)) return undefined;
  return mapValues(models, (model) =>
    withReferences(JSON.parse(model.schema), MODEL_REFERENCE, format.schemaPrefix),
  );
}

function exportSettings(definition: ApiDefinition): JsonObject {
  const validators = Object.values(definition.requestValidators).map(
    ({ id, name, validateRequestBody, validateRequestParameters }) => [
      name ?? id,
      { validateRequestBody, validateRequestParameters },
    ],
  );
  return {
    "x-amazon-apigateway-policy": definition.policy === undefined ? undefined : JSON.parse(definition.policy),
    "x-amazon-apigateway-gateway-responses": isEmptyMap(definition.gatewayResponses)
      ? undefined
      : definition.gatewayResponses,
    "x-amazon-apigateway-request-validators":
      validators.length > 0 ? Object.fromEntries(validators) : undefined,
    "x-amazon-apigateway-binary-media-types":
      definition.binaryMediaTypes.length > 0 ? definition.binaryMediaTypes : undefined,
    "x-amazon-apigateway-endpoint-configuration": definition.disableExecuteApiEndpoint
      ? { disableExecuteApiEndpoint: true }
      : undefined,
  };
}
