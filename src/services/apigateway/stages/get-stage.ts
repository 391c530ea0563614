import type { GetStageRequest, Stage } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { requireStage, stagePath } from "./stage-rules.ts";
import { stageView } from "./stage-view.ts";

export const getStage: ApiOperation<GetStageRequest, Stage> = {
  name: "GetStage",
  permits: permit("GET", stagePath),
  audit: READ,
  handle: async (input, call) =>
    stageView(requireStage(await call.deps.apis.require(call, input.restApiId), input.stageName)),
};
