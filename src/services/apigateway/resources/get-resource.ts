import type { GetResourceRequest, Resource } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { requireResource, resourceNotFound } from "./resource-tree.ts";
import { resourceView } from "./resource-view.ts";

export const getResource: ApiOperation<GetResourceRequest, Resource> = {
  name: "GetResource",
  permits: permit("GET", ({ restApiId, resourceId }) => `/restapis/${restApiId}/resources/${resourceId}`),
  audit: READ,
  handle: async (input, call) => {
    const { definition } = await call.deps.apis.require(call, input.restApiId, resourceNotFound());
    return resourceView(definition, requireResource(definition, input.resourceId), input.embed);
  },
};
