import type { DeleteModelRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { removeEntry } from "../string-map.ts";
import { checkUnused, requireModel } from "./model-rules.ts";

export const deleteModel: ApiOperation<DeleteModelRequest, object> = {
  name: "DeleteModel",
  permits: permit("DELETE", ({ restApiId, modelName }) => `/restapis/${restApiId}/models/${modelName}`),
  audit: WRITE,
  handle: async (input, call) => {
    await call.deps.apis.change(call, input.restApiId, ({ definition }) => {
      requireModel(definition, input.modelName);
      checkUnused(definition, input.modelName);
      removeEntry(definition.models, input.modelName);
    });
    return {};
  },
};
