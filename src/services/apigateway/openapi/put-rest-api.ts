import type { PutRestApiRequest, RestApi } from "@aws-sdk/client-api-gateway";
import type { Validated } from "../../operation.ts";
import { badRequest } from "../api-errors.ts";
import { type ApiCall, type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { resourcePath } from "../resources/resource-tree.ts";
import { taggedRestApiView } from "../rest-apis/api-view.ts";
import { parseEndpointType } from "../rest-apis/endpoint-configuration.ts";
import type { ApiDefinition, ApiRecord } from "../state/api-record.ts";
import type { DocumentNode } from "./document-node.ts";
import { parseImportParameters } from "./import-parameters.ts";
import { authorizeImport } from "./import-permissions.ts";
import type { FormerIds } from "./import-target.ts";
import { checkWarnings, shownWarnings } from "./import-warnings.ts";
import { parseDocument } from "./parse-document.ts";
import { readApi } from "./read-api.ts";

/**
 * Merges an OpenAPI document into an API, or overwrites what the API has with it. Stages, tags and the endpoint type
 * stay, and so does a resource policy that the document does not replace: an import never opens an API by leaving
 * something out.
 */
export const putRestApi: ApiOperation<PutRestApiRequest, RestApi> = {
  name: "PutRestApi",
  permits: permit("PUT", ({ restApiId }) => `/restapis/${restApiId}`),
  audit: { ...WRITE, redact: ["body"] },
  handle: async (input, call) => {
    const document = parseDocument(input.body);
    const current = await call.deps.apis.require(call, input.restApiId);
    // Read once to learn which permissions the document needs, and once more where no other edit can come between.
    const preview = structuredClone(current);
    readInto(preview, document, input, call);
    const path = `/restapis/${input.restApiId}`;
    await authorizeImport(call, "PUT", path, preview.definition, current.definition.policy);
    return call.deps.apis.change(call, input.restApiId, (api) => {
      const warnings = readInto(api, document, input, call);
      return { ...taggedRestApiView(api), warnings: shownWarnings(warnings) };
    });
  },
};

/** Replaces an API's definition with what the document makes of it; returns the warnings. */
function readInto(
  api: ApiRecord,
  document: DocumentNode,
  input: Validated<PutRestApiRequest>,
  call: ApiCall,
): readonly string[] {
  const { basePathMode, endpointTypes } = parseImportParameters(input.parameters);
  const formerIds = idsOf(api.definition);
  if (parseMode(input.mode) === "overwrite") api.definition = emptied(api.definition);
  const { definition, id: apiId } = api;
  if (endpointTypes) definition.endpointType = parseEndpointType({ types: endpointTypes });
  const warnings: string[] = [];
  const { random } = call.deps;
  const target = { definition, apiId, accountId: call.accountId, random, formerIds, warnings };
  readApi(target, document, basePathMode);
  checkWarnings(warnings, input.failOnWarnings);
  return warnings;
}

function parseMode(mode = "merge"): "merge" | "overwrite" {
  if (mode === "merge" || mode === "overwrite") return mode;
  throw badRequest(`Invalid mode specified: ${mode}. Must be one of: [merge, overwrite]`);
}

/** What an overwrite starts from: the API's identity and how it is reached, without what a document defines. */
function emptied(definition: ApiDefinition): ApiDefinition {
  const { description: _replaced, ...kept } = definition;
  const { rootResourceId } = definition;
  return {
    ...kept,
    binaryMediaTypes: [],
    resources: { [rootResourceId]: { id: rootResourceId, methods: {} } },
    models: {},
    authorizers: {},
    requestValidators: {},
    gatewayResponses: {},
  };
}

const idsOf = (definition: ApiDefinition): FormerIds => ({
  resources: new Map(
    Object.values(definition.resources).map((resource) => [resourcePath(definition, resource), resource.id]),
  ),
  authorizers: new Map(Object.values(definition.authorizers).map(({ name, id }) => [name, id])),
});
