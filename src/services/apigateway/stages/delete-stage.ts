import type { DeleteStageRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { removeEntry } from "../string-map.ts";
import { stageNotFound, stagePath } from "./stage-rules.ts";

export const deleteStage: ApiOperation<DeleteStageRequest, object> = {
  name: "DeleteStage",
  permits: permit("DELETE", stagePath),
  audit: WRITE,
  handle: async (input, call) => {
    await call.deps.apis.change(call, input.restApiId, (api) => {
      if (!removeEntry(api.stages, input.stageName)) throw stageNotFound();
    });
    return {};
  },
};
