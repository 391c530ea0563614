import type { GatewayResponses, GetGatewayResponsesRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { pageOf } from "../pagination.ts";
import { permit } from "../permissions.ts";
import { gatewayResponseView, RESPONSE_TYPES } from "./default-responses.ts";

export const getGatewayResponses: ApiOperation<GetGatewayResponsesRequest, GatewayResponses> = {
  name: "GetGatewayResponses",
  permits: permit("GET", ({ restApiId }) => `/restapis/${restApiId}/gatewayresponses`),
  audit: READ,
  handle: async (input, call) => {
    const { definition } = await call.deps.apis.require(call, input.restApiId);
    const page = pageOf(RESPONSE_TYPES, (type) => type, input);
    return { ...page, items: page.items.map((type) => gatewayResponseView(definition, type)) };
  },
};
