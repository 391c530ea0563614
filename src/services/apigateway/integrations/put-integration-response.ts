import type { IntegrationResponse, PutIntegrationResponseRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { changeMethod } from "../methods/method-access.ts";
import { checkStatusCode } from "../methods/method-rules.ts";
import { permit } from "../permissions.ts";
import type { IntegrationResponseRecord } from "../state/api-record.ts";
import { setEntry } from "../string-map.ts";
import { integrationResponsePath } from "./integration-access.ts";
import { checkIntegrationResponse, requireIntegration } from "./integration-rules.ts";
import { integrationResponseView } from "./integration-view.ts";

/** Unlike PutMethodResponse, replaces a response that is there already. */
export const putIntegrationResponse: ApiOperation<PutIntegrationResponseRequest, IntegrationResponse> = {
  name: "PutIntegrationResponse",
  permits: permit("PUT", integrationResponsePath),
  audit: WRITE,
  checks: [{ member: "statusCode", apply: ({ statusCode }) => checkStatusCode(statusCode) }],
  handle: (input, call) => {
    checkStatusCode(input.statusCode);
    return changeMethod(call, input, (method) => {
      const integration = requireIntegration(method);
      const response: IntegrationResponseRecord = {
        statusCode: input.statusCode,
        ...(input.selectionPattern === undefined ? {} : { selectionPattern: input.selectionPattern }),
        ...(input.responseParameters ? { responseParameters: { ...input.responseParameters } } : {}),
        ...(input.responseTemplates ? { responseTemplates: { ...input.responseTemplates } } : {}),
        ...(input.contentHandling ? { contentHandling: input.contentHandling } : {}),
      };
      setEntry(integration.responses, input.statusCode, response);
      checkIntegrationResponse(method, integration, input.statusCode);
      return integrationResponseView(response);
    });
  },
};
