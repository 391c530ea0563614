import type { ImportRestApiRequest, RestApi } from "@aws-sdk/client-api-gateway";
import { shortId } from "../../../base/ids.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { restApiView } from "../rest-apis/api-view.ts";
import { emptyDefinition } from "../rest-apis/empty-definition.ts";
import { parseEndpointType } from "../rest-apis/endpoint-configuration.ts";
import type { ApiRecord } from "../state/api-record.ts";
import { parseImportParameters } from "./import-parameters.ts";
import { authorizeImport } from "./import-permissions.ts";
import { checkWarnings, shownWarnings } from "./import-warnings.ts";
import { parseDocument } from "./parse-document.ts";
import { readApi } from "./read-api.ts";

/** Makes an API from an OpenAPI document. The whole document is taken, or nothing is stored. */
export const importRestApi: ApiOperation<ImportRestApiRequest, RestApi> = {
  name: "ImportRestApi",
  permits: permit("POST", () => "/restapis"),
  audit: { ...WRITE, redact: ["body"] },
  handle: async (input, call) => {
    const { random } = call.deps;
    const { basePathMode, endpointTypes } = parseImportParameters(input.parameters);
    const apiId = shortId(random);
    const definition = { ...emptyDefinition("", random), models: {} };
    if (endpointTypes) definition.endpointType = parseEndpointType({ types: endpointTypes });
    const warnings: string[] = [];
    const formerIds = { resources: new Map(), authorizers: new Map() };
    const target = { definition, apiId, accountId: call.accountId, random, formerIds, warnings };
    readApi(target, parseDocument(input.body), basePathMode);
    checkWarnings(warnings, input.failOnWarnings);
    await authorizeImport(call, "POST", "/restapis", definition, undefined);
    const api: ApiRecord = {
      id: apiId,
      createdAtMs: call.nowMs,
      tags: {},
      definition,
      deployments: {},
      stages: {},
    };
    await call.deps.apis.create(call, api);
    return { ...restApiView(api), warnings: shownWarnings(warnings) };
  },
};
