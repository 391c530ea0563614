import type { GatewayResponse, GetGatewayResponseRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { gatewayResponseView } from "./default-responses.ts";
import { gatewayResponsePath, parseResponseType } from "./gateway-response-rules.ts";

export const getGatewayResponse: ApiOperation<GetGatewayResponseRequest, GatewayResponse> = {
  name: "GetGatewayResponse",
  permits: permit("GET", gatewayResponsePath),
  audit: READ,
  handle: async (input, call) => {
    const type = parseResponseType(input.responseType);
    const { definition } = await call.deps.apis.require(call, input.restApiId);
    return gatewayResponseView(definition, type);
  },
};
