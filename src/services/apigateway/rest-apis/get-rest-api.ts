import type { GetRestApiRequest, RestApi } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { taggedRestApiView } from "./api-view.ts";

export const getRestApi: ApiOperation<GetRestApiRequest, RestApi> = {
  name: "GetRestApi",
  permits: permit("GET", ({ restApiId }) => `/restapis/${restApiId}`),
  audit: READ,
  handle: async (input, call) => taggedRestApiView(await call.deps.apis.require(call, input.restApiId)),
};
