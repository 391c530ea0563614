import type { Model, UpdateModelRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { applyPatches, listingDialect, type PatchRule, replaceRule, setOrRemove } from "../patch.ts";
import { permit } from "../permissions.ts";
import type { ModelRecord } from "../state/api-record.ts";
import { checkModel, requireModel } from "./model-rules.ts";
import { modelView } from "./model-view.ts";

const rules: readonly PatchRule<ModelRecord>[] = [
  replaceRule("/description", (model, value) => setOrRemove(model, "description", value)),
  replaceRule("/schema", (model, value = "") => {
    model.schema = value;
  }),
];

export const updateModel: ApiOperation<UpdateModelRequest, Model> = {
  name: "UpdateModel",
  permits: permit("PATCH", ({ restApiId, modelName }) => `/restapis/${restApiId}/models/${modelName}`),
  audit: WRITE,
  handle: (input, call) =>
    call.deps.apis.change(call, input.restApiId, ({ definition }) => {
      const model = requireModel(definition, input.modelName);
      applyPatches(model, input.patchOperations, rules, listingDialect);
      checkModel(definition, model);
      return modelView(model);
    }),
};
