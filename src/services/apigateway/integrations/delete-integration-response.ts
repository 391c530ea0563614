import type { DeleteIntegrationResponseRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { changeMethod } from "../methods/method-access.ts";
import { permit } from "../permissions.ts";
import { removeEntry } from "../string-map.ts";
import { integrationResponsePath, requireIntegrationResponse } from "./integration-access.ts";
import { requireIntegration } from "./integration-rules.ts";

export const deleteIntegrationResponse: ApiOperation<DeleteIntegrationResponseRequest, object> = {
  name: "DeleteIntegrationResponse",
  permits: permit("DELETE", integrationResponsePath),
  audit: WRITE,
  handle: async (input, call) => {
    await changeMethod(call, input, (method) => {
      const integration = requireIntegration(method);
      requireIntegrationResponse(integration, input.statusCode);
      removeEntry(integration.responses, input.statusCode);
    });
    return {};
  },
};
