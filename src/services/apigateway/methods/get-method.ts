import type { GetMethodRequest, Method } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { loadMethod, methodPath } from "./method-access.ts";
import { methodView } from "./method-view.ts";

export const getMethod: ApiOperation<GetMethodRequest, Method> = {
  name: "GetMethod",
  permits: permit("GET", methodPath),
  audit: READ,
  handle: async (input, call) => methodView(await loadMethod(call, input)),
};
