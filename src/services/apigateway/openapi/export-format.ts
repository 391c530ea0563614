import type { ApiDefinition } from "../state/api-record.ts";
import { mapValues, type StringMap } from "../string-map.ts";

/** A JSON object under construction; members that are undefined are left out when it is written. */
export type JsonObject = { readonly [member: string]: unknown };

/** What a document is written for. */
export interface ExportSource {
  readonly definition: ApiDefinition;
  readonly stageName: string;
  /** `a1b2c3d4e5.execute-api.us-east-1.localhost:4566`, where the API answers. */
  readonly host: string;
  /** The API's own version, else when it was deployed. */
  readonly version: string;
}

/** What the two versions of OpenAPI write in different places. */
export interface ExportFormat {
  readonly schemaPrefix: string;
  /** What stands before the paths: version, info, and where the API is served. */
  readonly head: (source: ExportSource) => JsonObject;
  readonly parameter: (name: string, location: string, required: boolean) => JsonObject;
  readonly header: () => JsonObject;
  /** Members of an operation that tell what bodies it takes. */
  readonly requestBody: (models: StringMap) => JsonObject;
  /** Body parameters, which only Swagger has. */
  readonly bodyParameters: (models: StringMap) => JsonObject[];
  /** Members of an operation that tell what all its responses hold. */
  readonly produces: (contentTypes: readonly string[]) => JsonObject;
  readonly responseBody: (models: StringMap) => JsonObject;
  /** What stands after the paths: schemas and security schemes. */
  readonly tail: (schemas: JsonObject | undefined, securitySchemes: JsonObject | undefined) => JsonObject;
}

const info = ({ definition, version }: ExportSource): JsonObject => ({
  title: definition.name,
  description: definition.description,
  version,
});

const SWAGGER_PREFIX = "#/definitions/";
const OPENAPI_PREFIX = "#/components/schemas/";

/** Swagger 2.0. An operation has one schema for all content types of a body. */
export const swaggerFormat: ExportFormat = {
  schemaPrefix: SWAGGER_PREFIX,
  head: (source) => ({
    swagger: "2.0",
    info: info(source),
    host: source.host,
    basePath: `/${source.stageName}`,
    schemes: ["https"],
  }),
  parameter: (name, location, required) => ({ name, in: location, required, type: "string" }),
  header: () => ({ type: "string" }),
  requestBody: (models) => ({ consumes: nonEmpty(Object.keys(models)) }),
  bodyParameters: (models) =>
    Object.values(models)
      .slice(0, 1)
      .map((model) => ({
        in: "body",
        name: model,
        required: true,
        schema: { $ref: SWAGGER_PREFIX + model },
      })),
  produces: (contentTypes) => ({ produces: nonEmpty([...new Set(contentTypes)]) }),
  responseBody: (models) => ({
    schema: Object.values(models)
      .slice(0, 1)
      .map((model) => ({ $ref: SWAGGER_PREFIX + model }))[0],
  }),
  tail: (definitions, securityDefinitions) => ({ securityDefinitions, definitions }),
};

/** OpenAPI 3.0. */
export const openApi3Format: ExportFormat = {
  schemaPrefix: OPENAPI_PREFIX,
  head: (source) => ({
    openapi: "3.0.1",
    info: info(source),
    servers: [
      { url: `https://${source.host}/{basePath}`, variables: { basePath: { default: source.stageName } } },
    ],
  }),
  // A parameter that says nothing of `required` is optional.
  parameter: (name, location, required) => ({
    name,
    in: location,
    required: required || undefined,
    schema: { type: "string" },
  }),
  header: () => ({ schema: { type: "string" } }),
  requestBody: (models) => ({
    requestBody: Object.keys(models).length > 0 ? { content: contentOf(models), required: true } : undefined,
  }),
  bodyParameters: () => [],
  produces: () => ({}),
  responseBody: (models) => ({ content: contentOf(models) }),
  tail: (schemas, securitySchemes) => ({
    components: schemas || securitySchemes ? { schemas, securitySchemes } : undefined,
  }),
};

const contentOf = (models: StringMap): JsonObject =>
  mapValues(models, (model) => ({ schema: { $ref: OPENAPI_PREFIX + model } }));

const nonEmpty = (list: readonly string[]): readonly string[] | undefined =>
  list.length > 0 ? list : undefined;
