import type { GatewayResponse, PutGatewayResponseRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { checkStatusCode } from "../methods/method-rules.ts";
import { permit } from "../permissions.ts";
import { DEFAULT_STATUS, DEFAULT_TEMPLATES, gatewayResponseView } from "./default-responses.ts";
import { checkGatewayResponse, gatewayResponsePath, parseResponseType } from "./gateway-response-rules.ts";

/** Replaces a type's customisation as a whole: what the call leaves out goes back to AWS's default. */
export const putGatewayResponse: ApiOperation<PutGatewayResponseRequest, GatewayResponse> = {
  name: "PutGatewayResponse",
  permits: permit("PUT", gatewayResponsePath),
  audit: WRITE,
  checks: [
    { member: "responseType", apply: ({ responseType }) => parseResponseType(responseType) },
    { member: "statusCode", apply: ({ statusCode }) => statusCode && checkStatusCode(statusCode) },
    {
      member: "responseParameters",
      apply: ({ responseParameters }) =>
        checkGatewayResponse({ responseParameters: responseParameters ?? {}, responseTemplates: {} }),
    },
    {
      member: "responseTemplates",
      apply: ({ responseTemplates }) =>
        checkGatewayResponse({ responseParameters: {}, responseTemplates: responseTemplates ?? {} }),
    },
  ],
  handle: (input, call) => {
    const type = parseResponseType(input.responseType);
    return call.deps.apis.change(call, input.restApiId, ({ definition }) => {
      const statusCode = input.statusCode ?? DEFAULT_STATUS[type];
      const response = {
        ...(statusCode === undefined ? {} : { statusCode }),
        responseParameters: { ...input.responseParameters },
        responseTemplates: { ...(input.responseTemplates ?? DEFAULT_TEMPLATES) },
      };
      checkGatewayResponse(response);
      definition.gatewayResponses[type] = response;
      return gatewayResponseView(definition, type);
    });
  },
};
