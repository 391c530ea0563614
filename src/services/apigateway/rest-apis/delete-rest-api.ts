import type { DeleteRestApiRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";

/** Deletes an API with its deployments, and takes its stages out of service. */
export const deleteRestApi: ApiOperation<DeleteRestApiRequest, object> = {
  name: "DeleteRestApi",
  permits: permit("DELETE", ({ restApiId }) => `/restapis/${restApiId}`),
  audit: WRITE,
  handle: async (input, call) => {
    await call.deps.apis.delete(call, input.restApiId);
    return {};
  },
};
