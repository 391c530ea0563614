import type { IntegrationResponse, UpdateIntegrationResponseRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { changeMethod } from "../methods/method-access.ts";
import {
  applyPatches,
  entryRule,
  missingContentType,
  missingParameter,
  type PatchRule,
  replaceRule,
  setOrRemove,
  terseDialect,
} from "../patch.ts";
import { permit } from "../permissions.ts";
import type { IntegrationResponseRecord } from "../state/api-record.ts";
import { integrationResponsePath, requireIntegrationResponse } from "./integration-access.ts";
import { checkIntegrationResponse, parseContentHandling, requireIntegration } from "./integration-rules.ts";
import { integrationResponseView } from "./integration-view.ts";

const rules: readonly PatchRule<IntegrationResponseRecord>[] = [
  replaceRule("/selectionPattern", (response, value = "") => {
    response.selectionPattern = value;
  }),
  replaceRule("/contentHandling", (response, value) =>
    setOrRemove(response, "contentHandling", value ? parseContentHandling(value) : undefined),
  ),
  entryRule("/responseParameters/{name}", {
    get: (response) => response.responseParameters,
    set: (response, map) => setOrRemove(response, "responseParameters", map),
    parse: (value = "") => value,
    missing: missingParameter,
  }),
  entryRule("/responseTemplates/{contentType}", {
    get: (response) => response.responseTemplates,
    set: (response, map) => setOrRemove(response, "responseTemplates", map),
    parse: (value = "") => value,
    missing: missingContentType,
  }),
];

export const updateIntegrationResponse: ApiOperation<UpdateIntegrationResponseRequest, IntegrationResponse> =
  {
    name: "UpdateIntegrationResponse",
    permits: permit("PATCH", integrationResponsePath),
    audit: WRITE,
    handle: (input, call) =>
      changeMethod(call, input, (method) => {
        const integration = requireIntegration(method);
        const response = requireIntegrationResponse(integration, input.statusCode);
        applyPatches(response, input.patchOperations, rules, terseDialect);
        checkIntegrationResponse(method, integration, input.statusCode);
        return integrationResponseView(response);
      }),
  };
