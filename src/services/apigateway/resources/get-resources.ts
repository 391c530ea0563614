import type { GetResourcesRequest, Resources } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { pageOf } from "../pagination.ts";
import { permit } from "../permissions.ts";
import { resourcePath } from "./resource-tree.ts";
import { resourceView } from "./resource-view.ts";

export const getResources: ApiOperation<GetResourcesRequest, Resources> = {
  name: "GetResources",
  permits: permit("GET", ({ restApiId }) => `/restapis/${restApiId}/resources`),
  audit: READ,
  handle: async (input, call) => {
    const { definition } = await call.deps.apis.require(call, input.restApiId);
    const page = pageOf(
      Object.values(definition.resources),
      (resource) => resourcePath(definition, resource),
      input,
    );
    return { ...page, items: page.items.map((resource) => resourceView(definition, resource, input.embed)) };
  },
};
