import type { GetIntegrationResponseRequest, IntegrationResponse } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { loadMethod } from "../methods/method-access.ts";
import { checkStatusCode } from "../methods/method-rules.ts";
import { permit } from "../permissions.ts";
import { integrationResponsePath, requireIntegrationResponse } from "./integration-access.ts";
import { requireIntegration } from "./integration-rules.ts";
import { integrationResponseView } from "./integration-view.ts";

export const getIntegrationResponse: ApiOperation<GetIntegrationResponseRequest, IntegrationResponse> = {
  name: "GetIntegrationResponse",
  permits: permit("GET", integrationResponsePath),
  audit: READ,
  handle: async (input, call) => {
    checkStatusCode(input.statusCode);
    const integration = requireIntegration(await loadMethod(call, input));
    return integrationResponseView(requireIntegrationResponse(integration, input.statusCode));
  },
};
