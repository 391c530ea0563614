import type { DeleteResourceRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { removeResource, requireResource, resourceNotFound } from "./resource-tree.ts";

export const deleteResource: ApiOperation<DeleteResourceRequest, object> = {
  name: "DeleteResource",
  permits: permit("DELETE", ({ restApiId, resourceId }) => `/restapis/${restApiId}/resources/${resourceId}`),
  audit: WRITE,
  handle: async (input, call) => {
    await call.deps.apis.change(
      call,
      input.restApiId,
      ({ definition }) => removeResource(definition, requireResource(definition, input.resourceId)),
      resourceNotFound(),
    );
    return {};
  },
};
