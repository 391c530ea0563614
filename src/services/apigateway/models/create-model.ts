import type { CreateModelRequest, Model } from "@aws-sdk/client-api-gateway";
import { shortId } from "../../../base/ids.ts";
import { conflict } from "../api-errors.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import type { ModelRecord } from "../state/api-record.ts";
import { findEntry, setEntry } from "../string-map.ts";
import { checkContentType, checkModel, checkModelName, checkModelSchema } from "./model-rules.ts";
import { modelView } from "./model-view.ts";

/** A model is a definition only: it takes effect where a request validator uses it. */
export const createModel: ApiOperation<CreateModelRequest, Model> = {
  name: "CreateModel",
  permits: permit("POST", ({ restApiId }) => `/restapis/${restApiId}/models`),
  audit: WRITE,
  checks: [
    { member: "name", apply: ({ name }) => checkModelName(name) },
    { member: "contentType", apply: ({ contentType }) => checkContentType(contentType) },
    { member: "schema", apply: ({ schema = "" }) => checkModelSchema(schema) },
  ],
  handle: (input, call) =>
    call.deps.apis.change(call, input.restApiId, ({ definition }) => {
      if (findEntry(definition.models, input.name))
        throw conflict("Model name already exists for this REST API");
      const model: ModelRecord = {
        id: shortId(call.deps.random, 6),
        name: input.name,
        ...(input.description ? { description: input.description } : {}),
        contentType: input.contentType,
        schema: input.schema ?? "",
      };
      setEntry(definition.models, model.name, model);
      checkModel(definition, model);
      return modelView(model);
    }),
};
