import type { DeleteGatewayResponseRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { gatewayResponsePath, parseResponseType, responseNotDefined } from "./gateway-response-rules.ts";

/** Takes a customisation away; the type itself stays, with its default. */
export const deleteGatewayResponse: ApiOperation<DeleteGatewayResponseRequest, object> = {
  name: "DeleteGatewayResponse",
  permits: permit("DELETE", gatewayResponsePath),
  audit: WRITE,
  handle: async (input, call) => {
    const type = parseResponseType(input.responseType);
    await call.deps.apis.change(call, input.restApiId, ({ definition }) => {
      if (!definition.gatewayResponses[type]) throw responseNotDefined();
      delete definition.gatewayResponses[type];
    });
    return {};
  },
};
