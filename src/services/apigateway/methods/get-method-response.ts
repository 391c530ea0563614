import type { GetMethodResponseRequest, MethodResponse } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { loadMethod } from "./method-access.ts";
import { methodResponsePath, requireMethodResponse } from "./method-response-access.ts";
import { methodResponseView } from "./method-view.ts";

export const getMethodResponse: ApiOperation<GetMethodResponseRequest, MethodResponse> = {
  name: "GetMethodResponse",
  permits: permit("GET", methodResponsePath),
  audit: READ,
  handle: async (input, call) =>
    methodResponseView(requireMethodResponse(await loadMethod(call, input), input.statusCode)),
};
