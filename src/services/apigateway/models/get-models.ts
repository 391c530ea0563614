import type { GetModelsRequest, Models } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { pageOf } from "../pagination.ts";
import { permit } from "../permissions.ts";
import { modelView } from "./model-view.ts";

export const getModels: ApiOperation<GetModelsRequest, Models> = {
  name: "GetModels",
  permits: permit("GET", ({ restApiId }) => `/restapis/${restApiId}/models`),
  audit: READ,
  handle: async (input, call) => {
    const { definition } = await call.deps.apis.require(call, input.restApiId);
    const page = pageOf(Object.values(definition.models), (model) => model.name, input);
    return { ...page, items: page.items.map(modelView) };
  },
};
