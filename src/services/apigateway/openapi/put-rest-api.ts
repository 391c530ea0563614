import type { PutRestApiRequest, RestApi } from "@aws-sdk/client-api-gateway";
import type { Validated } from "../../operation.ts";
import { badRequest } from "../api-errors.ts";
import { type ApiCall, type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { resourcePath } from "../resources/resource-tree.ts";
import { taggedRestApiView } from "../rest-apis/api-view.ts";
import { parseEndpointType } from "../rest-apis/endpoint-configuration.ts";
import type { ApiDefinition, ApiRecord } from "../state/api-record.ts";
import { parseImportParameters } from "./import-parameters.ts";
import { authorizeImport } from "./import-permissions.ts";
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
    // Read once for the permissions, which the document decides, and once more for the change, when no one else's
    // change can come between.
    const current = await call.deps.apis.require(call, input.restApiId);
    const preview = read(structuredClone(current), input, call);
    checkWarnings(preview.warnings, input.failOnWarnings);
    await authorizeImport(
      call,
      "PUT",
      `/restapis/${input.restApiId}`,
      preview.definition,
      current.definition.policy,
    );
    return call.deps.apis.change(call, input.restApiId, (api) => {
      const { definition, warnings } = read(api, input, call);
      api.definition = definition;
      return { ...taggedRestApiView(api), warnings: shownWarnings(warnings) };
    });
  },
};

interface Read {
  readonly definition: ApiDefinition;
  readonly warnings: readonly string[];
}

function read(api: ApiRecord, input: Validated<PutRestApiRequest>, call: ApiCall): Read {
  const { basePathMode, endpointTypes } = parseImportParameters(input.parameters);
  const mode = input.mode ?? "merge";
  if (mode !== "merge" && mode !== "overwrite") throw badRequest(`Invalid mode specified: ${mode}`);
  const overwrite = mode === "overwrite";
  const definition = overwrite ? emptied(api.definition) : api.definition;
  if (endpointTypes) definition.endpointType = parseEndpointType({ types: endpointTypes });
  const warnings: string[] = [];
  const { random } = call.deps;
  const formerIds = idsByPath(api.definition);
  const target = { definition, apiId: api.id, accountId: call.accountId, random, formerIds, warnings };
  readApi(target, parseDocument(input.body), { basePathMode, takeInfo: overwrite });
  return { definition, warnings };
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
    requestValidators: {},
    gatewayResponses: {},
  };
}

const idsByPath = (definition: ApiDefinition): ReadonlyMap<string, string> =>
  new Map(
    Object.values(definition.resources).map((resource) => [resourcePath(definition, resource), resource.id]),
  );
