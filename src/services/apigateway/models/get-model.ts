import type { GetModelRequest, Model } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { requireModel } from "./model-rules.ts";
import { modelView } from "./model-view.ts";

export const getModel: ApiOperation<GetModelRequest, Model> = {
  name: "GetModel",
  permits: permit("GET", ({ restApiId, modelName }) => `/restapis/${restApiId}/models/${modelName}`),
  audit: READ,
  refuses: [{ member: "flatten" }],
  handle: async (input, call) => {
    const { definition } = await call.deps.apis.require(call, input.restApiId);
    return modelView(requireModel(definition, input.modelName));
  },
};
